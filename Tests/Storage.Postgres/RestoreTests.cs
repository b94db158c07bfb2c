using Belay.Messages;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Restoring;
using Npgsql;

namespace Belay.Tests.Storage.Postgres;

/// <summary>A restored dump does not send again what has left since it was made: an operator decides.</summary>
public sealed class RestoreTests(SharedServer server)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    /// <summary>Reminders that a silo would load, by the query that it uses.</summary>
    private const string Reminders = "SELECT count(*) FROM OrleansRemindersTable WHERE StartTime <= now() + interval '10 minutes'";

    [Theory, Trait("Promise", "P4")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restored_dump_is_noticed_once_and_what_was_due_before_is_held(bool inPlace)
    {
        await using var store = await Store.OpenAsync(server);
        var due = await store.AcceptAsync(store.NewDraft(Soon));
        var open = await OpenCallAsync(store);
        var canceled = await store.AcceptAsync(store.NewDraft(Soon));
        Assert.True(await store.WriteAsync(Store.Cancel(canceled), canceled.Version));
        var later = await store.AcceptAsync(store.NewDraft(TimeSpan.FromDays(36_500)));
        Assert.Equal((false, false), await StartAsync(store.Database.Options));
        var options = inPlace ? store.Database.Options : new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync() };

        await server.Server.RestoreAsync(await server.Server.DumpAsync(NameOf(store.Database.Options)), NameOf(options));

        Assert.Equal((true, true), await StartAsync(options));
        Assert.Equal((false, true), await StartAsync(options));

        await using var restored = await Store.OpenAsync(options);
        Assert.Equal([open.Id, due.Id], (await HeldAsync(restored)).Select(held => held.Id));
        Assert.Empty(await OverdueAsync(restored));
        Assert.Equal(0, await restored.ScalarAsync<long>(Reminders));
        Assert.Equal(MessageStatus.Scheduled, (await restored.Index.FindAsync(Store.Acme, later.Id, Store.Stop))!.Status);
    }

    [Fact, Trait("Promise", "P4")]
    public async Task A_copy_on_the_same_server_counts_as_restored()
    {
        var options = new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync() };
        await using (var store = await Store.OpenAsync(options))
        {
            await store.AcceptAsync(store.NewDraft(Soon));
        }

        NpgsqlConnection.ClearAllPools();
        var copy = await server.CreateDatabaseAsync(template: NameOf(options));

        Assert.Equal((true, true), await StartAsync(new() { ConnectionString = copy }));
        Assert.Equal((false, false), await StartAsync(options));
    }

    [Fact, Trait("Promise", "P4")]
    public async Task A_held_message_is_not_claimed_until_it_is_released()
    {
        await using var store = await Store.OpenAsync(server);
        var due = await store.AcceptAsync(store.NewDraft(Soon));
        var held = Held(store);
        Assert.Equal(1, await held.HoldAsync(later: false, Store.Stop));

        Assert.False(await ClaimAsync(store, due));
        Assert.Equal([due.Id], await held.ReleaseAsync([due.Id, store.NewId()], Store.Stop));

        Assert.Equal([due.Id], await OverdueAsync(store));
        Assert.Equal(1, await store.ScalarAsync<long>(Reminders));
        Assert.Empty(await held.ReleaseAsync([due.Id], Store.Stop));
        Assert.True(await ClaimAsync(store, due));
    }

    [Fact, Trait("Promise", "P5")]
    public async Task A_dropped_message_is_canceled_and_one_whose_call_was_open_is_unconfirmed()
    {
        await using var store = await Store.OpenAsync(server);
        var due = await store.AcceptAsync(store.NewDraft(Soon));
        var open = await OpenCallAsync(store);
        var waiting = await WaitForNextTryAsync(store);
        var held = Held(store);
        Assert.Equal(3, await held.HoldAsync(later: false, Store.Stop));

        Assert.Equal(3, (await held.DropAsync([due.Id, open.Id, waiting.Id, store.NewId()], Store.Stop)).Count);

        var canceled = (await store.Index.FindAsync(Store.Acme, due.Id, Store.Stop))!;
        Assert.Equal((MessageStatus.Canceled, "review"), (canceled.Status, canceled.Timeline[^1].Actor.Name));
        foreach (var id in (MessageId[])[open.Id, waiting.Id])
        {
            var unconfirmed = (await store.Index.FindAsync(Store.Acme, id, Store.Stop))!;
            Assert.Equal((MessageStatus.DeliveryUnconfirmed, "dropped"), (unconfirmed.Status, unconfirmed.Error?.Code));
            var last = unconfirmed.Timeline[^1];
            Assert.Equal((StepCause.Dropped, "review"), (last.Cause, last.Actor.Name));
            Assert.Equal(TimeProvider.System.GetUtcNow(), last.At, TimeSpan.FromMinutes(1));
        }

        Assert.Empty(await HeldAsync(store));
        Assert.Empty(await held.DropAsync([due.Id], Store.Stop));
        Assert.Equal(0, await store.CountAsync("OrleansRemindersTable"));
        Assert.Equal(0, await store.PendingAsync());
    }

    [Fact, Trait("Promise", "P2")]
    public async Task Its_owner_cancels_it_and_then_it_is_held_no_longer()
    {
        await using var store = await Store.OpenAsync(server);
        var due = await store.AcceptAsync(store.NewDraft(Soon));
        await Held(store).HoldAsync(later: false, Store.Stop);

        Assert.True(await store.WriteAsync(Store.Cancel(due), due.Version));

        Assert.Empty(await HeldAsync(store));
        Assert.Empty(await Held(store).ReleaseAsync([due.Id], Store.Stop));
    }

    [Fact]
    public async Task Later_ones_are_held_on_demand_and_get_their_reminder_back()
    {
        await using var store = await Store.OpenAsync(server);
        var later = await store.AcceptAsync(store.NewDraft(TimeSpan.FromDays(36_500)));
        var held = Held(store);

        Assert.Equal(0, await held.HoldAsync(later: false, Store.Stop));
        Assert.Equal(1, await held.HoldAsync(later: true, Store.Stop));
        Assert.Equal(0, await held.HoldAsync(later: true, Store.Stop));
        await held.ReleaseAsync([later.Id], Store.Stop);

        Assert.True(await store.ScalarAsync<bool>("SELECT r.StartTime = m.wake_at FROM OrleansRemindersTable r, message m"));
    }

    [Fact]
    public async Task Many_are_listed_page_by_page_in_the_order_of_their_times()
    {
        const int Count = 450;
        await using var store = await Store.OpenAsync(server);
        await store.ScheduleAsync(new ScheduleRequest(store.NewBatch(Count, Soon), Store.Caller));

        Assert.Equal(Count, await Held(store).HoldAsync(later: false, Store.Stop));

        Assert.Equal(Count, (await HeldAsync(store)).DistinctBy(held => held.Id).Count());
    }

    private static string NameOf(PostgresOptions options) => new NpgsqlConnectionStringBuilder(options.ConnectionString).Database!;

    private static PostgresHeldMessages Held(Store store) => new(store.Database, TimeProvider.System);

    private static async Task<List<HeldMessage>> HeldAsync(Store store) => await Held(store).ListAsync(Store.Stop).ToListAsync(Store.Stop);

    private static async Task<IReadOnlyList<MessageId>> OverdueAsync(Store store) =>
        [.. (await store.Index.FindDueAsync(Store.Now + Soon + Soon, 10, Store.Stop)).Select(overdue => overdue.Id)];

    private static async Task<(bool IsRestored, bool Holds)> StartAsync(PostgresOptions options)
    {
        await using var database = await PostgresDatabase.OpenAsync(options, Store.Stop);
        return (database.IsRestored, database.Holds);
    }

    private static async Task<Message> OpenCallAsync(Store store)
    {
        var message = await store.AcceptAsync(store.NewDraft());
        Assert.True(await ClaimAsync(store, message));
        return message;
    }

    /// <summary>A message whose call has an unknown outcome, and that is tried again in a thousand years.</summary>
    private static async Task<Message> WaitForNextTryAsync(Store store)
    {
        var open = (await store.Index.FindAsync(Store.Acme, (await OpenCallAsync(store)).Id, Store.Stop))!;
        var far = TimeSpan.FromDays(365_000);
        var unknown = new Command.RecordAnswer(
            open.Attempts, new CarrierAnswer.Unknown(new("lost", "No answer.")), Store.Carrier,
            new SendingRules { PauseBase = far, PauseMax = far, RetryFor = far }, Jitter: 0);
        var waiting = Store.Decide(open, unknown);
        Assert.True(await store.WriteAsync(waiting, open.Version));
        return waiting;
    }

    private static Task<bool> ClaimAsync(Store store, Message message) => store.WriteAsync(
        Store.Decide(message, new Command.Wake(Store.Carrier), message.WakeAt), message.Version, claimant: new Claimant("10.0.0.1:11111@7", 1));
}
