using Belay.Messages;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Reading;
using Belay.Storage.Postgres.Writing;

namespace Belay.Tests.Storage.Postgres;

/// <summary>P1, P10: a server that is away is said, nothing acknowledged is lost by its crash, and it is used again when it is back.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task After_a_crash_of_the_server_all_that_was_acknowledged_is_there()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        await using var server = await PostgresServer.StartAsync();
        await using var database = await PostgresDatabase.OpenAsync(new() { ConnectionString = server.ConnectionString() }, Store.Stop);
        var index = new PostgresIndex(database);
        var messages = new PostgresMessages(database, Store.ReminderOf);
        var id = MessageId.Create(Store.Now, new byte[MessageId.RandomBytes]);
        var draft = new Draft
        {
            Id = id, Organization = Store.Acme, Batch = BatchId.Of(id), Dialect = Dialect.None, From = "", To = "+15551", Text = "Hello",
        };
        Assert.IsType<ScheduleVerdict.Accepted>(await messages.AcceptAsync(new([draft], Store.Caller), Store.Now, Store.Stop));

        await server.StopAsync(atOnce: true);
        var unavailable = await Assert.ThrowsAsync<StoreUnavailableException>(() => index.FindAsync(Store.Acme, id, Store.Stop));
        Assert.True(unavailable.RetryAfter > TimeSpan.Zero);
        Assert.False((await index.CheckHealthAsync(Store.Stop)).Ready);

        await server.StartAgainAsync();
        Assert.NotNull(await FindWhenBackAsync(index, id));
        Assert.True((await index.CheckHealthAsync(Store.Stop)).Ready);
    }

    [Fact]
    public async Task A_server_that_does_not_sync_is_refused()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        await using var server = await PostgresServer.StartAsync("fsync=off");

        var refused = await Assert.ThrowsAsync<PostgresSetupException>(
            () => PostgresDatabase.OpenAsync(new() { ConnectionString = server.ConnectionString() }, Store.Stop));

        Assert.StartsWith("The database runs with fsync=off", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Each try may find one connection of the pool that the crash cut; there are no more than a few.</summary>
    private static async Task<Message?> FindWhenBackAsync(PostgresIndex index, MessageId id)
    {
        for (var tries = 10; ; tries--)
        {
            try
            {
                return await index.FindAsync(Store.Acme, id, Store.Stop);
            }
            catch (StoreUnavailableException) when (tries > 0)
            {
            }
        }
    }
}
