using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Restoring;
using Belay.Tests.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belay.Tests.Storage.Sqlite;

/// <summary>A store in a file of its own, without an engine.</summary>
internal sealed class SqliteStoreFixture : IStoreFixture
{
    private readonly string _directory = Directory.CreateTempSubdirectory("belay-store-").FullName;
    private readonly SqliteStore _store;

    private SqliteStoreFixture(long pendingMax)
    {
        var clock = new ManualTimeProvider(StoreSuite.Noon);
        var options = new SqliteOptions { DataDirectory = _directory, PendingPerOrganizationMax = pendingMax, DiskReserveBytes = 0 };
        _store = SqliteStore.Open(options, clock, NullLogger<SqliteStore>.Instance);
        _store.Start();
        Held = SqliteHeldMessages.Open(_directory, clock);
    }

    public IMessageStore Messages => _store.Messages;

    public IMessageIndex Index => _store.Index;

    public IHeldMessages Held { get; }

    public static Task<IStoreFixture> CreateAsync(long pendingMax) => Task.FromResult<IStoreFixture>(new SqliteStoreFixture(pendingMax));

    public ValueTask DisposeAsync()
    {
        _store.Stop();
        _store.Dispose();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
