using Belay.Engine;
using Belay.Engine.Erasing;
using Belay.Engine.Sending;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Belay.Grains.Interfaces;
using Belay.Grains.Membership;
using Belay.Grains.Storage;
using Belay.Messages;
using Microsoft.Extensions.DependencyInjection;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Reading;
using Belay.Storage.Postgres.Writing;
using Orleans.Configuration;

namespace Belay.Grains;

/// <summary>Makes a silo keep and send messages.</summary>
public static class GrainsHosting
{
    /// <summary>Has silos find each other in the database, and notice soon when one is gone.</summary>
    public static ISiloBuilder AddBelayClustering(this ISiloBuilder silo, PostgresDatabase database, string clusterId)
    {
        silo.Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = (BelayClientServices.ServiceId, clusterId));
        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.DataSource) = (BelayClientServices.Invariant, database.DataSource));
        silo.Services.AddSingleton(new PostgresMembership(database, clusterId));
        silo.Services.AddHostedService<SilentSilos>();

        // A killed silo's messages are late by what it takes to notice: about three probes of at most two seconds.
        return silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            membership.MinProbeTimeout = TimeSpan.FromMilliseconds(500);
            membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            membership.NumMissedProbesLimit = 3;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        });
    }

    /// <summary>
    /// Adds the grains on a PostgreSQL store, their reminders, and <see cref="IMessageEngine"/>. The host brings <see cref="ICarrier"/> and
    /// <see cref="TimeProvider"/>.
    /// </summary>
    public static ISiloBuilder AddBelayGrains(this ISiloBuilder silo, PostgresDatabase database, EngineOptions options)
    {
        silo.UseAdoNetReminderService(
            reminders => (reminders.Invariant, reminders.DataSource) = (BelayClientServices.Invariant, database.DataSource));
        silo.AddAdoNetGrainStorage(MessageStorage.Name, storage =>
        {
            storage.Invariant = BelayClientServices.Invariant;
            storage.DataSource = database.DataSource;
            storage.GrainStorageSerializer = new StoredEntrySerializer();
        });
        silo.Services.AddSingleton(new PostgresMessages(database, MessageStorage.ReminderOf));
        silo.Services.AddSingleton<IMessageStore, AdoNetMessages>();
        silo.Services.AddSingleton<IMessageIndex>(new PostgresIndex(database));
        return silo.AddBelayEngine(options);
    }

    /// <summary>Adds the grains and the engine's own work, on the store that the services bring.</summary>
    internal static ISiloBuilder AddBelayEngine(this ISiloBuilder silo, EngineOptions options)
    {
        silo.Configure<ClusterOptions>(cluster => cluster.ServiceId = BelayClientServices.ServiceId);

        // Memory follows what is near, and not what was accepted or sent in the last quarter of an hour.
        silo.Configure<GrainCollectionOptions>(
            collection => (collection.CollectionQuantum, collection.CollectionAge) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)));

        // Most messages are asked for once or twice: to remember where a million of them were costs more than to look again.
        silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = 10_000);

        // A tick comes before the next look, or is that look's.
        silo.Configure<ReminderOptions>(reminders =>
        {
            reminders.RefreshReminderListPeriod = NearReminders.LookEvery;
            reminders.ReminderLoadingWindow = NearReminders.LookEvery;
            reminders.MinimumReminderPeriod = TimeSpan.FromSeconds(10);
        });
        var services = silo.Services;
        NearReminders.Replace(services);
        services.AddBelayWire();
        services.AddSingleton(options);
        services.TryAddSingleton<IClaimants, SiloClaimants>();
        services.AddSingleton<IMessageActors, GrainActors>();
        services.AddSingleton(provider => new EngineHost(
            provider.GetRequiredService<IMessageStore>(),
            provider.GetRequiredService<ICarrier>(),
            provider.GetRequiredService<IClaimants>(),
            options,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<OverdueSweeper>();
        services.AddSingleton<FinishedEraser>();
        services.AddSingleton<Intake>();
        services.AddSingleton<IdleActivations>();
        services.AddHostedService(provider => provider.GetRequiredService<IdleActivations>());
        services.AddHostedService<EngineService>();
        services.AddSingleton<IMessageEngine, GrainEngine>();
        return silo;
    }
}
