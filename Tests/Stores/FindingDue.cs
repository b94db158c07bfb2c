namespace Belay.Tests.Stores;

/// <summary>What is due is found in the order of its time.</summary>
public abstract class FindingDue : StoreSuite
{
    [Fact]
    public async Task The_most_overdue_come_first_and_no_more_than_asked_for()
    {
        await using var store = await OpenAsync();
        var third = await AcceptAsync(store, NewDraft(TimeSpan.FromSeconds(3)));
        var first = await AcceptAsync(store, NewDraft(TimeSpan.FromSeconds(1)));
        var second = await AcceptAsync(store, NewDraft(TimeSpan.FromSeconds(2)));

        Assert.Equal([first.Id, second.Id], await DueAsync(store, 3, max: 2));
        Assert.Equal([first.Id, second.Id, third.Id], await DueAsync(store, 3, max: 10));
        Assert.Equal([first.Id, second.Id], await DueAsync(store, 2.999, max: 10));
        Assert.Empty(await DueAsync(store, 0.999, max: 10));
    }

    [Fact]
    public async Task A_call_that_is_open_is_not_among_them_and_is_found_by_itself_whatever_the_clock_says()
    {
        await using var store = await OpenAsync();
        var claimant = new Claimant("silo", 7);
        var before = await AcceptAsync(store, NewDraft(TimeSpan.FromSeconds(1)));
        var open = await AcceptAsync(store, NewDraft(TimeSpan.FromSeconds(2)));
        var after = await AcceptAsync(store, NewDraft(TimeSpan.FromSeconds(3)));
        Assert.True(await WriteAsync(store, open, Claim(open), claimant));

        Assert.Equal([before.Id, after.Id], await DueAsync(store, 3, max: 2));
        Assert.Equal([new ClaimedMessage(open.Id, Noon.AddSeconds(2), claimant)], await store.Messages.FindClaimedAsync(Stop));

        var claimed = Claim(open);
        Assert.True(await WriteAsync(store, claimed.Next, Answer(claimed.Next, new CarrierAnswer.Accepted())));
        Assert.Empty(await store.Messages.FindClaimedAsync(Stop));
    }

    [Fact]
    public async Task What_is_held_is_no_open_call_that_anybody_looks_for()
    {
        await using var store = await OpenAsync();
        var open = await AcceptAsync(store, NewDraft());
        await WriteAsync(store, open, Claim(open), new Claimant("silo", 1));
        await store.Held.HoldAsync(later: false, Stop);

        Assert.Empty(await store.Messages.FindClaimedAsync(Stop));
    }

    [Fact]
    public async Task What_is_held_what_has_ended_and_what_waits_for_later_is_not()
    {
        await using var store = await OpenAsync();
        await AcceptAsync(store, NewDraft());
        await store.Held.HoldAsync(later: false, Stop);
        var canceled = await AcceptAsync(store, NewDraft());
        await WriteAsync(store, canceled, Cancel(canceled));
        var putOff = await AcceptAsync(store, NewDraft());
        var claimed = Claim(putOff);
        await WriteAsync(store, putOff, claimed, new Claimant("silo", 1));
        await WriteAsync(store, claimed.Next, Answer(claimed.Next, new CarrierAnswer.Later(TimeSpan.FromMinutes(1))));

        Assert.Empty(await DueAsync(store, 30, max: 10));
        Assert.Equal([putOff.Id], await DueAsync(store, 120, max: 10));
    }

    private static async Task<IEnumerable<MessageId>> DueAsync(IStoreFixture store, double seconds, int max) =>
        (await store.Messages.FindDueAsync(Noon.AddSeconds(seconds), max, Stop)).Select(due => due.Id);
}
