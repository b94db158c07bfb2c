using System.Threading.Channels;
using Belay.Tests.Support;

namespace Belay.Tests.Carriers;

/// <summary>A manual clock that says when a timer was armed, for code that arms it on a thread of its own.</summary>
internal sealed class ArmedTimeProvider(ManualTimeProvider clock) : TimeProvider
{
    private readonly Channel<TimeSpan> _armed = Channel.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public async Task<TimeSpan> NextArmedAsync() => await _armed.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        _armed.Writer.TryWrite(dueTime);
        return timer;
    }
}
