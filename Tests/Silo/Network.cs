using System.Globalization;

namespace Belay.Tests.Silo;

/// <summary>Where a process lives: a network namespace with two links, one to callers and the carrier, one to the other silos.</summary>
internal sealed record Place(string Namespace, string ServiceAddress, string ClusterAddress);

/// <summary>Which packets between a silo and the others are lost.</summary>
public enum Cut
{
    /// <summary>All.</summary>
    BothWays,

    /// <summary>Those to it: it is heard and hears nothing.</summary>
    Deaf,

    /// <summary>Those from it: it hears and is not heard.</summary>
    Mute,
}

/// <summary>
/// Hosts on one machine: network namespaces, and two bridges between them. The links between silos can be cut while callers, carrier and database
/// stay in reach.
/// </summary>
internal sealed class Network : IAsyncDisposable
{
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"belay{Environment.ProcessId}");
    private readonly int _range = 20 + (Environment.ProcessId % 200);
    private readonly List<Place> _places = [];
    private readonly Dictionary<int, Cut> _cuts = [];

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

    /// <summary>Makes a place for each silo; the test is skipped where that, or the cut that it is going to make, cannot be.</summary>
    public static async Task<Network> CreateAsync(int places, Cut cut = Cut.BothWays)
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

            await network.IntroduceAsync();
            await network.CutAsync(0, cut);
            await network.HealAsync(0);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Loses what is sent between the place and the other silos, and nobody is told.</summary>
    public async Task CutAsync(int place, Cut cut)
    {
        _cuts.Add(place, cut);
        if (cut == Cut.BothWays)
        {
            await IpAsync($"link set {Link(Side.Cluster, place)} down");
        }
        else
        {
            await TcAsync(place, cut, "add", "blackhole");
        }
    }

    /// <summary>Takes the cut back, of whatever kind it was.</summary>
    public async Task HealAsync(int place)
    {
        _cuts.Remove(place, out var cut);
        if (cut == Cut.BothWays)
        {
            await IpAsync($"link set {Link(Side.Cluster, place)} up");
        }
        else
        {
            await TcAsync(place, cut, "delete");
        }
    }

    /// <summary>How many packets came from the other silos to the place, and from it to them, since it was made.</summary>
    public (long To, long From) Crossed(int place)
    {
        return (Count("tx_packets"), Count("rx_packets"));

        long Count(string what) =>
            long.Parse(File.ReadAllText($"/sys/class/net/{Link(Side.Cluster, place)}/statistics/{what}"), CultureInfo.InvariantCulture);
    }

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

    // The queue of the end that sends: the place's own for what comes from it, the bridge's for what goes to it.
    private async Task TcAsync(int place, Cut cut, string verb, params string[] queue)
    {
        Assert.SkipUnless(
            File.Exists("/usr/sbin/tc") || File.Exists("/sbin/tc") || File.Exists("/usr/bin/tc"), "The program tc (iproute2) is missing.");
        string[] end = cut == Cut.Mute
            ? ["-n", _places[place].Namespace, "qdisc", verb, "dev", "cluster"]
            : ["qdisc", verb, "dev", Link(Side.Cluster, place)];
        var (exitCode, _, error) = await Command.RunAsync("tc", [.. end, "root", .. queue], new Dictionary<string, string>());
        Assert.SkipWhen(
            error.Contains("qdisc kind is unknown", StringComparison.Ordinal), "This kernel has no queue that loses all packets (blackhole).");
        Assert.True(exitCode == 0, $"tc {string.Join(' ', end)}: {error}");
    }

    private async Task AddAsync(int number)
    {
        var place = new Place(
            string.Create(CultureInfo.InvariantCulture, $"{_name}-{number}"), Address(Side.Service, number + 1), Address(Side.Cluster, number + 1));
        await IpAsync($"netns add {place.Namespace}");
        _places.Add(place);
        await IpAsync($"-n {place.Namespace} link set lo up");
        foreach (var (side, address) in new[] { (Side.Service, place.ServiceAddress), (Side.Cluster, place.ClusterAddress) })
        {
            var inside = side == Side.Service ? "service" : "cluster";
            await IpAsync($"link add {Link(side, number)} type veth peer name {inside} netns {place.Namespace}");
            await IpAsync($"link set {Link(side, number)} master {Bridge(side)} up");
            await IpAsync($"-n {place.Namespace} link set {inside} address {Hardware(number)}");
            await IpAsync($"-n {place.Namespace} address add {address}/24 dev {inside}");
            await IpAsync($"-n {place.Namespace} link set {inside} up");
        }
    }

    // A place that cannot be answered could soon not ask for the others' hardware addresses either, and so would be cut off both ways.
    private async Task IntroduceAsync()
    {
        foreach (var place in _places)
        {
            for (var other = 0; other < _places.Count; other++)
            {
                if (_places[other] != place)
                {
                    await IpAsync(
                        $"-n {place.Namespace} neighbour replace {_places[other].ClusterAddress} lladdr {Hardware(other)} dev cluster nud permanent");
                }
            }
        }
    }

    private static string Hardware(int place) => string.Create(CultureInfo.InvariantCulture, $"02:00:00:00:00:{place + 1:x2}");

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
