using Belay.Engine;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Reading;
using Belay.Tests.Storage.Postgres;
using Npgsql;

namespace Belay.Tests.Grains;

/// <summary>
/// P1, P2: the row of a message is committed, and then the database fails before its grain knows. The caller hears that the outcome is unknown; the
/// message is there all the same.
/// </summary>
public sealed class LostAcceptanceTests(SharedServer server)
{
    [Fact]
    public async Task A_message_whose_acceptance_was_lost_is_sent_in_time() =>
        await RunAsync(TimeSpan.FromSeconds(2), async (silos, carrier, draft) =>
        {
            var call = await carrier.WaitForCallAsync(draft.Id);

            // On time, or by the next looks for what is overdue.
            Assert.InRange(call.At - draft.SendAt!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            Assert.IsType<CancelVerdict.TooLate>(await silos.Engine.CancelAsync(draft.Id));
        });

    [Fact]
    public async Task A_message_whose_acceptance_was_lost_is_found_and_canceled() =>
        await RunAsync(TimeSpan.FromHours(1), async (silos, carrier, draft) =>
        {
            Assert.Equal(MessageStatus.Scheduled, (await silos.Engine.FindAsync(NewMessages.Acme, draft.Id, NewMessages.Stop))?.Status);
            Assert.IsType<CancelVerdict.Canceled>(await silos.Engine.CancelAsync(draft.Id));
            Assert.Empty(carrier.Calls);
        });

    private async Task RunAsync(TimeSpan dueIn, Func<Silos, ScriptedCarrier, Draft, Task> then)
    {
        await using var relay = new LosingRelay(new NpgsqlConnectionStringBuilder(server.Server.ConnectionString()).Host!);
        var through = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Host = relay.Host };
        await using var database = await PostgresDatabase.OpenAsync(
            new PostgresOptions { ConnectionString = through.ConnectionString }, NewMessages.Stop);
        var carrier = new ScriptedCarrier(TimeProvider.System);
        await using var silos = await Silos.StartAsync(1, database, carrier, new EngineOptions());
        var draft = NewMessages.Draft(dueIn);

        relay.LoseAnswerTo("write_batch");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => silos.Engine.ScheduleAsync(draft));
        Assert.NotNull(await new PostgresIndex(database).FindAsync(NewMessages.Acme, draft.Id, NewMessages.Stop));

        await then(silos, carrier, draft);
    }
}
