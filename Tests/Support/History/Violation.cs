namespace Belay.Tests.Support;

/// <summary>A promise that a run broke.</summary>
/// <param name="Invariant">Which: I1 to I15, the list in <c>docs/proof.md</c>.</param>
/// <param name="Id">The message, or the key or request where no message is known.</param>
/// <param name="What">What was seen.</param>
public sealed record Violation(string Invariant, string Id, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Invariant} {Id}: {What}";
}
