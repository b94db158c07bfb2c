using Belay.Messages;

namespace Belay.Tests.Messages.Engine;

public sealed class TallyTests
{
    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(1.2, 1)]
    [InlineData(10, 5)]
    [InlineData(10.1, 6)]
    [InlineData(1_000, 15)]
    [InlineData(86_400_000, 40)]
    [InlineData(1e12, 40)]
    public void A_time_belongs_to_the_first_step_that_reaches_it(double milliseconds, int step) =>
        Assert.Equal(step, Lateness.Of(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void Each_step_is_its_longest_times_step_and_longer_than_the_one_before()
    {
        for (var step = 0; step <= Lateness.StepsMax; step++)
        {
            // The longest time is told in tenths of a millisecond.
            Assert.Equal(step, Lateness.Of(Lateness.UpTo(step) - TimeSpan.FromMilliseconds(0.05)));
            Assert.True(step == 0 || Lateness.UpTo(step) > Lateness.UpTo(step - 1));
        }
    }

    [Fact]
    public void Percentiles_are_of_the_nearest_rank()
    {
        var tally = Assert.Single(Tally.Sum(1, [Sent(lateness: 30, 1), Sent(lateness: 0, 50), Sent(lateness: 5, 49)]));

        Assert.Equal(100, tally.Sent);
        Assert.Equal((Lateness.UpTo(0), Lateness.UpTo(5)), (tally.LatenessP50, tally.LatenessP99));
        Assert.Equal(Lateness.UpTo(5), Assert.Single(Tally.Sum(1, [Sent(0, 49), Sent(5, 50)])).LatenessP50);
        Assert.Equal(Lateness.UpTo(7), Assert.Single(Tally.Sum(1, [Sent(7, 1)])).LatenessP99);
        Assert.Null(Assert.Single(Tally.Sum(1, [])).LatenessP99);
    }

    [Fact]
    public void Every_status_that_is_not_on_the_way_is_counted_once_in_its_slot()
    {
        var statuses = Enum.GetValues<MessageStatus>().Where(status => status == MessageStatus.Sent || status.IsEnd()).ToList();

        var tallies = Tally.Sum(3, statuses.Select(status => new TallyCount(1, status, 0, 10)));

        var one = tallies[1];
        Assert.Equal(10 * statuses.Count, one.Sent + one.Delivered + one.Canceled + one.Failed + one.Unconfirmed);
        Assert.Equal(new Tally(0, 0, 0, 0, 0), tallies[0]);
        Assert.Equal(new Tally(0, 0, 0, 0, 0), tallies[2]);
    }

    [Theory]
    [InlineData(30, 60, 1)]
    [InlineData(0, 90, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(0, 60, 0)]
    [InlineData(0, 60, Tally.SlotsMax + 1)]
    public void A_tally_is_asked_for_in_whole_minutes_and_in_bounds(int fromSeconds, int slotSeconds, int slots) =>
        Assert.ThrowsAny<ArgumentException>(() => Tally.ThrowIfInvalid(Drafts.Start.AddSeconds(fromSeconds), TimeSpan.FromSeconds(slotSeconds), slots));

    private static TallyCount Sent(int lateness, long messages) => new(0, MessageStatus.Sent, lateness, messages);
}
