using Belay.Carriers;
using Belay.Gateway.Api;
using Belay.Gateway.Api.Cluster;
using Belay.Gateway.Api.Hosting;
using Belay.Grains;
using Belay.Messages;
using Belay.Storage.Sqlite;

namespace Belay.Silo;

/// <summary>Puts one process together that is all there is: one silo, the gateway in it, and a store in one file.</summary>
internal static class OneProcessHost
{
    private const long Mebibyte = 1_024 * 1_024;

    /// <summary>Whether the settings ask for it: they name no database of a cluster, nor an empty one by mistake.</summary>
    public static bool IsAskedFor(IConfiguration configuration) =>
        configuration[ClusterSettings.ConnectionStringName] is null;

    /// <summary>Reads the settings, brings the file up to date, and builds the process. What is wrong is thrown as one sentence.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, DataPlace data)
    {
        builder.Configuration.ThrowIfUnknown(SettingHost.OneProcess);
        var options = ReadStore(builder.Configuration, data);
        var engine = SiloSettings.ReadEngine(builder.Configuration);
        builder.Services.AddBelayTelemetry(builder.Configuration, "Microsoft.Orleans");
        builder.Services.AddSingleton(services => SqliteStore.Open(
            options, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<SqliteStore>>()));
        builder.Services.AddSingleton(services => services.GetRequiredService<SqliteStore>().Keys);
        builder.Services.AddSingleton(services => services.GetRequiredService<SqliteStore>().Secrets);
        builder.Services.AddSingleton(services => services.GetRequiredService<SqliteStore>().Outbox);
        builder.Services.AddSingleton<IEngineLevels>(services => services.GetRequiredService<SqliteStore>().Index);

        // Before all that works with it: what refuses to start must not have others running already.
        builder.Services.AddHostedService<SqliteStoreService>();
        builder.Services.AddSingleton<IReadiness, Membership>();
        builder.Services.AddHostedService<IdleMemory>();
        builder.Host.UseOrleans(silo => silo.AddBelayOneProcess().AddBelayGrains(engine, $"process-{Guid.NewGuid():N}"));
        builder.AddBelayGateway();
        builder.Services.AddBelayCarriers(builder.Configuration);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        var app = builder.BuildBelay();
        app.MapBelayGateway();
        return app;
    }

    /// <summary>The store's settings; a wrong one throws <see cref="SettingException"/> that names it.</summary>
    public static SqliteOptions ReadStore(IConfiguration configuration, DataPlace data)
    {
        var defaults = new SqliteOptions();
        return defaults with
        {
            DataDirectory = data.Directory,
            DiskReserveBytes = configuration.Number("Belay:DiskReserveMebibytes", defaults.DiskReserveBytes / Mebibyte, 0, 1_024) * Mebibyte,
            PendingPerOrganizationMax = configuration.Number(
                "Belay:Limits:PendingPerOrganizationMax", defaults.PendingPerOrganizationMax, 1, long.MaxValue),
        };
    }
}
