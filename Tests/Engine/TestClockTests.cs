using Microsoft.Extensions.Time.Testing;

namespace Belay.Tests.Engine;

/// <summary>
/// Why the tests' clock is our own and not the package's: each case is true of ours and not of <see cref="FakeTimeProvider"/>. Where one of
/// them fails after an update of the package, the reason is gone: docs/decisions/0014-the-tests-own-clock.md.
/// </summary>
public sealed class TestClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_timer_that_sets_itself_again_fires_at_each_of_its_times_within_one_advance()
    {
        var ours = new ManualTimeProvider(Start);
        var theirs = new FakeTimeProvider(Start);

        Assert.Equal([1, 2, 3, 4], SecondsOfFires(ours, ours.Advance));
        Assert.Equal([4], SecondsOfFires(theirs, theirs.Advance));
    }

    [Fact]
    public void Timers_that_are_due_at_the_same_time_fire_in_the_order_they_were_set()
    {
        var ours = new ManualTimeProvider(Start);
        var theirs = new FakeTimeProvider(Start);

        Assert.Equal("bcd", OrderOfFires(ours, ours.Advance));
        Assert.Equal("dbc", OrderOfFires(theirs, theirs.Advance));
    }

    [Fact]
    public void A_step_of_the_wall_clock_is_not_time_that_ran()
    {
        var ours = new ManualTimeProvider(Start);
        var theirs = new FakeTimeProvider(Start);
        var (ourStart, theirStart) = (ours.GetTimestamp(), theirs.GetTimestamp());

        ours.StepTo(Start - TimeSpan.FromHours(1));
        theirs.AdjustTime(Start - TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.Zero, ours.GetElapsedTime(ourStart));
        Assert.Equal(TimeSpan.FromHours(-1), theirs.GetElapsedTime(theirStart));
    }

    [Fact]
    public void A_callback_that_throws_stops_no_timer_but_its_own()
    {
        var ours = new ManualTimeProvider(Start);
        var theirs = new FakeTimeProvider(Start);

        Assert.True(FiresAfterOneThatThrew(ours, ours.Advance));
        Assert.False(FiresAfterOneThatThrew(theirs, theirs.Advance));
    }

    private static List<double> SecondsOfFires(TimeProvider clock, Action<TimeSpan> advance)
    {
        var fires = new List<double>();
        ITimer? timer = null;
        timer = clock.CreateTimer(
            _ =>
            {
                fires.Add((clock.GetUtcNow() - Start).TotalSeconds);
                timer!.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            },
            null,
            TimeSpan.FromSeconds(1),
            Timeout.InfiniteTimeSpan);
        using (timer)
        {
            advance(TimeSpan.FromSeconds(4));
        }

        return fires;
    }

    /// <summary>Timers a, b, c and d, of which a is gone before d is made.</summary>
    private static string OrderOfFires(TimeProvider clock, Action<TimeSpan> advance)
    {
        var order = "";
        ITimer Make(string name) => clock.CreateTimer(_ => order += name, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        var first = Make("a");
        using var second = Make("b");
        using var third = Make("c");
        first.Dispose();
        using var fourth = Make("d");
        advance(TimeSpan.FromSeconds(1));
        return order;
    }

    private static bool FiresAfterOneThatThrew(TimeProvider clock, Action<TimeSpan> advance)
    {
        using var broken = clock.CreateTimer(
            _ => throw new InvalidOperationException("A callback of a test."), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        Assert.Throws<InvalidOperationException>(() => advance(TimeSpan.FromSeconds(1)));
        broken.Dispose();
        var fired = false;
        using var next = clock.CreateTimer(_ => fired = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        advance(TimeSpan.FromSeconds(1));
        return fired;
    }
}
