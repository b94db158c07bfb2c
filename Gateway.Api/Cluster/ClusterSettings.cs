using System.Net;
using System.Net.Sockets;
using Belay.Carriers;
using Belay.Gateway.Api.Hosting;

namespace Belay.Gateway.Api.Cluster;

/// <summary>How a process finds the silos of its cluster; a wrong setting stops the start with a sentence that names it.</summary>
/// <param name="Id"><c>Belay:Cluster:Id</c>: which silos belong together.</param>
/// <param name="ConnectionString"><c>Belay:Cluster:ConnectionString</c>: Npgsql's connection string of the database where silos are listed.</param>
/// <param name="Silos"><c>Belay:Cluster:Silos</c>: where silos take clients, for a gateway that cannot reach the database.</param>
public sealed record ClusterSettings(string Id, string? ConnectionString, IReadOnlyList<IPEndPoint> Silos)
{
    /// <summary>The name of the setting; without it, <c>Silo</c> is one process with a database of its own.</summary>
    public const string ConnectionStringName = "Belay:Cluster:ConnectionString";

    private const string SilosName = "Belay:Cluster:Silos";

    private const int GatewayPort = 30_000;

    /// <summary>The settings of a gateway alone. Host names are looked up once, here.</summary>
    public static async Task<ClusterSettings> ReadAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        configuration.ThrowIfUnknown(SettingHost.Gateway);
        var connectionString = configuration.Text(ConnectionStringName);
        var silos = configuration.Text(SilosName);
        if (connectionString is null == silos is null)
        {
            throw new SettingException(silos is null
                ? $"{ConnectionStringName} or {SilosName} is missing: a gateway alone is a client of silos, which it finds in their database, or by "
                    + "addresses such as 10.0.0.1:30000,10.0.0.2:30000. One process that does everything is the program Silo."
                : $"{ConnectionStringName} and {SilosName} are both set: silos are found in their database or by their addresses, not by both.");
        }

        var found = new List<IPEndPoint>();
        foreach (var one in silos?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            found.AddRange(await FindAsync(one, cancellationToken));
        }

        return new(IdFrom(configuration), connectionString, found);
    }

    /// <summary>Which silos belong together.</summary>
    public static string IdFrom(IConfiguration configuration) => configuration.Text("Belay:Cluster:Id") ?? "belay";

    private static async Task<IEnumerable<IPEndPoint>> FindAsync(string place, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate("tcp://" + place, UriKind.Absolute, out var uri) || uri.PathAndQuery is not ("" or "/") || uri.UserInfo.Length > 0)
        {
            throw new SettingException(
                $"{SilosName} must be addresses of silos, each a host and its Belay:Cluster:GatewayPort, such as silo-1:30000,silo-2:30000.");
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(uri.DnsSafeHost, cancellationToken);
            return addresses.Select(address => new IPEndPoint(address, uri.Port < 0 ? GatewayPort : uri.Port));
        }
        catch (SocketException)
        {
            throw new SettingException($"{SilosName} names a host that nobody knows.");
        }
    }
}
