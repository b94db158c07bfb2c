using Belay.Tests.Stores;

namespace Belay.Tests.Storage.Postgres;

/// <summary>The suite for stores on PostgreSQL.</summary>
public sealed class StoreCompleteness
{
    [Fact]
    public void No_class_of_the_suite_is_left_out() => Assert.Empty(StoreSuite.ClassesWithoutStore(typeof(StoreCompleteness).Assembly));
}

public sealed class StoreAccepting(SharedServer server) : Accepting
{
    protected override Task<IStoreFixture> CreateAsync(long pendingMax) => PostgresStoreFixture.CreateAsync(server, pendingMax);
}

public sealed class StoreCounting(SharedServer server) : Counting
{
    protected override Task<IStoreFixture> CreateAsync(long pendingMax) => PostgresStoreFixture.CreateAsync(server, pendingMax);
}

public sealed class StoreErasingFinished(SharedServer server) : ErasingFinished
{
    protected override Task<IStoreFixture> CreateAsync(long pendingMax) => PostgresStoreFixture.CreateAsync(server, pendingMax);
}

public sealed class StoreFindingMany(SharedServer server) : FindingMany
{
    protected override Task<IStoreFixture> CreateAsync(long pendingMax) => PostgresStoreFixture.CreateAsync(server, pendingMax);
}

public sealed class StoreFindingDue(SharedServer server) : FindingDue
{
    protected override Task<IStoreFixture> CreateAsync(long pendingMax) => PostgresStoreFixture.CreateAsync(server, pendingMax);
}

public sealed class StoreWriting(SharedServer server) : Writing
{
    protected override Task<IStoreFixture> CreateAsync(long pendingMax) => PostgresStoreFixture.CreateAsync(server, pendingMax);
}
