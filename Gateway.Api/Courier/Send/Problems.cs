namespace Belay.Gateway.Api.Courier.Send;

/// <summary>What is wrong with a request. Reading goes on after a problem, with nothing in its place; the caller is told the first one.</summary>
internal sealed class Problems
{
    /// <summary>The first sentence; null: nothing is wrong.</summary>
    public string? First { get; private set; }

    /// <summary>Notes a problem in one sentence that quotes nothing but names of fields.</summary>
    public void Add(string sentence) => First ??= sentence;
}
