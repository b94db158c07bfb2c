using System.Net;
using System.Net.Sockets;
using Belay.Connections;
using Belay.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>Which addresses a connection may go to, whatever names say.</summary>
public sealed class GuardedConnectorTests
{
    private static readonly IPAddress Public4 = IPAddress.Parse("93.184.216.34");
    private static readonly IPAddress Public6 = IPAddress.Parse("2606:2800:220:1::1");

    private static readonly IPAddress[] NoAddresses = [];

    private readonly List<IPEndPoint> _dialed = [];
    private readonly List<string> _resolved = [];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    public async Task A_literal_address_outside_the_open_internet_is_not_dialed(string host)
    {
        await Assert.ThrowsAsync<ForbiddenAddressException>(() => ConnectAsync(Guard(), host, 443));

        Assert.Empty(_dialed);
        Assert.Empty(_resolved);
    }

    [Fact]
    public async Task One_forbidden_address_among_public_ones_refuses_the_host()
    {
        var guard = Guard([Public4, Public6, IPAddress.Parse("192.168.1.1")]);

        await Assert.ThrowsAsync<ForbiddenAddressException>(() => ConnectAsync(guard, "hooks.example", 443));

        Assert.Empty(_dialed);
    }

    [Fact]
    public async Task The_checked_addresses_are_dialed_in_their_order_and_the_name_is_resolved_once()
    {
        var guard = Guard([Public6, Public4]);

        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(guard, "hooks.example", 443));

        Assert.Equal([new IPEndPoint(Public6, 443), new IPEndPoint(Public4, 443)], _dialed);
        Assert.Equal(["hooks.example"], _resolved);
    }

    [Fact]
    public async Task A_name_that_turns_to_this_machine_after_a_first_answer_reaches_nothing_here()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var guard = Guard([Public4], [IPAddress.Loopback], [IPAddress.IPv6Loopback]);

        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(guard, "rebind.example", port));
        await Assert.ThrowsAsync<ForbiddenAddressException>(() => ConnectAsync(guard, "rebind.example", port));
        await Assert.ThrowsAsync<ForbiddenAddressException>(() => ConnectAsync(guard, "rebind.example", port));

        Assert.Equal([new IPEndPoint(Public4, port)], _dialed);
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(22)]
    [InlineData(25)]
    [InlineData(81)]
    [InlineData(444)]
    [InlineData(1_023)]
    public async Task Ports_of_other_protocols_are_not_dialed(int port)
    {
        await Assert.ThrowsAsync<ForbiddenAddressException>(() => ConnectAsync(Guard([Public4]), "hooks.example", port));

        Assert.Empty(_dialed);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(443)]
    [InlineData(1_024)]
    [InlineData(8_443)]
    [InlineData(65_535)]
    public async Task Ports_of_the_web_and_those_above_are_dialed(int port)
    {
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(Guard([Public4]), "hooks.example", port));

        Assert.Equal([new IPEndPoint(Public4, port)], _dialed);
    }

    [Fact]
    public async Task A_name_without_addresses_is_an_unknown_host()
    {
        var failure = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(Guard([NoAddresses]), "hooks.example", 443));

        Assert.Equal(SocketError.HostNotFound, failure.SocketErrorCode);
    }

    [Fact]
    public async Task A_closed_network_may_allow_its_own_addresses()
    {
        var guard = new GuardedConnector(Resolver([IPAddress.Parse("10.1.2.3")]), Dial, new WebhookReach(allowPrivateNetworks: true));

        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(guard, "hooks.internal", 81));

        Assert.Equal([new IPEndPoint(IPAddress.Parse("10.1.2.3"), 81)], _dialed);
    }

    private static async Task ConnectAsync(GuardedConnector guard, string host, int port)
    {
        await using var stream = await guard.ConnectAsync(new DnsEndPoint(host, port), AddressOwner.Caller, TestContext.Current.CancellationToken);
    }

    private GuardedConnector Guard(params IPAddress[][] answers) => new(Resolver(answers), Dial, new WebhookReach(allowPrivateNetworks: false));

    private HostResolver Resolver(params IPAddress[][] answers) => (host, _) =>
    {
        _resolved.Add(host);
        return Task.FromResult(answers[_resolved.Count - 1]);
    };

    /// <summary>Nobody answers anywhere: tests leave the machine alone.</summary>
    private ValueTask<Stream> Dial(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        _dialed.Add(endPoint);
        throw new SocketException((int)SocketError.ConnectionRefused);
    }
}
