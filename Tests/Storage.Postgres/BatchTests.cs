using Belay.Messages;

namespace Belay.Tests.Storage.Postgres;

/// <summary>P1: a request is accepted whole, once for each idempotency key, or not at all.</summary>
public sealed class BatchTests(SharedServer server)
{
    [Fact]
    public async Task A_thousand_messages_are_accepted_together_with_their_reminders()
    {
        await using var store = await Store.OpenAsync(server);
        var drafts = store.NewBatch(1_000, TimeSpan.FromHours(1));

        var accepted = Assert.IsType<ScheduleVerdict.Accepted>(await store.ScheduleAsync(new(drafts, Store.Caller)));

        var found = await store.Index.FindBatchAsync(Store.Acme, drafts[0].Batch, Store.Stop);
        Assert.Equal(accepted.Messages.Select(message => message.Id), found.Select(message => message.Id));
        Assert.Equivalent(accepted.Messages[999], found[999], strict: true);
        Assert.Equal(1_000, await store.CountAsync("OrleansRemindersTable"));
        Assert.Equal(1_000, await store.PendingAsync());
    }

    [Fact]
    public async Task One_taken_id_refuses_the_whole_request_and_its_key()
    {
        await using var store = await Store.OpenAsync(server);
        var taken = await store.AcceptAsync(store.NewDraft());
        var drafts = store.NewBatch(3).ToArray();
        drafts[2] = drafts[2] with { Id = taken.Id };
        var use = Use("key");

        Assert.IsType<ScheduleVerdict.IdTaken>(await store.ScheduleAsync(new(drafts, Store.Caller, use)));

        Assert.Equal(1, await store.CountAsync("message"));
        Assert.Equal(1, await store.PendingAsync());
        Assert.Null(await store.Index.FindReplayAsync(use.Key, Store.Now, Store.Stop));
    }

    [Fact]
    public async Task Of_requests_with_the_same_ids_at_the_same_time_exactly_one_is_accepted_whole()
    {
        await using var store = await Store.OpenAsync(server);
        for (var round = 0; round < 10; round++)
        {
            var drafts = store.NewBatch(20, TimeSpan.FromHours(1));
            var batches = Enumerable.Range(0, 8).Select(i =>
            {
                // The same ids in another order each time.
                var ids = drafts.Select(draft => draft.Id).OrderBy(id => id.GetHashCode() ^ (i * 7919)).ToArray();
                return drafts.Select((draft, at) => draft with { Id = ids[at] }).ToArray();
            });

            var verdicts = await Task.WhenAll(batches.Select(batch => store.ScheduleAsync(new(batch, Store.Caller))));

            Assert.Single(verdicts.OfType<ScheduleVerdict.Accepted>());
            Assert.Equal(7, verdicts.OfType<ScheduleVerdict.IdTaken>().Count());
            Assert.Equal(20 * (round + 1), await store.PendingAsync());
        }
    }

    [Fact]
    public async Task Of_requests_with_the_same_key_at_the_same_time_one_is_accepted_and_the_others_replay_it()
    {
        await using var store = await Store.OpenAsync(server);
        for (var round = 0; round < 10; round++)
        {
            var use = Use($"key {round}");
            var verdicts = await Task.WhenAll(
                Enumerable.Range(0, 10).Select(_ => store.ScheduleAsync(new(store.NewBatch(3, TimeSpan.FromHours(1)), Store.Caller, use))));

            var accepted = Assert.Single(verdicts.OfType<ScheduleVerdict.Accepted>());
            var replayed = verdicts.OfType<ScheduleVerdict.Replayed>().ToList();
            Assert.Equal(9, replayed.Count);
            Assert.All(
                replayed, replay => Assert.Equal(accepted.Messages.Select(message => message.Id), replay.Messages.Select(message => message.Id)));
            Assert.Equal(3 * (round + 1), await store.CountAsync("message"));
        }
    }

    [Fact]
    public async Task A_key_is_replayed_as_it_was_accepted_until_a_day_after_the_message_was_due_and_then_free()
    {
        await using var store = await Store.OpenAsync(server);
        var use = Use("odd \u0001 \U0001F600 key");
        var draft = store.NewDraft(TimeSpan.FromHours(1));
        var accepted = Assert.IsType<ScheduleVerdict.Accepted>(await store.ScheduleAsync(new([draft], Store.Caller, use)));
        Assert.True(await store.WriteAsync(Store.Cancel(accepted.Messages[0]), 1));

        var last = Store.Now + TimeSpan.FromHours(25) - TimeSpan.FromMilliseconds(1);
        var replayed = Assert.IsType<ScheduleVerdict.Replayed>(
            await store.ScheduleAsync(new([store.NewDraft()], Store.Caller, use with { Fingerprint = "other" }), last));
        Assert.Equivalent(accepted.Messages[0], replayed.Messages[0], strict: true);
        Assert.Equal("body", replayed.Fingerprint);
        Assert.NotNull(await store.Index.FindReplayAsync(use.Key, last, Store.Stop));

        var free = Store.Now + TimeSpan.FromHours(25);
        Assert.Null(await store.Index.FindReplayAsync(use.Key, free, Store.Stop));
        Assert.IsType<ScheduleVerdict.Accepted>(await store.ScheduleAsync(new([store.NewDraft()], Store.Caller, use), free));
    }

    [Fact]
    public async Task Keys_that_need_not_be_kept_go()
    {
        await using var store = await Store.OpenAsync(server);
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<ScheduleVerdict.Accepted>(await store.ScheduleAsync(new([store.NewDraft()], Store.Caller, Use($"old {i}"))));
        }

        Assert.IsType<ScheduleVerdict.Accepted>(await store.ScheduleAsync(new([store.NewDraft()], Store.Caller, Use("new")), Store.Now.AddDays(2)));

        Assert.Equal(1, await store.CountAsync("idempotency_key"));
    }

    [Fact]
    public async Task An_organization_may_have_so_much_pending_and_no_more()
    {
        await using var store = await Store.OpenAsync(server, options => options with { PendingPerOrganizationMax = 5 });
        var first = Assert.IsType<ScheduleVerdict.Accepted>(await store.ScheduleAsync(new(store.NewBatch(4, TimeSpan.FromHours(1)), Store.Caller)));

        var refused = Assert.IsType<ScheduleVerdict.PendingLimitReached>(await store.ScheduleAsync(new(store.NewBatch(2), Store.Caller, Use("key"))));
        Assert.Equal(5, refused.Limit);
        Assert.Equal(4, await store.CountAsync("message"));
        Assert.Equal(0, await store.CountAsync("idempotency_key"));

        Assert.True(await store.WriteAsync(Store.Cancel(first.Messages[0]), 1));
        Assert.IsType<ScheduleVerdict.Accepted>(await store.ScheduleAsync(new(store.NewBatch(2), Store.Caller, Use("key"))));
        Assert.IsType<ScheduleVerdict.PendingLimitReached>(await store.ScheduleAsync(new([store.NewDraft()], Store.Caller)));
        Assert.IsType<ScheduleVerdict.Accepted>(
            await store.ScheduleAsync(new([store.NewDraft(organization: OrganizationId.Parse("globex"))], Store.Caller)));
    }

    private static IdempotencyUse Use(string key) => new(new(Store.Acme, "test", key), "body");
}
