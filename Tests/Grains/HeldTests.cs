using Belay.Engine;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Restoring;
using Belay.Tests.Storage.Postgres;

namespace Belay.Tests.Grains;

/// <summary>P4: what is held after a restore is sent by no silo until an operator releases it.</summary>
public sealed class HeldTests(SharedServer server)
{
    /// <summary>When the held ones would leave: time enough to accept and hold them on a busy machine.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(8);

    [Fact]
    public Task Silos_that_start_leave_held_messages_alone_until_they_are_released() => RunAsync(restart: true);

    [Fact]
    public Task Silos_that_already_know_a_message_find_that_it_is_held_now() => RunAsync(restart: false);

    private async Task RunAsync(bool restart)
    {
        await using var database = await PostgresDatabase.OpenAsync(
            new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync() }, NewMessages.Stop);
        var held = new PostgresHeldMessages(database, TimeProvider.System);
        var carrier = new ScriptedCarrier(TimeProvider.System);
        var (released, dropped, canceled) = (NewMessages.Draft(Soon), NewMessages.Draft(Soon), NewMessages.Draft(Soon));
        var silos = await StartAsync();
        try
        {
            foreach (var draft in (Draft[])[released, dropped, canceled])
            {
                Assert.IsType<ScheduleVerdict.Accepted>(await silos.Engine.ScheduleAsync(draft));
            }

            Assert.Equal(3, await held.HoldAsync(later: true, NewMessages.Stop));
            if (restart)
            {
                await silos.DisposeAsync();
                silos = await StartAsync();
            }

            // Looked at, and due before the witness: by the time that is sent they would be too.
            Assert.Equal(MessageStatus.Scheduled, (await silos.Engine.FindAsync(NewMessages.Acme, released.Id, NewMessages.Stop))!.Status);
            await WitnessAsync(silos, carrier);
            Assert.Single(carrier.Calls);
            Assert.IsType<CancelVerdict.Canceled>(await silos.Engine.CancelAsync(canceled.Id));

            Assert.Equal([dropped.Id], await held.DropAsync([dropped.Id, canceled.Id], NewMessages.Stop));
            Assert.Equal([released.Id], await held.ReleaseAsync([released.Id, canceled.Id], NewMessages.Stop));

            await carrier.WaitForCallAsync(released.Id);
            await WitnessAsync(silos, carrier);
            Assert.Equal(3, carrier.Calls.Count);
            Assert.IsType<CancelVerdict.AlreadyCanceled>(await silos.Engine.CancelAsync(dropped.Id));
        }
        finally
        {
            await silos.DisposeAsync();
        }

        Task<Silos> StartAsync() => Silos.StartAsync(1, database, carrier, new EngineOptions());
    }

    private static async Task WitnessAsync(Silos silos, ScriptedCarrier carrier)
    {
        var draft = NewMessages.Draft(Soon);
        Assert.IsType<ScheduleVerdict.Accepted>(await silos.Engine.ScheduleAsync(draft));
        await carrier.WaitForCallAsync(draft.Id);
    }
}
