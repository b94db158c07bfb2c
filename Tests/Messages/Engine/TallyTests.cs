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
    [InlineData("delivery_unconfirmed", true)]
    [InlineData("delivery_unconfirmed", false)]
    [InlineData("unconfirmed_after_sent", true)]
    public void A_late_receipt_takes_back_that_nobody_knows_and_counts_the_message_once_as_sent(string state, bool delivered)
    {
        var unconfirmed = Situations.All[state]();
        var archived = unconfirmed.Then(new Command.Archive(Drafts.Caller));
        var ended = archived.Then(Situations.ReceiptOf(delivered), unconfirmed.LastAt().AddMinutes(5));

        var whole = Counts(ended, versionBefore: 0);
        var parts = Counts(unconfirmed, versionBefore: 0).Concat(Counts(ended, unconfirmed.Version)).GroupBy(one => one.Key)
            .ToDictionary(one => one.Key, one => one.Sum(part => part.Value));

        Assert.Equal(whole, parts);
        Assert.Equal(0, whole[new(TallyMark.MinuteOf(unconfirmed.LastAt()), MessageStatus.DeliveryUnconfirmed, 0)]);
        Assert.Equal(1, whole[new(TallyMark.MinuteOf(ended.LastAt()), delivered ? MessageStatus.Delivered : MessageStatus.DeliveryFailed, 0)]);
        Assert.Equal(1, whole.Where(one => one.Key.Status == MessageStatus.Sent).Sum(one => one.Value));
    }

    [Fact]
    public void What_is_forgotten_is_not_taken_back()
    {
        var unconfirmed = Situations.All["unconfirmed_after_sent"]();
        var ended = unconfirmed.Then(Situations.ReceiptOf(delivered: true), unconfirmed.LastAt() + Tally.KeptFor + TimeSpan.FromMinutes(1));

        Assert.Equal([1], TallyMark.Of(ended, unconfirmed.Version).Select(change => change.Messages));
    }

    [Fact]
    public void A_message_is_as_late_as_the_first_call_that_was_made()
    {
        var waiting = Situations.Sending().Answered(new CarrierAnswer.NotCalled(Situations.Trouble, TimeSpan.FromMinutes(7)));
        var sent = waiting.Woken().Answered(new CarrierAnswer.Accepted());

        Assert.Equal(Lateness.Of(waiting.WakeAt!.Value - sent.DueAt), Assert.Single(TallyMark.Of(sent, 0)).Mark.Lateness);
    }

    [Theory]
    [InlineData(30, 60, 1)]
    [InlineData(0, 90, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(0, 60, 0)]
    [InlineData(0, 60, Tally.SlotsMax + 1)]
    public void A_tally_is_asked_for_in_whole_minutes_and_in_bounds(int fromSeconds, int slotSeconds, int slots) =>
        Assert.ThrowsAny<ArgumentException>(
            () => Tally.ThrowIfInvalid(Drafts.Start.AddSeconds(fromSeconds), TimeSpan.FromSeconds(slotSeconds), slots));

    private static Dictionary<TallyMark, int> Counts(Message message, long versionBefore) =>
        TallyMark.Of(message, versionBefore).GroupBy(change => change.Mark).ToDictionary(one => one.Key, one => one.Sum(change => change.Messages));

    private static TallyCount Sent(int lateness, long messages) => new(0, MessageStatus.Sent, lateness, messages);
}
