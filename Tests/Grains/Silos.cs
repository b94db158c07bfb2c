using Belay.Engine;
using Belay.Grains;
using Belay.Grains.Interfaces;
using Belay.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Belay.Tests.Grains;

/// <summary>
/// Silos of this process, and a client of theirs. Those that are started together are a cluster: another one on the same database knows nothing of
/// them.
/// </summary>
internal sealed class Silos : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private Silos(InProcessTestCluster cluster) => _cluster = cluster;

    /// <summary>The grains, as a client calls them.</summary>
    public IGrainFactory Grains => _cluster.Client;

    /// <summary>One of the silos, as claims name it.</summary>
    public string FirstSilo => _cluster.Silos[0].SiloAddress.ToParsableString();

    /// <summary>The engine, as a client of the cluster sees it.</summary>
    public IMessageEngine Engine => new GrainEngine(_cluster.Client);

    /// <summary>The engine, as a process sees it that is a silo.</summary>
    public IMessageEngine EngineOfSilo => _cluster.GetSiloServiceProvider(null).GetRequiredService<IMessageEngine>();

    public static async Task<Silos> StartAsync(
        int count, PostgresDatabase database, ICarrier carrier, EngineOptions options, Action<ISiloBuilder>? also = null)
    {
        var builder = new InProcessTestClusterBuilder((short)count);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddBelayGrains(database, options);
            silo.Services.AddSingleton(carrier);
            also?.Invoke(silo);
        });
        builder.ConfigureClient(client => client.Services.AddBelayWire());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new Silos(cluster);
    }

    /// <summary>Ends the silos without their farewell; the client stays.</summary>
    public async Task KillAsync()
    {
        foreach (var silo in _cluster.Silos.ToList())
        {
            await _cluster.KillSiloAsync(silo);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _cluster.DisposeAsync();
    }
}
