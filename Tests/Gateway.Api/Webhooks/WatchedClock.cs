using System.Threading.Channels;
using Channel = System.Threading.Channels.Channel;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>A clock that tells which pauses are begun, so that a test moves time only when somebody waits for it.</summary>
internal sealed class WatchedClock(TimeProvider inner) : TimeProvider
{
    private readonly Channel<TimeSpan> _pauses = Channel.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <summary>The next pause that was begun; fails after <see cref="ScriptedCarrier.Patience"/>.</summary>
    public async Task<TimeSpan> NextPauseAsync() =>
        await _pauses.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(ScriptedCarrier.Patience, TimeProvider.System);

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = inner.CreateTimer(callback, state, dueTime, period);
        _pauses.Writer.TryWrite(dueTime);
        return timer;
    }
}
