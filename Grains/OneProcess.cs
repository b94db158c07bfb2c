using System.Net;
using System.Net.Sockets;
using Belay.Engine;
using Belay.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Belay.Grains;

/// <summary>One silo, alone in its process, on a store in one file.</summary>
public static class OneProcess
{
    /// <summary>The ADO.NET name under which Orleans finds Microsoft.Data.Sqlite.</summary>
    private const string Invariant = "System.Data.SQLite";

    /// <summary>Has the silo be the only one. It listens on a free port of this machine alone, and takes no clients.</summary>
    public static ISiloBuilder AddBelayOneProcess(this ISiloBuilder silo) => silo.UseLocalhostClustering(FreePort(), gatewayPort: 0);

    /// <summary>
    /// Adds the grains on a store in one file, which starts before the silo and stops after it. The host brings <see cref="Messages.ICarrier"/> and
    /// <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="options">The engine's settings.</param>
    /// <param name="self">The name of this process: none before had it.</param>
    public static ISiloBuilder AddBelayGrains(this ISiloBuilder silo, EngineOptions options, string self)
    {
        silo.UseAdoNetReminderService((AdoNetReminderTableOptions _) => { });
        silo.Services.AddOptions<AdoNetReminderTableOptions>().Configure<SqliteStore>((reminders, store) =>
            (reminders.Invariant, reminders.ConnectionString) = (Invariant, store.ConnectionString));
        silo.Services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Messages);
        silo.Services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Index);
        silo.Services.AddSingleton<IClaimants>(new OnlyClaimant(self));

        // While this process is there it brings the answers of its calls, however long they take.
        return silo.AddBelayEngine(options with { CallLease = null });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whoever else has claimed a message is gone: the store lets one process send from it.</summary>
    private sealed class OnlyClaimant(string self) : IClaimants
    {
        public string Self => self;

        public bool IsGone(string process) => process != self;
    }
}

/// <summary>Starts the store and stops it. To be added before the silo, which works on it.</summary>
public sealed class SqliteStoreService(SqliteStore store) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        store.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        store.Stop();
        return Task.CompletedTask;
    }
}
