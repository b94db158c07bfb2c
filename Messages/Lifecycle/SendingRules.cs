namespace Belay.Messages;

/// <summary>How often, how long and how patiently a message is tried.</summary>
public sealed record SendingRules
{
    /// <summary>Most calls of the carrier for one message: enough to outlast <see cref="RetryFor"/> at the longest pause, so that an outage is bounded by time.</summary>
    public int AttemptsMax { get; init; } = 30;

    /// <summary>The pause after the first call; it doubles with each next one.</summary>
    public TimeSpan PauseBase { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, unless the carrier asks for a longer one.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after its first claim a message is still tried.</summary>
    /// <remarks>Not after its due time: after an outage of ours, what came due in it has as many tries as any other message.</remarks>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How long a receipt is waited for, from the carrier's acceptance.</summary>
    public TimeSpan ReceiptTimeout { get; init; } = TimeSpan.FromHours(72);

    /// <summary>The pause after a call: exponential, between half and all of it by <paramref name="jitter"/>, and never shorter than the carrier asked for.</summary>
    internal TimeSpan PauseAfter(int attempt, TimeSpan? asked, double jitter)
    {
        var ticks = PauseBase.Ticks * Math.Pow(2, Math.Min(attempt - 1, 40));
        var pause = TimeSpan.FromTicks((long)(Math.Min(ticks, PauseMax.Ticks) * (0.5 + (jitter / 2))));
        pause = asked > pause ? asked.Value : pause;

        // Whole microseconds, which is what every store can hold.
        return TimeSpan.FromTicks(pause.Ticks - (pause.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
