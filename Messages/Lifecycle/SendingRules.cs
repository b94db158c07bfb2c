namespace Belay.Messages;

/// <summary>How often, how long and how patiently a message is tried.</summary>
public sealed record SendingRules
{
    /// <summary>How many tries follow each other as fast as the pauses say.</summary>
    public const int FastTriesMax = 100;

    /// <summary>Into how many pauses at most the time for retries is cut after those: a message's timeline grows with each try.</summary>
    public const int SlowTriesMax = 500;

    /// <summary>
    /// Most calls of the carrier for one message; 0: only <see cref="RetryFor"/> bounds them, so that an outage is bounded by time alone.
    /// </summary>
    public int AttemptsMax { get; init; }

    /// <summary>
    /// The pause after the first call; it doubles with each next one. After a call that was not made it begins anew, and doubles with each next one
    /// of those.
    /// </summary>
    public TimeSpan PauseBase { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest pause, unless the carrier asks for a longer one, or the message was tried <see cref="FastTriesMax"/> times: then a pause is at
    /// least the <see cref="SlowTriesMax"/>th part of <see cref="RetryFor"/>.
    /// </summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long after its first claim a message is still tried. The last try is made at the end of that time, and its answer counts.
    /// </summary>
    /// <remarks>Not after its due time: after an outage of ours, what came due in it has as many tries as any other message.</remarks>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How long a receipt is waited for, from the carrier's acceptance.</summary>
    public TimeSpan ReceiptTimeout { get; init; } = TimeSpan.FromHours(72);

    /// <summary><see cref="RetryFor"/>, such that a store keeps the instant at its end exactly.</summary>
    internal TimeSpan TriedFor => Whole(RetryFor);

    /// <summary>
    /// The pause after a call: exponential, between half and all of it by <paramref name="jitter"/>, and never shorter than the carrier asked for.
    /// </summary>
    /// <param name="attempt">The number of this call among those that make the pause grow, from 1.</param>
    /// <param name="claims">How often the message was claimed so far; past <see cref="FastTriesMax"/> the pause has a floor.</param>
    /// <param name="asked">What the carrier asked for.</param>
    /// <param name="jitter">From 0 up to but without 1.</param>
    internal TimeSpan PauseAfter(int attempt, int claims, TimeSpan? asked, double jitter)
    {
        var ticks = PauseBase.Ticks * Math.Pow(2, Math.Min(attempt - 1, 40));
        var pause = TimeSpan.FromTicks((long)(Math.Min(ticks, PauseMax.Ticks) * (0.5 + (jitter / 2))));
        var floor = claims > FastTriesMax ? RetryFor / SlowTriesMax : TimeSpan.Zero;
        pause = pause > floor ? pause : floor;
        return Whole(asked > pause ? asked.Value : pause);
    }

    /// <summary>Whole microseconds, which is what every store can hold.</summary>
    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromTicks(span.Ticks - (span.Ticks % TimeSpan.TicksPerMicrosecond));
}
