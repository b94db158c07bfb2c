using Belay.Grains.Interfaces;
using Belay.Engine;
using Belay.Grains;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Restoring;
using Belay.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;

namespace Belay.Tests.Grains;

/// <summary>The engine that a newcomer starts: one silo on a file of its own; a restart opens the same file again.</summary>
internal sealed class SqliteFixture : IEngineFixture
{
    private readonly string _directory = Directory.CreateTempSubdirectory("belay-test-").FullName;
    private readonly EngineSettings _settings;
    private int _starts;
    private InProcessTestCluster? _cluster;
    private SqliteStore? _store;

    private SqliteFixture(EngineSettings settings)
    {
        _settings = settings;
        Carrier = new ScriptedCarrier(TimeProvider.System, settings.Carrier);
    }

    public IMessageEngine Engine { get; private set; } = null!;

    public IWebhookOutbox Outbox => _store!.Outbox;

    public IApiKeyStore Keys => _store!.Keys;

    public ISecretStore Secrets => _store!.Secrets;

    public IHeldMessages Held => SqliteHeldMessages.Open(_directory, TimeProvider.System);

    public ScriptedCarrier Carrier { get; }

    public StoreGate Gate { get; } = new();

    public bool OwnsClock => false;

    public DateTimeOffset Now => TimeProvider.System.GetUtcNow().ToStored();

    public static async Task<IEngineFixture> CreateAsync(EngineSettings settings)
    {
        var fixture = new SqliteFixture(settings);
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
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartAsync()
    {
        var options = new EngineOptions
        {
            DispatchConcurrency = _settings.DispatchConcurrency,
            Sending = _settings.Sending,
            KeepFinishedFor = _settings.KeepFinishedFor,
        };
        var store = _store = SqliteStore.Open(
            new SqliteOptions
            {
                DataDirectory = _directory,
                PendingPerOrganizationMax = _settings.PendingPerOrganizationMax,
                DiskReserveBytes = 64 * 1024,
            },
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance);
        store.Start();
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(store);
            silo.AddBelayGrains(options, $"process-{++_starts}");
            silo.Services.AddSingleton(Gate.Around(store.Messages));
            silo.Services.AddSingleton<ICarrier>(Carrier);
        });
        builder.ConfigureClient(client => client.Services.AddBelayWire());
        _cluster = builder.Build();
        await _cluster.DeployAsync();

        // As the gateway in the same process sees it.
        Engine = _cluster.GetSiloServiceProvider(null).GetRequiredService<IMessageEngine>();
    }

    private async Task StopAsync()
    {
        if (_cluster is { } cluster)
        {
            _cluster = null;
            foreach (var silo in cluster.Silos.ToList())
            {
                await cluster.KillSiloAsync(silo);
            }

            await cluster.DisposeAsync();
            _store!.Stop();
            _store.Dispose();
        }
    }
}
