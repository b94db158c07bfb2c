namespace Belay.Tests.Gateway.Api;

/// <summary>
/// The test's clock for work that looks into the database again and again: it tells the test's time, and such a look comes by the real clock. So a
/// test that moves on by a month does not have a month of looks, and what other processes wrote is seen while its clock stands still.
/// </summary>
/// <param name="clock">The test's.</param>
/// <param name="isLook">Whether a timer of this period is one that only looks; the others fire by the test's clock.</param>
internal sealed class PolledClock(ManualTimeProvider clock, Func<TimeSpan, bool> isLook) : TimeProvider
{
    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        (isLook(period) ? System : clock).CreateTimer(callback, state, dueTime, period);
}
