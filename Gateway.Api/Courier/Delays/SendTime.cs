namespace Belay.Gateway.Api.Courier.Delays;

/// <summary>When a message is to leave, or why nobody can tell: a closed family. There is no "unclear, so now" (P11).</summary>
internal abstract record SendTime
{
    private SendTime()
    {
    }

    /// <summary>At once.</summary>
    public sealed record Now : SendTime;

    /// <summary>At an instant later than the one that was given as "now".</summary>
    public sealed record At(DateTimeOffset Instant) : SendTime;

    /// <summary>It cannot be told.</summary>
    /// <param name="Sentence">One sentence for the caller; it quotes nothing.</param>
    public sealed record Refused(string Sentence) : SendTime;
}
