using System.Net;
using System.Net.Sockets;
using Belay.Connections;
using Belay.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Security;

/// <summary>
/// Every spelling of an address that only we can reach, given as a webhook's URL to the real sender: a listener on the forbidden side, on
/// IPv4 and IPv6, hears of no connection. (What each range's ends are is tested with <see cref="PublicAddress"/> itself.)
/// </summary>
public sealed class WebhookTargetTests : IDisposable
{
    private static readonly WebhookPolicy Policy = new(TimeSpan.FromSeconds(30), []);

    private readonly TcpListener[] _forbidden;
    private readonly int _port;
    private readonly List<IPEndPoint> _dialed = [];

    public WebhookTargetTests()
    {
        var four = new TcpListener(IPAddress.Any, 0);
        four.Start();
        _port = ((IPEndPoint)four.LocalEndpoint).Port;
        var six = new TcpListener(IPAddress.IPv6Any, _port);
        six.Server.DualMode = false;
        six.Start();
        _forbidden = [four, six];
    }

    public static TheoryData<string> Hosts { get; } =
    [
        // This machine, in each way to write it.
        "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1",
        "017700000001", "0x7f.1", "127.000.000.001", "0", "0.0.0.0", "00000000", "0x0", "localhost", "LOCALHOST", "localhost.", "foo.localhost",
        "127.0.0.1%2e", "%31%32%37.0.0.1", "①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1", "loc\u00ADalhost", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[::ffff:0.0.0.0]", "[::1%25lo]", "[fe80::1%25lo]",

        // The neighbours: private, carrier-grade NAT, link-local, metadata.
        "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "100.100.100.200", "169.254.169.254",
        "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
        "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]",

        // IPv6 addresses that lead on to an IPv4 one.
        "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]", "[2002:7f00:1::1]", "[2002:a9fe:a9fe::]",
        "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    ];

    /// <summary>What is no address of a webhook at all.</summary>
    public static TheoryData<string> NoAddresses { get; } =
    [
        "http://user@127.0.0.1:{0}/", "http://user:password@127.0.0.1:{0}/", "http://93.184.216.34@127.0.0.1:{0}/",
        "http://127.0.0.1:{0}@93.184.216.34/", "ftp://127.0.0.1:{0}/",
        "file:///etc/passwd", "gopher://127.0.0.1:{0}/_GET", "dict://127.0.0.1:{0}/info", "unix:///var/run/docker.sock", "//127.0.0.1:{0}/",
        "127.0.0.1:{0}", "javascript:fetch(1)", "http://", "http:///", "http://[::1", "http://127.0.0.1:99999/", "http:\\\\127.0.0.1:{0}\\", "", " ",
    ];

    public void Dispose()
    {
        foreach (var listener in _forbidden)
        {
            listener.Dispose();
        }
    }

    [Fact]
    public void The_table_is_long_enough() => Assert.True(Hosts.Count >= 60, $"{Hosts.Count} hosts");

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task No_spelling_of_a_forbidden_address_is_connected_to(string host)
    {
        foreach (var scheme in (string[])["http", "https"])
        {
            await AssertUnreachedAsync($"{scheme}://{host}:{_port}/hook");
        }
    }

    [Theory]
    [MemberData(nameof(NoAddresses))]
    public async Task What_is_no_web_address_is_refused_before_anything_is_resolved(string format)
    {
        var url = string.Format(System.Globalization.CultureInfo.InvariantCulture, format, _port);
        var resolved = new List<string>();

        var answer = await PostAsync(url, Resolver(resolved, IPAddress.Loopback));

        Assert.NotEqual(WebhookOutcome.Delivered, answer.Outcome);
        Assert.Empty(_dialed);
        AssertNoConnection(url);
    }

    /// <summary>A name that turns: a public address when it is looked at first, this machine or a cloud's metadata ever after.</summary>
    [Fact]
    public async Task A_name_that_turns_to_a_forbidden_address_is_not_connected_to()
    {
        IPAddress[] turns =
            [IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("169.254.169.254"), IPAddress.Parse("::ffff:127.0.0.1"), IPAddress.Any];
        var answers = new Queue<IPAddress>([IPAddress.Parse("93.184.216.34"), .. turns]);
        using var sender = Sender((_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]));

        for (var post = 0; post <= turns.Length; post++)
        {
            var answer = await sender.PostAsync(
                new($"http://rebind.example:{_port}/", AddressOwner.Caller), [], [], Policy, TestContext.Current.CancellationToken);
            Assert.Equal(post == 0 ? "connection_error" : "forbidden", answer.Fault);
        }

        Assert.Empty(answers);
        Assert.Equal([new IPEndPoint(IPAddress.Parse("93.184.216.34"), _port)], _dialed);
        AssertNoConnection("rebind.example");
    }

    [Theory]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("[2003::1]")]
    [InlineData("[2606:4700:4700::1111]")]
    public async Task A_neighbour_just_outside_is_dialed(string host)
    {
        await PostAsync($"http://{host}:{_port}/", Resolver([]));

        Assert.Equal([new IPEndPoint(IPAddress.Parse(host.Trim('[', ']')), _port)], _dialed);
    }

    private async Task AssertUnreachedAsync(string url)
    {
        // The worst resolver: whatever it is asked for is this machine.
        var answer = await PostAsync(url, Resolver([], IPAddress.Loopback));

        Assert.True(answer.Outcome != WebhookOutcome.Delivered && answer.Fault is "forbidden" or "address", $"{url}: {answer}");
        Assert.Empty(_dialed);
        AssertNoConnection(url);
    }

    private void AssertNoConnection(string url) => Assert.All(_forbidden, listener => Assert.False(listener.Pending(), url));

    private async Task<WebhookAnswer> PostAsync(string url, HostResolver resolver)
    {
        using var sender = Sender(resolver);
        return await sender.PostAsync(new(url, AddressOwner.Caller), [], [], Policy, TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// The real sender; a public address is noted and not dialed, for tests leave the world alone, and any other one is dialed in earnest.
    /// </summary>
    private WebhookSender Sender(HostResolver resolver) =>
        new(new GuardedConnector(resolver, DialAsync, new WebhookReach(allowPrivateNetworks: false)), new WebhookSettings(), TimeProvider.System);

    private ValueTask<Stream> DialAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        _dialed.Add(endPoint);
        return PublicAddress.Includes(endPoint.Address)
            ? throw new SocketException((int)SocketError.ConnectionRefused)
            : StaggeredDialer.DialTcpAsync(endPoint, cancellationToken);
    }

    private static HostResolver Resolver(List<string> resolved, params IPAddress[] answer) => (host, _) =>
    {
        resolved.Add(host);
        return Task.FromResult(answer);
    };
}
