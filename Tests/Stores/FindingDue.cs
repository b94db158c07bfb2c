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
    public async Task A_call_that_is_open_is_among_them_with_its_claimant_in_its_place()
    {
        await using var store = await OpenAsync();
        var claimant = new Claimant("silo", 7);
        var before = await AcceptAsync(store, NewDraft(TimeSpan.FromSeconds(1)));
        var open = await AcceptAsync(store, NewDraft(TimeSpan.FromSeconds(2)));
        var after = await AcceptAsync(store, NewDraft(TimeSpan.FromSeconds(3)));
        Assert.True(await WriteAsync(store, open, Claim(open), claimant));

        var due = await store.Messages.FindDueAsync(Noon.AddSeconds(3), 10, Stop);

        Assert.Equal([(before.Id, null), (open.Id, claimant), (after.Id, null)], due.Select(one => (one.Id, one.Claimant)));
        Assert.Equal(Noon.AddSeconds(2), due[1].WakeAt);
        Assert.Equal([before.Id, open.Id], await DueAsync(store, 3, max: 2));

        // A store may show a call that is open before its time: whether it is made is known by its claimant, and not by a clock.
        Assert.Equal([before.Id], (await DueAsync(store, 1, max: 10)).Where(id => id != open.Id));
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
