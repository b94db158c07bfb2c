using Belay.Tests.Stores;

namespace Belay.Tests.Storage.Sqlite;

/// <summary>The suite for stores on one file.</summary>
public sealed class StoreCompleteness
{
    [Fact]
    public void No_class_of_the_suite_is_left_out() => Assert.Empty(StoreSuite.ClassesWithoutStore(typeof(StoreCompleteness).Assembly));
}

public sealed class StoreAccepting : Accepting
{
    protected override Task<IStoreFixture> CreateAsync(long pendingMax) => SqliteStoreFixture.CreateAsync(pendingMax);
}

public sealed class StoreCounting : Counting
{
    protected override Task<IStoreFixture> CreateAsync(long pendingMax) => SqliteStoreFixture.CreateAsync(pendingMax);
}

public sealed class StoreErasingFinished : ErasingFinished
{
    protected override Task<IStoreFixture> CreateAsync(long pendingMax) => SqliteStoreFixture.CreateAsync(pendingMax);
}

public sealed class StoreFindingMany : FindingMany
{
    protected override Task<IStoreFixture> CreateAsync(long pendingMax) => SqliteStoreFixture.CreateAsync(pendingMax);
}

public sealed class StoreFindingDue : FindingDue
{
    protected override Task<IStoreFixture> CreateAsync(long pendingMax) => SqliteStoreFixture.CreateAsync(pendingMax);
}

public sealed class StoreWriting : Writing
{
    protected override Task<IStoreFixture> CreateAsync(long pendingMax) => SqliteStoreFixture.CreateAsync(pendingMax);
}
