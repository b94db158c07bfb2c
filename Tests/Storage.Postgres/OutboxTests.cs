using Belay.Messages;
using Belay.Storage.Postgres.Webhooks;

namespace Belay.Tests.Storage.Postgres;

/// <summary>Webhook events: at least once, in order per message, by any number of claimers.</summary>
public sealed class OutboxTests(SharedServer server)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider _clock = new(Store.Now);

    [Fact]
    public async Task Two_claimers_take_each_event_once()
    {
        await using var store = await Store.OpenAsync(server);
        var (first, second) = (new PostgresOutbox(store.Database, _clock), new PostgresOutbox(store.Database, _clock));
        var drafts = store.NewBatch(200, TimeSpan.FromHours(1)).Select(draft => draft with { Webhook = new(MessageStatuses.All) }).ToArray();
        Assert.IsType<ScheduleVerdict.Accepted>(await store.ScheduleAsync(new(drafts, Store.Caller)));

        var claimed = (await Task.WhenAll(ClaimAllAsync(first), ClaimAllAsync(second))).SelectMany(events => events).ToList();

        Assert.Equal(200, claimed.Count);
        Assert.Equal(drafts.Select(draft => draft.Id).Order(), claimed.Select(one => one.Message.Id).Order());
        Assert.All(claimed, one => Assert.Equal(WebhookEvent.IdOf(one.Message.Id, 1), one.Id));

        async Task<List<WebhookEvent>> ClaimAllAsync(PostgresOutbox outbox)
        {
            List<WebhookEvent> all = [];
            while (await outbox.ClaimAsync(7, Lease, Store.Stop) is { Count: > 0 } some)
            {
                all.AddRange(some);
            }

            return all;
        }
    }

    [Fact]
    public async Task Events_of_a_message_come_in_the_order_of_its_steps_each_as_it_was_then()
    {
        await using var store = await Store.OpenAsync(server);
        var outbox = new PostgresOutbox(store.Database, _clock);
        await CancelWithEventsAsync(store);

        var accepted = Assert.Single(await outbox.ClaimAsync(10, Lease, Store.Stop));
        Assert.Equal((MessageStatus.Scheduled, 1), (accepted.Message.Status, accepted.Attempt));
        Assert.Empty(await outbox.ClaimAsync(10, Lease, Store.Stop));

        await outbox.SettleAsync(accepted.Id, null, Store.Stop);
        var canceled = Assert.Single(await outbox.ClaimAsync(10, Lease, Store.Stop));
        Assert.Equal((MessageStatus.Canceled, StepCause.Canceled), (canceled.Message.Status, canceled.Step.Cause));

        await outbox.SettleAsync(canceled.Id, null, Store.Stop);
        Assert.Equal(0, await store.CountAsync("webhook_event"));
    }

    [Fact]
    public async Task An_event_that_failed_is_offered_again_at_its_time_and_holds_back_the_next()
    {
        await using var store = await Store.OpenAsync(server);
        var outbox = new PostgresOutbox(store.Database, _clock);
        await CancelWithEventsAsync(store);
        var first = Assert.Single(await outbox.ClaimAsync(10, Lease, Store.Stop));
        await outbox.SettleAsync(first.Id, _clock.GetUtcNow().AddSeconds(30), Store.Stop);

        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(await outbox.ClaimAsync(10, Lease, Store.Stop));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var again = Assert.Single(await outbox.ClaimAsync(10, Lease, Store.Stop));
        Assert.Equal((first.Id, 2), (again.Id, again.Attempt));
    }

    [Fact]
    public async Task An_event_whose_claimer_died_is_offered_again_after_the_lease()
    {
        await using var store = await Store.OpenAsync(server);
        var outbox = new PostgresOutbox(store.Database, _clock);
        await CancelWithEventsAsync(store);
        var first = Assert.Single(await outbox.ClaimAsync(10, Lease, Store.Stop));

        _clock.Advance(Lease);
        Assert.Equal((first.Id, 2), Assert.Single(await outbox.ClaimAsync(10, Lease, Store.Stop)) is var again ? (again.Id, again.Attempt) : default);
    }

    [Fact]
    public async Task An_event_given_back_has_not_lost_a_try_unless_it_was_claimed_again_since()
    {
        await using var store = await Store.OpenAsync(server);
        var outbox = new PostgresOutbox(store.Database, _clock);
        await CancelWithEventsAsync(store);
        var first = Assert.Single(await outbox.ClaimAsync(10, Lease, Store.Stop));
        await outbox.ReturnAsync(first, _clock.GetUtcNow(), Store.Stop);
        var again = Assert.Single(await outbox.ClaimAsync(10, Lease, Store.Stop));
        Assert.Equal((first.Id, 1), (again.Id, again.Attempt));

        _clock.Advance(Lease);
        Assert.Single(await outbox.ClaimAsync(10, Lease, Store.Stop));
        await outbox.ReturnAsync(first, _clock.GetUtcNow(), Store.Stop);
        Assert.Empty(await outbox.ClaimAsync(10, Lease, Store.Stop));
    }

    [Fact]
    public async Task Waiting_ends_when_an_event_is_there_when_one_is_signaled_and_after_a_second()
    {
        await using var store = await Store.OpenAsync(server);
        var outbox = new PostgresOutbox(store.Database, _clock);

        var polled = outbox.WaitAsync(Store.Stop);
        while (!polled.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var signaled = outbox.WaitAsync(Store.Stop);
        while (!signaled.IsCompleted)
        {
            outbox.Signal();
            await Task.Yield();
        }

        await CancelWithEventsAsync(store);
        await outbox.WaitAsync(Store.Stop);

        // The second event is due, but held back by the first: there is nothing to take before the lease ends.
        Assert.Single(await outbox.ClaimAsync(10, Lease, Store.Stop));
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Store.Stop);
        var held = outbox.WaitAsync(giveUp.Token);
        await Assert.ThrowsAsync<TimeoutException>(() => held.WaitAsync(TimeSpan.FromMilliseconds(200), TimeProvider.System, Store.Stop));
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
    }

    private static async Task CancelWithEventsAsync(Store store)
    {
        var message = await store.AcceptAsync(
            store.NewDraft(TimeSpan.FromHours(1)) with { Webhook = new(MessageStatuses.Scheduled | MessageStatuses.Canceled) });
        var archived = Store.Decide(message, new Command.Archive(Store.Caller));
        Assert.True(await store.WriteAsync(archived, 1, Store.ReminderOf(archived)));
        Assert.True(await store.WriteAsync(Store.Cancel(archived), 2));
        Assert.Equal(2, await store.CountAsync("webhook_event"));
    }
}
