namespace Belay.Tests.Stores;

/// <summary>What is counted moves with the commit that moves the message.</summary>
public abstract class Counting : StoreSuite
{
    [Fact]
    public async Task What_is_pending_is_counted_from_its_acceptance_to_its_claim_or_its_end()
    {
        await using var store = await OpenAsync();
        var canceled = await AcceptAsync(store, NewDraft(TimeSpan.FromHours(1)));
        var claimed = await AcceptAsync(store, NewDraft());
        await AcceptAsync(store, NewDraft(TimeSpan.FromHours(1), OrganizationId.Parse("globex")));
        Assert.Equal(3, await PendingAsync(store));

        await WriteAsync(store, canceled, Cancel(canceled));
        Assert.Equal(2, await PendingAsync(store));

        await WriteAsync(store, claimed, Claim(claimed), new Claimant("silo", 1));
        Assert.Equal(1, await PendingAsync(store));

        await WriteAsync(store, canceled, Cancel(canceled));
        Assert.Equal(1, await PendingAsync(store));
    }

    [Fact]
    public async Task What_was_sent_and_what_was_canceled_is_told_by_the_minute()
    {
        await using var store = await OpenAsync();
        var canceled = await AcceptAsync(store, NewDraft(TimeSpan.FromHours(1)));
        await WriteAsync(store, canceled, Cancel(canceled));
        var sent = await AcceptAsync(store, NewDraft());
        var claimed = Claim(sent);
        await WriteAsync(store, sent, claimed, new Claimant("silo", 1));
        await WriteAsync(store, claimed.Next, Answer(claimed.Next, new CarrierAnswer.Accepted()));

        var tally = Assert.Single(await store.Index.TallyAsync(Acme, Noon, TimeSpan.FromMinutes(1), 1, Stop));

        Assert.Equal((1, 1, 0), (tally.Sent, tally.Canceled, tally.Failed));
    }

    [Fact]
    public async Task What_is_held_is_counted_until_it_is_released()
    {
        await using var store = await OpenAsync();
        var message = await AcceptAsync(store, NewDraft());
        await store.Held.HoldAsync(later: false, Stop);
        Assert.Equal(1, await store.Index.CountHeldAsync(Acme, Stop));
        Assert.Equal([message.Id], await store.Index.FindHeldAsync(Acme, [message.Id], Stop));

        await store.Held.ReleaseAsync([message.Id], Stop);

        Assert.Equal(0, await store.Index.CountHeldAsync(Acme, Stop));
    }

    private static async Task<long> PendingAsync(IStoreFixture store) => (await store.Index.ReadLevelsAsync(Stop)).Pending;
}
