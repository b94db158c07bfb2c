namespace Belay.Gateway.Api.Dialects;

/// <summary>A part of a vendor's API that Belay does not have. Who calls it is told what is missing, and not just that nothing is there.</summary>
/// <param name="Path">Where the vendor has it, with all below.</param>
/// <param name="What">What it is about.</param>
/// <param name="Instead">Where Belay has something in its place, a sentence that says so.</param>
internal sealed record UnservedCalls(string Path, string What, string? Instead = null)
{
    /// <summary>404, with what is missing.</summary>
    public Refusal ToRefusal() => new(RefusalKind.RouteUnknown, $"Belay does not serve {What}.{(Instead is null ? "" : " " + Instead)}");
}
