using System.Globalization;

namespace Belay.Tests.Silo;

/// <summary>Where a process lives: a network namespace with two links, one to callers and the carrier, one to the other silos.</summary>
internal sealed record Place(string Namespace, string ServiceAddress, string ClusterAddress);

/// <summary>Hosts on one machine: network namespaces, and two bridges between them. The links between silos can be cut while callers, carrier and database stay in reach.</summary>
internal sealed class Network : IAsyncDisposable
{
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"belay{Environment.ProcessId}");
    private readonly int _range = 20 + (Environment.ProcessId % 200);
    private readonly List<Place> _places = [];

    private Network()
    {
    }

    /// <summary>Why there can be none here; null: there can.</summary>
    public static string? WhyNot =>
        !OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess ? "Only root on Linux may make network namespaces."
        : !File.Exists("/usr/sbin/ip") && !File.Exists("/sbin/ip") && !File.Exists("/usr/bin/ip") ? "The program ip (iproute2) is missing."
        : null;

    public IReadOnlyList<Place> Places => _places;

    /// <summary>Where what the test itself runs is reached from every place.</summary>
    public string HostAddress => Address(Side.Service, 254);

    /// <summary>Makes a place for each silo; the test is skipped where that cannot be.</summary>
    public static async Task<Network> CreateAsync(int places)
    {
        Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");
        var network = new Network();
        try
        {
            foreach (var side in Enum.GetValues<Side>())
            {
                await IpAsync($"link add {network.Bridge(side)} type bridge");
                await IpAsync($"link set {network.Bridge(side)} up");
            }

            await IpAsync($"address add {network.HostAddress}/24 dev {network.Bridge(Side.Service)}");
            for (var number = 0; number < places; number++)
            {
                await network.AddAsync(number);
            }

            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes the place's link to the other silos down: what is sent is lost, and nobody is told.</summary>
    public Task CutAsync(int place) => IpAsync($"link set {Link(Side.Cluster, place)} down");

    public Task HealAsync(int place) => IpAsync($"link set {Link(Side.Cluster, place)} up");

    public async ValueTask DisposeAsync()
    {
        foreach (var place in _places)
        {
            await IpAsync($"netns delete {place.Namespace}");
        }

        foreach (var side in Enum.GetValues<Side>())
        {
            await IpAsync($"link delete {Bridge(side)}");
        }
    }

    private static async Task IpAsync(string command)
    {
        var (exitCode, _, error) = await Command.RunAsync("ip", command.Split(' '), new Dictionary<string, string>());
        Assert.True(exitCode == 0, $"ip {command}: {error}");
    }

    private async Task AddAsync(int number)
    {
        var place = new Place(string.Create(CultureInfo.InvariantCulture, $"{_name}-{number}"), Address(Side.Service, number + 1), Address(Side.Cluster, number + 1));
        await IpAsync($"netns add {place.Namespace}");
        _places.Add(place);
        await IpAsync($"-n {place.Namespace} link set lo up");
        foreach (var (side, address) in new[] { (Side.Service, place.ServiceAddress), (Side.Cluster, place.ClusterAddress) })
        {
            var inside = side == Side.Service ? "service" : "cluster";
            await IpAsync($"link add {Link(side, number)} type veth peer name {inside} netns {place.Namespace}");
            await IpAsync($"link set {Link(side, number)} master {Bridge(side)} up");
            await IpAsync($"-n {place.Namespace} address add {address}/24 dev {inside}");
            await IpAsync($"-n {place.Namespace} link set {inside} up");
        }
    }

    private string Address(Side side, int host) => string.Create(CultureInfo.InvariantCulture, $"10.{_range}.{(int)side}.{host}");

    // An interface's name has fifteen characters at most.
    private string Bridge(Side side) => string.Create(CultureInfo.InvariantCulture, $"{_name}b{(int)side}");

    private string Link(Side side, int place) => string.Create(CultureInfo.InvariantCulture, $"{_name}v{(int)side}{place}");

    private enum Side
    {
        Service = 1,
        Cluster = 2,
    }
}
