using System.Net;
using Belay.Messages;
using Belay.Messages.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;

namespace Belay.Grains.Interfaces;

/// <summary>How a .NET service becomes a client of the cluster.</summary>
public static class BelayClientServices
{
    /// <summary>The ADO.NET name under which Orleans finds Npgsql.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>The name of the service in every key that the cluster stores. It never changes.</summary>
    public const string ServiceId = "belay";

    /// <summary>
    /// Connects the host to the cluster and gives it <see cref="IMessageEngine"/>: schedule, find, cancel and list by calls of grains, without HTTP.
    /// The connection is made when the host starts; the start fails if no silo is there.
    /// </summary>
    /// <param name="host">The service.</param>
    /// <param name="connectionString">Npgsql's connection string of the cluster's database, where the silos are listed.</param>
    /// <param name="clusterId">The cluster's name: <c>Belay:Cluster:Id</c> of its silos.</param>
    public static IHostApplicationBuilder AddBelayClient(this IHostApplicationBuilder host, string connectionString, string clusterId = "belay")
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        return host.AddBelayClient(
            client => client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString)),
            clusterId);
    }

    /// <summary>The same, for a service that cannot reach the cluster's database.</summary>
    /// <param name="host">The service.</param>
    /// <param name="silos">Where silos take clients (their <c>Belay:Cluster:GatewayPort</c>). Those that do not answer are passed over.</param>
    /// <param name="clusterId">The cluster's name: <c>Belay:Cluster:Id</c> of its silos.</param>
    public static IHostApplicationBuilder AddBelayClient(
        this IHostApplicationBuilder host, IReadOnlyCollection<IPEndPoint> silos, string clusterId = "belay")
    {
        ArgumentNullException.ThrowIfNull(silos);
        return silos.Count > 0
            ? host.AddBelayClient(client => client.UseStaticClustering([.. silos]), clusterId)
            : throw new ArgumentException("At least one silo must be named.", nameof(silos));
    }

    private static IHostApplicationBuilder AddBelayClient(this IHostApplicationBuilder host, Action<IClientBuilder> find, string clusterId)
    {
        ArgumentNullException.ThrowIfNull(host);
        host.UseOrleansClient(client =>
        {
            find(client);

            // A call that went to a silo that was killed has no answer: its caller is told so before it has gone.
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(10));
            client.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (ServiceId, clusterId));
        });
        host.Services.AddBelayWire();
        host.Services.AddSingleton<IMessageEngine, GrainEngine>();
        return host;
    }

    /// <summary>Teaches Orleans the core's types: they travel as the JSON that the store keeps too. For silos and clients alike.</summary>
    public static IServiceCollection AddBelayWire(this IServiceCollection services)
    {
        // A type is made from a name on the wire only if it is allowed to be: the core's are.
        services.Configure<TypeManifestOptions>(types => types.AddAllowedAssembly(typeof(Message).Assembly));
        services.AddSingleton<IGeneralizedCopier, ImmutableCopier>();
        return services.AddSerializer(serializer => serializer.AddJsonSerializer(MessageJson.Knows, MessageJson.Options));
    }
}
