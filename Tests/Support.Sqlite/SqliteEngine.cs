using Belay.Engine;
using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Writing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belay.Tests.Support.Sqlite;

/// <summary>The store in one file and the engine on it, started and stopped as one, without Orleans.</summary>
public sealed class SqliteEngine : IAsyncDisposable
{
    private static int _made;

    /// <summary>Opens the file, and brings its schema up to date; nothing is sent before <see cref="Start"/>.</summary>
    public SqliteEngine(SqliteOptions storeOptions, EngineOptions options, ICarrier carrier, TimeProvider time)
        : this(storeOptions, options, carrier, time, new SqliteSurroundings())
    {
    }

    internal SqliteEngine(SqliteOptions storeOptions, EngineOptions options, ICarrier carrier, TimeProvider time, SqliteSurroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(storeOptions);
        var database = SqliteDatabase.Open(storeOptions.DataDirectory, mayMakeRoom: true);
        Store = new SqliteStore(database, storeOptions, surroundings, time, NullLogger<SqliteStore>.Instance);
        var claimants = new LocalClaimants($"engine-{Interlocked.Increment(ref _made)}");
        Engine = new LocalEngine(new EngineHost(Gate.Around(Store.Messages), carrier, claimants, options, time), Store.Index);
    }

    /// <summary>What stands before the store.</summary>
    public StoreGate Gate { get; } = new();

    /// <summary>The store.</summary>
    public SqliteStore Store { get; }

    /// <summary>The engine on it.</summary>
    public LocalEngine Engine { get; }

    /// <summary>What only the store's writer can reach.</summary>
    internal Writer Writer => Store.Writer;

    /// <summary>Begins to write and to send. Throws <see cref="SqliteSetupException"/>.</summary>
    public void Start()
    {
        Store.Start();
        Engine.Start();
    }

    /// <summary>Waits for open calls of the carrier, finishes what has arrived, and ends.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Engine.StopAsync(cancellationToken);
        Store.Stop();
    }

    /// <summary>Cuts open calls short, and lets go of the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Store.Stop();
        Store.Dispose();
    }
}
