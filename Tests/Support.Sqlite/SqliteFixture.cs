using Belay.Engine;
using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Restoring;
using Belay.Tests.Conformance;

namespace Belay.Tests.Support.Sqlite;

/// <summary>The engine on a database file of its own, which is removed afterwards; a restart opens the same file again.</summary>
internal sealed class SqliteFixture : IEngineFixture
{
    private readonly string _directory = Directory.CreateTempSubdirectory("belay-test-").FullName;
    private readonly ManualTimeProvider? _clock;
    private readonly TimeProvider _time;
    private readonly SqliteOptions _storeOptions;
    private readonly EngineOptions _options;
    private readonly SqliteSurroundings _surroundings;
    private SqliteEngine? _running;

    private SqliteFixture(EngineSettings settings, bool ownsClock, Adjustments adjustments)
    {
        _clock = ownsClock ? new ManualTimeProvider() : null;
        _time = _clock ?? TimeProvider.System;
        _surroundings = adjustments.Surroundings;
        Carrier = new ScriptedCarrier(_time, settings.Carrier);
        _storeOptions = adjustments.Store(new SqliteOptions
        {
            DataDirectory = _directory,
            PendingPerOrganizationMax = settings.PendingPerOrganizationMax,
            DiskReserveBytes = 64 * 1024,
        });
        _options = adjustments.Engine(new EngineOptions
        {
            DispatchConcurrency = settings.DispatchConcurrency,
            Sending = settings.Sending,
            KeepFinishedFor = settings.KeepFinishedFor,

            // In one process, a call is open for as long as it is there.
            CallLease = null,
        });
    }

    public IMessageEngine Engine => Running.Engine;

    public IWebhookOutbox Outbox => Running.Store.Outbox;

    public IApiKeyStore Keys => Running.Store.Keys;

    public ISecretStore Secrets => Running.Store.Secrets;

    public IHeldMessages Held => SqliteHeldMessages.Open(_directory, _time);

    public ScriptedCarrier Carrier { get; }

    public StoreGate Gate => Running.Gate;

    public bool OwnsClock => _clock is not null;

    /// <remarks>In whole microseconds, which is what the engine counts in.</remarks>
    public DateTimeOffset Now => _time.GetUtcNow().ToStored();

    /// <summary>The database's directory.</summary>
    public string DataDirectory => _directory;

    /// <summary>The store and the engine; others after a restart.</summary>
    public SqliteEngine Running => _running!;

    /// <summary>The clock that the test owns.</summary>
    public ManualTimeProvider Clock => _clock!;

    public static Task<IEngineFixture> CreateAsync(EngineSettings settings, bool ownsClock) =>
        Task.FromResult<IEngineFixture>(Create(settings, ownsClock, new Adjustments()));

    public static SqliteFixture Create(EngineSettings settings, bool ownsClock, Adjustments adjustments)
    {
        var fixture = new SqliteFixture(settings, ownsClock, adjustments);
        fixture.Start();
        return fixture;
    }

    /// <summary>What a sudden end of the process, just now, would leave on the disk: a copy, in a directory that the caller removes.</summary>
    public string CopyAsAfterCrash()
    {
        var copy = Directory.CreateTempSubdirectory("belay-crash-").FullName;

        // The log comes with the writer's first look, which may be yet to come.
        foreach (var name in ((string[])["belay.mark", "belay.db", "belay.db-wal"]).Where(name => File.Exists(Path.Combine(_directory, name))))
        {
            File.Copy(Path.Combine(_directory, name), Path.Combine(copy, name));
        }

        return copy;
    }

    /// <summary>An engine on such a copy, with the same carrier, clock and settings.</summary>
    public SqliteEngine OpenCopy(string directory) => new(_storeOptions with { DataDirectory = directory }, _options, Carrier, _time);

    public Task AdvanceAsync(TimeSpan by)
    {
        if (_clock is null)
        {
            // A timer may fire a tick early by the wall clock; at least that long is the contract.
            return Task.Delay(by + TimeSpan.FromMilliseconds(2), _time);
        }

        _clock.Advance(by);
        return Task.CompletedTask;
    }

    public async Task RestartAsync(TimeSpan down = default)
    {
        await Running.DisposeAsync();
        if (down > TimeSpan.Zero)
        {
            await AdvanceAsync(down);
        }

        Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Running.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private void Start()
    {
        _running = new SqliteEngine(_storeOptions, _options, Carrier, _time, _surroundings);
        _running.Start();
    }
}

/// <summary>What a test changes below the settings that every engine has.</summary>
internal sealed record Adjustments
{
    public Func<SqliteOptions, SqliteOptions> Store { get; init; } = options => options;

    public Func<EngineOptions, EngineOptions> Engine { get; init; } = options => options;

    public SqliteSurroundings Surroundings { get; init; } = new();
}
