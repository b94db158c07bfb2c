using Belay.Engine;
using Belay.Messages;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Access;
using Belay.Storage.Postgres.Reading;
using Belay.Storage.Postgres.Restoring;
using Belay.Storage.Postgres.Webhooks;
using Belay.Storage.Postgres.Writing;
using Npgsql;

namespace Belay.Tests.Storage.Postgres;

/// <summary>
/// A database of the first edition is brought up to date by a start, and all goes on from where it was. <c>Files/first-edition.sql</c> is a dump of
/// what its silo left behind when it was killed during a call of the carrier.
/// </summary>
public sealed class FirstEditionTests(SharedServer server)
{
    private static readonly OrganizationId Acme = OrganizationId.Parse("acme");
    private static readonly DateTimeOffset JustAfter = new(2026, 11, 27, 18, 5, 0, TimeSpan.Zero);

    private readonly ManualTimeProvider _clock = new(JustAfter);

    [Fact, Trait("Promise", "P1"), Trait("Promise", "P4")]
    public async Task What_the_first_edition_kept_is_there_and_leaves_once()
    {
        await using var database = await OpenAsync(inPlace: true);
        Assert.False(database.IsRestored);
        var carrier = new ScriptedCarrier(_clock, new EngineSettings().Carrier with { Name = "http" });
        await using var engine = Start(database, carrier);
        var messages = await ListAsync(engine);

        Assert.Equal(["canceled", "far", "held", "open", "pending", "put off", "sent"], messages.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((MessageStatus.Sent, "carrier-sent"), (messages["sent"].Status, messages["sent"].CarrierReference));
        Assert.Equal(MessageStatus.Canceled, messages["canceled"].Status);
        var replay = await engine.FindReplayAsync(new IdempotencyKey(Acme, "belay:messages", "gala-1"), Store.Stop);
        Assert.Equal(messages["pending"].Id, Assert.Single(replay!.Messages).Id);
        var keys = await new PostgresKeys(database).ListKeysAsync(Store.Stop);
        Assert.Equal([("desk", false), ("gone", true)], keys.Select(key => (key.Name, key.RevokedAt is not null)).Order());
        var undelivered = await new PostgresOutbox(database, _clock).FindUndeliveredAsync(Acme, messages["sent"].Id, Store.Stop);
        Assert.Equal(messages["sent"].Version, Assert.Single(undelivered).Version);

        await UntilSentAsync(engine, carrier, messages["open"], messages["put off"]);
        _clock.Advance(TimeSpan.FromDays(3));
        await UntilSentAsync(engine, carrier, messages["pending"]);

        Assert.Equal(3, carrier.Calls.Count);
        Assert.Equal(2, carrier.CallsOf(messages["open"].Id)[0].Attempt);
        Assert.Equal(MessageStatus.Scheduled, (await engine.FindAsync(Acme, messages["held"].Id, Store.Stop))!.Status);
        var far = await engine.CancelAsync(Acme, messages["far"].Id, new Actor("desk"), CancelRule.Pending, Store.Stop);
        Assert.IsType<CancelVerdict.Canceled>(far);
    }

    [Fact, Trait("Promise", "P4")]
    public async Task A_dump_that_is_restored_elsewhere_holds_what_was_due_and_sends_what_is_released_once()
    {
        await using var database = await OpenAsync(inPlace: false);
        Assert.True(database.IsRestored);
        var carrier = new ScriptedCarrier(_clock, new EngineSettings().Carrier with { Name = "http" });
        await using var engine = Start(database, carrier);
        var messages = await ListAsync(engine);
        var held = new PostgresHeldMessages(database, _clock);

        Assert.Equal(
            new[] { messages["held"].Id, messages["open"].Id, messages["put off"].Id }.Order(),
            await held.ListAsync(Store.Stop).Select(one => one.Id).Order().ToListAsync(Store.Stop));
        _clock.Advance(TimeSpan.FromDays(3));
        await UntilSentAsync(engine, carrier, messages["pending"]);
        Assert.Single(carrier.Calls);

        await held.ReleaseAsync([messages["put off"].Id], Store.Stop);
        await UntilSentAsync(engine, carrier, messages["put off"]);
        Assert.Equal(2, carrier.Calls.Count);
    }

    private static async Task<Dictionary<string, Message>> ListAsync(LocalEngine engine) =>
        (await engine.ListAsync(new MessageQuery { Organization = Acme }, Store.Stop)).Messages.ToDictionary(message => message.Draft.Text);

    /// <summary>A look for what is overdue comes each second of the clock.</summary>
    private async Task UntilSentAsync(LocalEngine engine, ScriptedCarrier carrier, params IReadOnlyList<Message> messages)
    {
        var began = TimeProvider.System.GetTimestamp();
        foreach (var message in messages)
        {
            while ((await engine.FindAsync(Acme, message.Id, Store.Stop))!.Status != MessageStatus.Sent)
            {
                Assert.True(
                    TimeProvider.System.GetElapsedTime(began) < ScriptedCarrier.Patience,
                    $"Waited in vain for {message.Draft.Text}: {(await engine.FindAsync(Acme, message.Id, Store.Stop))!.Timeline[^1]} "
                    + $"at {_clock.GetUtcNow():O}.");
                _clock.Advance(TimeSpan.FromMilliseconds(250));
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Store.Stop);
            }

            Assert.Single(carrier.CallsOf(message.Id));
        }
    }

    private LocalEngine Start(PostgresDatabase database, ScriptedCarrier carrier)
    {
        var options = new EngineOptions { Sending = new EngineSettings().Sending };
        var host = new EngineHost(new PostgresMessages(database, static _ => null), carrier, new LocalClaimants("second-edition"), options, _clock);
        var engine = new LocalEngine(host, new PostgresIndex(database));
        engine.Start();
        return engine;
    }

    /// <summary>Loads the dump and brings it up to date.</summary>
    /// <param name="inPlace">As if it was never moved; else it is a dump that was restored elsewhere.</param>
    private async Task<PostgresDatabase> OpenAsync(bool inPlace)
    {
        var connectionString = await server.CreateDatabaseAsync();
        var dump = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Files", "first-edition.sql"), Store.Stop);

        // The dump empties its session's search path: no other shall have that session.
        await using (var loading = NpgsqlDataSource.Create(connectionString + ";Pooling=false"))
        {
            await RunAsync(loading, dump);
        }

        if (inPlace)
        {
            await using var moving = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
            await RunAsync(moving, "DELETE FROM store_identity; INSERT INTO store_identity SELECT (identify_store()).*");
        }

        return await PostgresDatabase.OpenAsync(new PostgresOptions { ConnectionString = connectionString }, Store.Stop);
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
#pragma warning disable CA2100 // The texts are files and constants of this project.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Store.Stop);
    }
}
