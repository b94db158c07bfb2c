namespace Belay.Gateway.Api.Cluster;

/// <summary>
/// The cluster's time: that of its database. All processes go by it, so that a message is due for all of them at once, whatever their own clocks say.
/// </summary>
/// <remarks>
/// A reading counts from the moment when its answer was here: so this clock is behind the database's by as long as an answer takes, and not ahead of
/// it. Between readings the machine's steady counter goes on, to which a change of its wall clock is nothing. Timers are the machine's own.
/// </remarks>
/// <param name="own">The machine's clock. It is shown until the first reading.</param>
public sealed class ClusterClock(TimeProvider own) : TimeProvider
{
    /// <summary>By how much a machine's clock may differ from the database's before it is said to be wrong.</summary>
    public static TimeSpan DifferenceMax { get; } = TimeSpan.FromSeconds(1);

    /// <summary>This clock stands still until a time comes that it has shown already; where that would take longer, it is set back.</summary>
    private static readonly TimeSpan StandsStillMax = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private (long At, DateTimeOffset Told)? _reading;
    private DateTimeOffset _shown = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public override long TimestampFrequency => own.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => own.LocalTimeZone;

    /// <summary>How far the machine's own clock is ahead of this one.</summary>
    public TimeSpan Difference
    {
        get
        {
            lock (_lock)
            {
                return _reading is { } reading ? own.GetUtcNow() - At(reading, own.GetTimestamp()) : TimeSpan.Zero;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            if (_reading is not { } reading)
            {
                return own.GetUtcNow();
            }

            var now = At(reading, own.GetTimestamp());
            return now < _shown && _shown - now <= StandsStillMax ? _shown : _shown = now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => own.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        own.CreateTimer(callback, state, dueTime, period);

    /// <summary>Takes a reading.</summary>
    /// <param name="read">Asks for the database's time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task ReadAsync(ReadClusterTime read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var asked = GetTimestamp();
        var told = await read(cancellationToken);
        Observe(told, asked, GetTimestamp());
    }

    /// <summary>
    /// Takes in a reading. The database told its time at some moment between the two timestamps: one whose answer took long changes nothing by that.
    /// </summary>
    /// <param name="told">The database's time.</param>
    /// <param name="asked">When it was asked, as <see cref="GetTimestamp"/> says.</param>
    /// <param name="heard">When its answer was here.</param>
    public void Observe(DateTimeOffset told, long asked, long heard)
    {
        lock (_lock)
        {
            var isBehind = _reading is not { } reading || At(reading, heard) < told;
            var isAhead = _reading is { } earlier && At(earlier, asked) > told;
            if (isBehind || isAhead)
            {
                _reading = (heard, told);
            }
        }
    }

    private DateTimeOffset At((long At, DateTimeOffset Told) reading, long timestamp) => reading.Told + own.GetElapsedTime(reading.At, timestamp);
}
