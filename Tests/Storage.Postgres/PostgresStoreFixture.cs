using Belay.Messages;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Reading;
using Belay.Storage.Postgres.Restoring;
using Belay.Storage.Postgres.Writing;
using Belay.Tests.Stores;

namespace Belay.Tests.Storage.Postgres;

/// <summary>A store in a database of its own, without reminders.</summary>
internal sealed class PostgresStoreFixture(PostgresDatabase database) : IStoreFixture
{
    public IMessageStore Messages { get; } = new PostgresMessages(database, static _ => null);

    public IMessageIndex Index { get; } = new PostgresIndex(database);

    public IHeldMessages Held { get; } = new PostgresHeldMessages(database, new ManualTimeProvider(StoreSuite.Noon));

    public static async Task<IStoreFixture> CreateAsync(SharedServer server, long pendingMax) =>
        new PostgresStoreFixture(await PostgresDatabase.OpenAsync(
            new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync(), PendingPerOrganizationMax = pendingMax },
            CancellationToken.None));

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
