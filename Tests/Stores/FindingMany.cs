namespace Belay.Tests.Stores;

/// <summary>P9: what a store lists and forecasts is what a look at each of its messages says.</summary>
public abstract class FindingMany : StoreSuite
{
    private static readonly OrganizationId Globex = OrganizationId.Parse("globex");
    private static readonly string[] Tags = ["red", "green", "blue", "a=b", "odd \u0001", "\U0001F600"];
    private static readonly string[] Numbers = ["+15551", "+15552", "+15553", "user \u0001"];

    [Fact]
    public async Task Random_queries_list_what_a_look_at_each_message_lists()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await using var store = await OpenAsync();
        var all = await FillAsync(store, random);
        for (var i = 0; i < 200; i++)
        {
            var query = RandomQuery(random, all);
            List<MessageId> wanted = [.. all.Where(message => IsWanted(query, message)).Select(message => message.Id).OrderDescending()];
            List<MessageId> expected = [.. wanted.Take(query.Limit)];

            var found = await store.Index.ListAsync(query, Stop);

            var note = $"seed {seed}, query {i}: {query}";
            Assert.True(expected.SequenceEqual(found.Messages.Select(message => message.Id)), note);
            Assert.True(found.Next == (wanted.Count > expected.Count ? expected[^1] : null), note);
        }
    }

    [Fact]
    public async Task A_forecast_counts_what_a_look_at_each_message_counts()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await using var store = await OpenAsync();
        var all = await FillAsync(store, random);
        foreach (var organization in (OrganizationId?[])[null, Acme, Globex])
        {
            for (var i = 0; i < 20; i++)
            {
                var (from, slot, slots) =
                    (Noon.AddSeconds(random.Next(-100, 1_000)), TimeSpan.FromSeconds(random.Next(1, 60)), random.Next(1, 100));
                var expected = Enumerable.Range(0, slots).Select(at => all.LongCount(message =>
                    message.Status.IsPending() && (organization is null || message.Draft.Organization == organization)
                    && message.DueAt >= from + (at * slot) && message.DueAt < from + ((at + 1) * slot)));

                var found = await store.Index.ForecastAsync(organization, from, slot, slots, Stop);

                Assert.True(expected.SequenceEqual(found), $"seed {seed}: {organization} {from:O} {slot} {slots}");
            }
        }
    }

    private static bool IsWanted(MessageQuery query, Message message) =>
        message.Draft.Organization == query.Organization
        && query.Statuses.Holds(message.Status)
        && !(query.Before is { } before && message.Id >= before)
        && (query.To is null || message.Draft.To == query.To)
        && (query.From is null || message.Draft.From == query.From)
        && (query.AnyTag.Count == 0 || query.AnyTag.Any(message.Draft.Tags.Contains))
        && query.AllTags.All(message.Draft.Tags.Contains)
        && query.Labels.All(label => message.Draft.Labels.TryGetValue(label.Key, out var value) && value == label.Value)
        && !(query.Batch is { } batch && message.Draft.Batch != batch)
        && !(query.Number is { } number && message.Number != number)
        && !(message.ReceivedAt < query.ReceivedFrom)
        && !(message.ReceivedAt >= query.ReceivedBefore)
        && !(message.DueAt < query.DueFrom)
        && !(message.DueAt >= query.DueBefore)
        && !(query.Archived is { } archived && message.Archived != archived);

    /// <summary>Accepts batches of one to three messages of two organizations; some are canceled or archived as a whole.</summary>
    private async Task<List<Message>> FillAsync(IStoreFixture store, Random random)
    {
        List<Message> all = [];
        var now = Noon;
        for (var i = 0; i < 120; i++)
        {
            now += TimeSpan.FromMicroseconds(random.Next(0, 1_000_000));
            var organization = random.Next(4) == 0 ? Globex : Acme;
            var first = NewDraft(organization: organization);
            List<Draft> drafts =
            [
                .. Enumerable.Range(0, random.Next(1, 4)).Select(ordinal => (ordinal == 0 ? first : NewDraft(organization: organization)) with
                {
                    Batch = first.Batch,
                    Ordinal = ordinal,
                    SendAt = now + TimeSpan.FromMilliseconds(random.Next(200_000, 2_000_000)),
                    To = random.GetItems(Numbers, 1)[0],
                    From = random.GetItems(Numbers, 1)[0],
                    Tags = random.GetItems(Tags, random.Next(0, 3)),
                    Labels = random.GetItems(Tags, random.Next(0, 3)).Distinct().ToDictionary(name => name, _ => random.GetItems(Tags, 1)[0]),
                }),
            ];
            var accepted = Assert.IsType<ScheduleVerdict.Accepted>(await store.Messages.AcceptAsync(Request(drafts), now, Stop)).Messages;
            Command? fate = random.Next(4) switch
            {
                0 => new Command.Cancel(Caller, CancelRule.Pending),
                1 => new Command.Archive(Caller),
                _ => null,
            };
            foreach (var message in accepted)
            {
                all.Add(fate is null ? message : await MoveAsync(message, fate));
            }
        }

        return all;

        async Task<Message> MoveAsync(Message message, Command fate)
        {
            var decision = MessageDecider.Decide(message, fate, now);
            Assert.True(await WriteAsync(store, message, decision));
            return decision.Next;
        }
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
