using Belay.Messages;

namespace Belay.Tests.Storage.Postgres;

/// <summary>P9: pages, and what is found by one field or by its time; what a query may ask is tried by the suite.</summary>
public sealed class ListTests(SharedServer server)
{
    private static readonly OrganizationId Globex = OrganizationId.Parse("globex");

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap()
    {
        await using var store = await Store.OpenAsync(server);
        var drafts = store.NewBatch(25, TimeSpan.FromHours(1));
        Assert.IsType<ScheduleVerdict.Accepted>(await store.ScheduleAsync(new(drafts, Store.Caller)));
        var query = new MessageQuery { Organization = Store.Acme, Limit = 10, Statuses = MessageStatuses.Pending };
        List<MessageId> seen = [];
        do
        {
            var page = await store.Index.ListAsync(query, Store.Stop);
            seen.AddRange(page.Messages.Select(message => message.Id));
            query = query with { Before = page.Next };
        }
        while (query.Before is not null);

        Assert.Equal(drafts.Select(draft => draft.Id).OrderDescending(), seen);
    }

    [Fact]
    public async Task A_message_is_found_by_its_reference_and_by_its_number()
    {
        await using var store = await Store.OpenAsync(server);
        var accepted = await store.AcceptAsync(store.NewDraft());
        var sending = Store.Decide(accepted, new Command.Wake(Store.Carrier));
        var sent = Store.Decide(sending, new Command.RecordAnswer(1, new CarrierAnswer.Accepted("ref \u0001"), Store.Carrier, new SendingRules(), 0));
        Assert.True(await store.WriteAsync(sending, 1));
        Assert.True(await store.WriteAsync(sent, 2));

        Assert.Equal(accepted.Id, await store.Index.FindByReferenceAsync("ref \u0001", Store.Stop));
        Assert.Null(await store.Index.FindByReferenceAsync("ref", Store.Stop));
        Assert.Equal(accepted.Id, Assert.Single(await WithNumberAsync(Store.Acme, accepted.Number)).Id);
        Assert.Empty(await WithNumberAsync(Globex, accepted.Number));
        Assert.Empty(await WithNumberAsync(Store.Acme, accepted.Number + 1));

        async Task<IReadOnlyList<Message>> WithNumberAsync(OrganizationId organization, long number) =>
            (await store.Index.ListAsync(new MessageQuery { Organization = organization, Number = number }, Store.Stop)).Messages;
    }

    [Fact]
    public async Task What_is_overdue_comes_most_overdue_first_without_open_calls_and_what_has_ended()
    {
        await using var store = await Store.OpenAsync(server);
        var later = await store.AcceptAsync(store.NewDraft(TimeSpan.FromSeconds(20)));
        var open = await store.AcceptAsync(store.NewDraft());
        var canceled = await store.AcceptAsync(store.NewDraft(TimeSpan.FromSeconds(10)));
        await store.AcceptAsync(store.NewDraft(TimeSpan.FromSeconds(60)));
        var claimed = Store.Decide(open, new Command.Wake(Store.Carrier));
        Assert.True(await store.WriteAsync(claimed, 1, claimant: new Claimant("silo", 7)));
        Assert.True(await store.WriteAsync(Store.Cancel(canceled), 1));

        Assert.Equal([new DueMessage(later.Id, later.DueAt)], await store.Index.FindDueAsync(Store.Now.AddSeconds(59), 10, Store.Stop));
        Assert.Equal([new ClaimedMessage(open.Id, open.DueAt, new Claimant("silo", 7))], await store.Index.FindClaimedAsync(Store.Stop));

        var again = new Command.RecordAnswer(1, new CarrierAnswer.Later(), Store.Carrier, new SendingRules(), 0);
        Assert.True(await store.WriteAsync(Store.Decide(claimed, again), claimed.Version));
        Assert.Empty(await store.Index.FindClaimedAsync(Store.Stop));
        Assert.Equal([open.Id, later.Id], (await store.Index.FindDueAsync(Store.Now.AddSeconds(59), 10, Store.Stop)).Select(due => due.Id));
    }
}
