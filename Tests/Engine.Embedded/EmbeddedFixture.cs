using Belay.Engine.Embedded;
using Belay.Engine.Embedded.Access;
using Belay.Engine.Embedded.Restoring;
using Belay.Engine.Embedded.Sqlite;
using Belay.Messages;
using Belay.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belay.Tests.Engine.Embedded;

/// <summary>The embedded engine on a database file of its own, which is removed afterwards; a restart opens the same file again.</summary>
internal sealed class EmbeddedFixture : IEngineFixture
{
    private readonly string _directory = Directory.CreateTempSubdirectory("belay-test-").FullName;
    private readonly ManualTimeProvider? _clock;
    private readonly TimeProvider _time;
    private readonly EmbeddedEngineOptions _options;
    private readonly Surroundings? _surroundings;
    private EmbeddedEngine? _engine;
    private SqliteKeyStore? _keys;

    private EmbeddedFixture(EngineSettings settings, bool ownsClock, Func<EmbeddedEngineOptions, EmbeddedEngineOptions>? adjust, Surroundings? surroundings)
    {
        _surroundings = surroundings;
        _clock = ownsClock ? new ManualTimeProvider() : null;
        _time = _clock ?? TimeProvider.System;
        Carrier = new ScriptedCarrier(_time, settings.Carrier);
        _options = new EmbeddedEngineOptions
        {
            DataDirectory = _directory,
            DispatchConcurrency = settings.DispatchConcurrency,
            PendingPerOrganizationMax = settings.PendingPerOrganizationMax,
            Sending = settings.Sending,
            KeepFinishedFor = settings.KeepFinishedFor,
            DiskReserveBytes = 64 * 1024,
        };
        _options = adjust?.Invoke(_options) ?? _options;
    }

    public IMessageEngine Engine => _engine!;

    public IWebhookOutbox Outbox => _engine!.Outbox;

    public IApiKeyStore Keys => _keys!;

    public ISecretStore Secrets => _keys!;

    public IHeldMessages Held => EmbeddedHeldMessages.Open(_directory, _time);

    public ScriptedCarrier Carrier { get; }

    public bool OwnsClock => _clock is not null;

    /// <remarks>In whole microseconds, which is what the engine counts in.</remarks>
    public DateTimeOffset Now => Columns.Truncate(_time.GetUtcNow());

    /// <summary>The database's directory.</summary>
    public string DataDirectory => _directory;

    /// <summary>The engine, with what only this one has.</summary>
    public EmbeddedEngine Embedded => _engine!;

    /// <summary>The clock that the test owns.</summary>
    public ManualTimeProvider Clock => _clock!;

    public static async Task<IEngineFixture> CreateAsync(EngineSettings settings, bool ownsClock) => await CreateAsync(settings, ownsClock, adjust: null);

    public static async Task<EmbeddedFixture> CreateAsync(
        EngineSettings settings, bool ownsClock, Func<EmbeddedEngineOptions, EmbeddedEngineOptions>? adjust, Surroundings? surroundings = null)
    {
        var fixture = new EmbeddedFixture(settings, ownsClock, adjust, surroundings);
        await fixture.StartAsync();
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
    public EmbeddedEngine OpenCopy(string directory) =>
        new(Database.Open(directory), _options with { DataDirectory = directory }, Carrier, _time, NullLogger<EmbeddedEngine>.Instance);

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
        await _engine!.DisposeAsync();
        if (down > TimeSpan.Zero)
        {
            await AdvanceAsync(down);
        }

        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _engine!.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartAsync()
    {
        var database = Database.Open(_directory);
        _keys = new SqliteKeyStore(database);
        _engine = new EmbeddedEngine(database, _options, Carrier, _time, NullLogger<EmbeddedEngine>.Instance, _surroundings);
        await _engine.StartAsync(CancellationToken.None);
    }
}
