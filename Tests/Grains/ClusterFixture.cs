using Belay.Engine;
using Belay.Grains.Storage;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Access;
using Belay.Storage.Postgres.Restoring;
using Belay.Storage.Postgres.Webhooks;
using Belay.Tests.Conformance;
using Belay.Tests.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Grains;

/// <summary>
/// The cluster engine: silos of one process on a database of their own; a restart stops all of them and starts others on the same database.
/// </summary>
internal sealed class ClusterFixture : IEngineFixture
{
    /// <summary>How long a claimed message is left to its silo; a suite that restarts silos with open calls does not want to wait for long.</summary>
    private static readonly TimeSpan CallLease = TimeSpan.FromSeconds(4);

    private readonly EngineSettings _settings;
    private readonly PostgresDatabase _database;
    private readonly int _count;
    private Silos? _silos;

    private ClusterFixture(EngineSettings settings, PostgresDatabase database)
    {
        _settings = settings;
        _database = database;

        // Limits of the suite are those of the engine as a whole; where they are small, one silo has them to itself.
        _count = settings.DispatchConcurrency >= 12 ? 3 : 1;
        Carrier = new ScriptedCarrier(TimeProvider.System, settings.Carrier);
        var keys = new PostgresKeys(database);
        (Outbox, Keys, Secrets) = (new PostgresOutbox(database, TimeProvider.System), keys, keys);
    }

    /// <summary>The engine as a client of the cluster sees it.</summary>
    public IMessageEngine Engine { get; private set; } = null!;

    public IWebhookOutbox Outbox { get; }

    public IApiKeyStore Keys { get; }

    public ISecretStore Secrets { get; }

    public IHeldMessages Held => new PostgresHeldMessages(_database, TimeProvider.System);

    public ScriptedCarrier Carrier { get; }

    public StoreGate Gate { get; } = new();

    public bool OwnsClock => false;

    /// <remarks>In whole microseconds, which is what the engine counts in.</remarks>
    public DateTimeOffset Now
    {
        get
        {
            var now = TimeProvider.System.GetUtcNow();
            return now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMicrosecond));
        }
    }

    public static async Task<IEngineFixture> CreateAsync(SharedServer server, EngineSettings settings)
    {
        var options = new PostgresOptions
        {
            ConnectionString = await server.CreateDatabaseAsync(),
            PendingPerOrganizationMax = settings.PendingPerOrganizationMax,
        };
        var fixture = new ClusterFixture(settings, await PostgresDatabase.OpenAsync(options, CancellationToken.None));
        await fixture.StartAsync();
        return fixture;
    }

    // A timer may fire a tick early by the wall clock; at least that long is the contract.
    public Task AdvanceAsync(TimeSpan by) => Task.Delay(by + TimeSpan.FromMilliseconds(2), TimeProvider.System);

    public async Task RestartAsync(TimeSpan down = default)
    {
        await StopAsync();
        await AdvanceAsync(down);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _database.DisposeAsync();
    }

    private async Task StartAsync()
    {
        var options = new EngineOptions
        {
            DispatchConcurrency = Math.Max(1, _settings.DispatchConcurrency / _count),
            Sending = _settings.Sending,
            KeepFinishedFor = _settings.KeepFinishedFor,
            CallLease = CallLease,
        };
        _silos = await Silos.StartAsync(_count, _database, Carrier, options, PutGate);
        Engine = _silos.Engine;
    }

    private void PutGate(ISiloBuilder silo)
    {
        silo.Services.AddSingleton<AdoNetMessages>();
        silo.Services.AddSingleton(services => Gate.Around(services.GetRequiredService<AdoNetMessages>()));
    }

    private async Task StopAsync()
    {
        if (_silos is { } silos)
        {
            await silos.DisposeAsync();
            _silos = null;
        }
    }
}
