namespace Belay.Tests.Support;

/// <summary>A clock that the test owns: time stands still until <see cref="Advance"/>, which fires timers in the order of their times.</summary>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;
    private long _set;

    /// <summary>A clock that begins at a round instant.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <summary>How long it ran: to set the wall clock changes nothing here.</summary>
    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _now.UtcTicks - _set;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time forward; timers fire on the calling thread, each seeing its own due time as now.</summary>
    public void Advance(TimeSpan by)
    {
        var target = GetUtcNow() + by;
        while (true)
        {
            ManualTimer? next;
            lock (_lock)
            {
                next = _timers.Where(timer => timer.FiresAt <= target).MinBy(timer => timer.FiresAt);
                if (next is null)
                {
                    _now = target;
                    return;
                }

                _now = next.FiresAt > _now ? next.FiresAt : _now;
                next.Rearm_NeedsLock(_now);
            }

            next.Fire();
        }
    }

    /// <summary>Sets the wall clock, backward too, without firing timers: a clock step.</summary>
    public void StepTo(DateTimeOffset now)
    {
        lock (_lock)
        {
            var shift = now - _now;
            _now = now;
            _set += shift.Ticks;
            foreach (var timer in _timers)
            {
                timer.FiresAt += shift;
            }
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, Action callback) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset FiresAt { get; set; } = DateTimeOffset.MaxValue;

        public void Fire() => callback();

        public void Rearm_NeedsLock(DateTimeOffset now)
        {
            if (_period > TimeSpan.Zero)
            {
                FiresAt = now + _period;
            }
            else
            {
                clock._timers.Remove(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                _period = period;
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    FiresAt = clock._now + dueTime;
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
