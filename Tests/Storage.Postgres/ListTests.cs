using Belay.Messages;

namespace Belay.Tests.Storage.Postgres;

/// <summary>P9: the same questions, the same answers as the plainest engine gives.</summary>
public sealed class ListTests(SharedServer server)
{
    private static readonly OrganizationId Globex = OrganizationId.Parse("globex");
    private static readonly string[] Tags = ["red", "green", "blue", "a=b", "odd \u0001", "\U0001F600"];
    private static readonly string[] Numbers = ["+15551", "+15552", "+15553", "user \u0001"];

    [Fact]
    public async Task Random_queries_list_what_the_engine_in_memory_lists()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await using var store = await Store.OpenAsync(server);
        var clock = new ManualTimeProvider(Store.Now);
        await using var engine = new InMemoryEngine(new InMemoryStore(), new ScriptedCarrier(clock), clock);
        var all = await FillAsync(store, engine, clock, random);
        for (var i = 0; i < 200; i++)
        {
            var query = RandomQuery(random, all);

            var expected = await engine.ListAsync(query, Store.Stop);
            var found = await store.Index.ListAsync(query, Store.Stop);

            var note = $"seed {seed}, query {i}: {query}";
            Assert.True(expected.Messages.Select(message => message.Id).SequenceEqual(found.Messages.Select(message => message.Id)), note);
            Assert.True(expected.Next == found.Next, note);
        }
    }

    [Fact]
    public async Task A_forecast_counts_what_the_engine_in_memory_counts()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await using var store = await Store.OpenAsync(server);
        var clock = new ManualTimeProvider(Store.Now);
        await using var engine = new InMemoryEngine(new InMemoryStore(), new ScriptedCarrier(clock), clock);
        await FillAsync(store, engine, clock, random);
        foreach (var organization in (OrganizationId?[])[null, Store.Acme, Globex])
        {
            for (var i = 0; i < 20; i++)
            {
                var (from, slot, slots) = (Store.Now.AddSeconds(random.Next(-100, 100)), TimeSpan.FromSeconds(random.Next(1, 60)), random.Next(1, 100));
                Assert.True(
                    (await engine.ForecastAsync(organization, from, slot, slots, Store.Stop)).SequenceEqual(await store.Index.ForecastAsync(organization, from, slot, slots, Store.Stop)),
                    $"seed {seed}: {organization} {from:O} {slot} {slots}");
            }
        }
    }

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

    private static async Task<List<Message>> FillAsync(Store store, InMemoryEngine engine, ManualTimeProvider clock, Random random)
    {
        List<Message> all = [];
        for (var i = 0; i < 120; i++)
        {
            clock.Advance(TimeSpan.FromMicroseconds(random.Next(0, 1_000_000)));
            var organization = random.Next(4) == 0 ? Globex : Store.Acme;
            var drafts = store.NewBatch(random.Next(1, 4), TimeSpan.FromHours(1)).Select(draft => draft with
            {
                Organization = organization,
                SendAt = clock.GetUtcNow() + TimeSpan.FromMilliseconds(random.Next(200_000, 2_000_000)),
                To = random.GetItems(Numbers, 1)[0],
                From = random.GetItems(Numbers, 1)[0],
                Tags = random.GetItems(Tags, random.Next(0, 3)),
                Labels = random.GetItems(Tags, random.Next(0, 3)).Distinct().ToDictionary(name => name, _ => random.GetItems(Tags, 1)[0]),
            }).ToArray();
            var request = new ScheduleRequest(drafts, Store.Caller);
            var accepted = Assert.IsType<ScheduleVerdict.Accepted>(await engine.ScheduleAsync(request, Store.Stop));
            Assert.IsType<ScheduleVerdict.Accepted>(await store.ScheduleAsync(request, clock.GetUtcNow()));
            all.AddRange(await MoveAsync(store, engine, clock, accepted.Messages, random.Next(4)));
        }

        return all;
    }

    /// <summary>Cancels or archives a whole batch in both, or leaves it.</summary>
    private static async Task<IReadOnlyList<Message>> MoveAsync(
        Store store, InMemoryEngine engine, ManualTimeProvider clock, IReadOnlyList<Message> batch, int fate)
    {
        Command? command = fate switch { 0 => new Command.Cancel(Store.Caller, CancelRule.Pending), 1 => new Command.Archive(Store.Caller), _ => null };
        if (command is null)
        {
            return batch;
        }

        List<Message> moved = [.. batch.Select(message => Store.Decide(message, command, clock.GetUtcNow()))];
        foreach (var message in moved)
        {
            Assert.True(await store.WriteAsync(message, 1, message.WakeAt is null ? null : Store.ReminderOf(message)));
        }

        var draft = batch[0].Draft;
        _ = fate == 0
            ? (object?)await engine.CancelBatchAsync(draft.Organization, draft.Batch, Store.Caller, CancelRule.Pending, Store.Stop)
            : await engine.ArchiveAsync(draft.Organization, draft.Batch, Store.Caller, Store.Stop);
        return moved;
    }

    private static MessageQuery RandomQuery(Random random, List<Message> all)
    {
        var some = all[random.Next(all.Count)];
        var any = all[random.Next(all.Count)];
        var query = new MessageQuery { Organization = some.Draft.Organization, Limit = random.Next(1, 40) };
        for (var filters = random.Next(0, 4); filters > 0; filters--)
        {
            query = random.Next(14) switch
            {
                0 => query with { Before = any.Id },
                1 => query with { Statuses = (MessageStatuses)random.Next(0, (int)MessageStatuses.All + 1) },
                2 => query with { Statuses = some.Status.ToSet() },
                3 => query with { To = some.Draft.To },
                4 => query with { From = some.Draft.From },
                5 => query with { AnyTag = random.GetItems(Tags, random.Next(1, 4)) },
                6 => query with { AllTags = some.Draft.Tags },
                7 => query with { Labels = some.Draft.Labels },
                8 => query with { Batch = some.Draft.Batch },
                9 => query with { Number = some.Number },
                10 => query with { ReceivedFrom = any.ReceivedAt },
                11 => query with { ReceivedBefore = any.ReceivedAt },
                12 => query with { DueFrom = any.DueAt },
                _ => random.Next(2) == 0 ? query with { DueBefore = any.DueAt } : query with { Archived = random.Next(2) == 0 },
            };
        }

        return query;
    }
}
