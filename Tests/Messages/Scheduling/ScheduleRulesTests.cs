using Belay.Messages;

namespace Belay.Tests.Messages;

/// <summary>P11: a time that is not in bounds is refused, and the refusal says which bound.</summary>
public sealed class ScheduleRulesTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private static readonly ScheduleRules Rules = new(TimeSpan.FromMinutes(5), TimeSpan.FromDays(5));
    private static readonly ScheduleRules AnyLater = new(TimeSpan.Zero, TimeSpan.MaxValue);

    [Theory]
    [InlineData(-Second, ScheduleFault.InThePast)]
    [InlineData(-1, ScheduleFault.InThePast)]
    [InlineData(0, ScheduleFault.InThePast)]
    [InlineData(1, ScheduleFault.TooSoon)]
    [InlineData((300 * Second) - 1, ScheduleFault.TooSoon)]
    [InlineData(300 * Second, ScheduleFault.None)]
    [InlineData(432_000 * Second, ScheduleFault.None)]
    [InlineData((432_000 * Second) + 1, ScheduleFault.TooFar)]
    public void The_bounds_are_exact(long leadTicks, ScheduleFault fault) =>
        Assert.Equal(fault, Rules.Check(Drafts.Start.AddTicks(leadTicks), null, Drafts.Start));

    [Theory]
    [InlineData(0, ScheduleFault.InThePast)]
    [InlineData(1, ScheduleFault.None)]
    public void Without_a_least_lead_any_later_instant_will_do(long leadTicks, ScheduleFault fault) =>
        Assert.Equal(fault, AnyLater.Check(Drafts.Start.AddTicks(leadTicks), null, Drafts.Start));

    [Theory]
    [InlineData(-1, ScheduleFault.ExpiresBeforeDue)]
    [InlineData(0, ScheduleFault.ExpiresBeforeDue)]
    [InlineData(1, ScheduleFault.None)]
    public void The_validity_must_end_after_the_send_time(long ticksAfterDue, ScheduleFault fault)
    {
        var sendAt = Drafts.Start.AddHours(1);
        Assert.Equal(fault, Rules.Check(sendAt, sendAt.AddTicks(ticksAfterDue), Drafts.Start));
    }

    [Fact]
    public void A_bad_time_is_named_before_a_bad_validity() =>
        Assert.Equal(ScheduleFault.InThePast, Rules.Check(Drafts.Start.AddHours(-1), Drafts.Start.AddHours(-2), Drafts.Start));

    [Fact]
    public void Instants_are_compared_whatever_their_zone()
    {
        var sendAt = Drafts.Start.AddMinutes(5).ToOffset(TimeSpan.FromHours(14));
        Assert.Equal(ScheduleFault.None, Rules.Check(sendAt, null, Drafts.Start.ToOffset(TimeSpan.FromHours(-12))));
        Assert.Equal(ScheduleFault.TooSoon, Rules.Check(sendAt.AddTicks(-1), null, Drafts.Start));
    }

    [Fact]
    public void The_ends_of_time_are_judged_and_not_thrown()
    {
        Assert.Equal(ScheduleFault.None, AnyLater.Check(DateTimeOffset.MaxValue, null, DateTimeOffset.MinValue));
        Assert.Equal(ScheduleFault.InThePast, AnyLater.Check(DateTimeOffset.MinValue, null, DateTimeOffset.MaxValue));
    }
}
