using System.Net;
using Belay.Carriers;
using Belay.Gateway.Api.Cluster;
using Belay.Gateway.Api.Hosting;
using Belay.Grains;
using Belay.Messages;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Access;
using Belay.Storage.Postgres.Reading;
using Belay.Storage.Postgres.Webhooks;

namespace Belay.Silo;

/// <summary>Puts a process of the cluster together.</summary>
internal static class SiloHost
{
    /// <summary>Reads the settings, brings the database up to date, and builds the process. What is wrong is thrown as one sentence.</summary>
    /// <param name="builder">The command line and the settings.</param>
    /// <param name="own">The machine's clock.</param>
    public static async Task<WebApplication> BuildAsync(WebApplicationBuilder builder, TimeProvider? own = null)
    {
        var settings = SiloSettings.Read(builder.Configuration);
        var database = await PostgresDatabase.OpenAsync(
            new PostgresOptions { ConnectionString = settings.ConnectionString, PendingPerOrganizationMax = settings.PendingPerOrganizationMax },
            CancellationToken.None);
        var clock = new ClusterClock(own ?? TimeProvider.System);

        // What is built below goes by the database's time from the beginning.
        await clock.ReadAsync(database.ReadClockAsync, CancellationToken.None);

        builder.Services.AddBelayTelemetry(builder.Configuration, "Microsoft.Orleans");
        builder.AddBelayGateway();

        // Last, so that it is the one that is taken: by the gateway, the grains, their timers and reminders, and Orleans' membership.
        builder.AddClusterClock(clock, _ => database.ReadClockAsync);
        builder.Services.AddBelayCarriers(builder.Configuration);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton<PostgresKeys>();
        builder.Services.AddSingleton<IApiKeyStore>(services => services.GetRequiredService<PostgresKeys>());
        builder.Services.AddSingleton<ISecretStore>(services => services.GetRequiredService<PostgresKeys>());
        builder.Services.AddSingleton<IWebhookOutbox, PostgresOutbox>();
        builder.Services.AddSingleton<IEngineLevels>(new PostgresIndex(database));
        builder.Services.AddSingleton<IReadiness, Membership>();
        builder.Services.AddHostedService<IdleMemory>();
        builder.Host.UseOrleans(silo =>
        {
            silo.AddBelayClustering(database, settings.ClusterId).AddBelayGrains(database, settings.Engine);
            if (settings.Address is { } address)
            {
                silo.ConfigureEndpoints(address, settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(address));
            }
            else
            {
                silo.ConfigureEndpoints(settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: true);
            }
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        var app = builder.BuildBelay();
        app.MapBelayGateway();
        StoreLog.Say(app.Logger, database);
        return app;
    }

    /// <summary>The database as a silo itself would find it, for commands that run beside silos or before them.</summary>
    /// <param name="mayMake">Whether the tables may be made, too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<PostgresDatabase> OpenForCommandAsync(bool mayMake, CancellationToken cancellationToken)
    {
        var configuration = GatewayHost.NewBuilder([]).Configuration;
        configuration.ThrowIfUnknown(SettingHost.Cluster);
        return PostgresDatabase.OpenAsync(
            new PostgresOptions { ConnectionString = SiloSettings.ConnectionStringFrom(configuration), MayMake = mayMake }, cancellationToken);
    }
}
