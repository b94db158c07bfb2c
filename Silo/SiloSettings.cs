using System.Net;
using Belay.Carriers;
using Belay.Gateway.Api;
using Belay.Gateway.Api.Cluster;
using Belay.Gateway.Api.Hosting;
using Belay.Engine;

namespace Belay.Silo;

/// <summary>Settings of a silo of a cluster; a wrong one stops the start with a sentence that names it.</summary>
/// <param name="ConnectionString"><c>Belay:Cluster:ConnectionString</c>: Npgsql's connection string of the one database.</param>
/// <param name="ClusterId"><c>Belay:Cluster:Id</c>: which silos belong together.</param>
/// <param name="Address"><c>Belay:Cluster:Address</c>: where other processes reach this silo; default: this machine's own address.</param>
/// <param name="SiloPort"><c>Belay:Cluster:SiloPort</c>: for other silos.</param>
/// <param name="GatewayPort"><c>Belay:Cluster:GatewayPort</c>: for clients of the cluster.</param>
/// <param name="PendingPerOrganizationMax"><c>Belay:Limits:PendingPerOrganizationMax</c>.</param>
/// <param name="Engine">What all silos share.</param>
internal sealed record SiloSettings(
    string ConnectionString, string ClusterId, IPAddress? Address, int SiloPort, int GatewayPort,
    long PendingPerOrganizationMax, EngineOptions Engine)
{
    public static SiloSettings Read(IConfiguration configuration)
    {
        configuration.ThrowIfUnknown(SettingHost.Cluster);
        return new(
            ConnectionStringFrom(configuration),
            ClusterSettings.IdFrom(configuration),
            AddressFrom(configuration.Text("Belay:Cluster:Address")),
            (int)configuration.Number("Belay:Cluster:SiloPort", 11_111, 1, 65_535),
            (int)configuration.Number("Belay:Cluster:GatewayPort", 30_000, 1, 65_535),
            configuration.Number("Belay:Limits:PendingPerOrganizationMax", 1_000_000, 1, long.MaxValue),
            ReadEngine(configuration));
    }

    /// <summary>What a process alone has in common with one of a cluster.</summary>
    public static EngineOptions ReadEngine(IConfiguration configuration)
    {
        var defaults = new EngineOptions();
        return defaults with
        {
            DispatchConcurrency = (int)configuration.Number("Belay:Dispatch:Concurrency", defaults.DispatchConcurrency, 1, 10_000),
            CallLease = configuration.Span("Belay:Cluster:CallLease", defaults.CallLease!.Value),
            Sending = SendingSettings.Read(configuration),
            KeepFinishedFor = RetentionSettings.Read(configuration),
        };
    }

    /// <summary>The connection string, all that a command needs.</summary>
    public static string ConnectionStringFrom(IConfiguration configuration) =>
        configuration.Text(ClusterSettings.ConnectionStringName) ?? throw new SettingException(
            "Belay:Cluster:ConnectionString is missing: the cluster keeps its messages in PostgreSQL, such as "
            + "Host=localhost;Database=belay;Username=belay.");

    private static IPAddress? AddressFrom(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : IPAddress.TryParse(text, out var address) ? address
        : throw new SettingException("Belay:Cluster:Address must be an IP address.");
}
