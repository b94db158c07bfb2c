namespace Belay.Carriers;

/// <summary>How patient the guard around a carrier is.</summary>
public sealed record GuardOptions
{
    /// <summary>How long a call may take before its outcome counts as unknown. Longer than the carrier's own time-out, which knows more.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether failures stop the calls for a while. Off for a carrier whose failures are scripted by its recipients.</summary>
    public bool Breaks { get; init; } = true;

    /// <summary>The share of failures, above 0 and at most 1, that opens the circuit.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>The time over which the share is taken, at least half a second.</summary>
    public TimeSpan SamplingTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many calls that time must have seen before the share means anything, at least 2.</summary>
    public int CallsMin { get; init; } = 20;

    /// <summary>How long the circuit stays open, at least half a second; then one call is let through to see.</summary>
    public TimeSpan BreakTime { get; init; } = TimeSpan.FromSeconds(5);
}
