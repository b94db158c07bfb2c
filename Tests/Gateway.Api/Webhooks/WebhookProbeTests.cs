using System.Net;
using System.Net.Sockets;
using Belay.Connections;
using Belay.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>A look at a receiver tells why events would not get there, and brings none.</summary>
public sealed class WebhookProbeTests
{
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receiver_that_takes_the_connection_is_reached_and_gets_no_request()
    {
        await using var receiver = await WebhookReceiver.StartAsync();

        Assert.Equal(ProbeResult.Reached, await Probe().LookAsync(new(receiver.Url + "/hook"), AddressOwner.Caller, Stop));
        Assert.False(receiver.HasMore);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000/")]
    [InlineData("https://hooks.example:25/")]
    [InlineData("https://[::1]/")]
    public async Task An_address_that_events_do_not_go_to_is_not_dialed(string url) =>
        Assert.Equal(ProbeResult.Forbidden, await Probe(allowPrivateNetworks: false, dial: (_, _) => throw new InvalidOperationException("Dialed."))
            .LookAsync(new(url), AddressOwner.Caller, Stop));

    [Theory]
    [InlineData("http://127.0.0.1:9000/")]
    [InlineData("https://hooks.example:25/")]
    [InlineData("https://[::1]/")]
    public async Task An_address_of_the_settings_is_dialed_wherever_it_is(string url) =>
        Assert.Equal(
            ProbeResult.NotReached,
            await Probe(allowPrivateNetworks: false, dial: (_, _) => throw new SocketException((int)SocketError.ConnectionRefused))
                .LookAsync(new(url), AddressOwner.Operator, Stop));

    [Fact]
    public async Task A_name_without_an_address_is_unknown() =>
        Assert.Equal(
            ProbeResult.NameUnknown,
            await Probe(resolve: (_, _) => throw new SocketException((int)SocketError.HostNotFound))
                .LookAsync(new("https://hooks.example/"), AddressOwner.Caller, Stop));

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_not_reached()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        Assert.Equal(ProbeResult.NotReached, await Probe().LookAsync(new($"http://{taken.LocalEndPoint}/"), AddressOwner.Caller, Stop));
    }

    [Fact]
    public async Task A_receiver_without_tls_fails_the_handshake()
    {
        await using var receiver = await WebhookReceiver.StartAsync();

        Assert.Equal(ProbeResult.TlsFailed, await Probe().LookAsync(new($"https://127.0.0.1:{receiver.Port}/"), AddressOwner.Caller, Stop));
    }

    [Fact]
    public async Task Who_does_not_answer_is_given_up_after_five_seconds()
    {
        var dialed = new TaskCompletionSource();
        var looking = Probe(dial: async (_, cancellationToken) =>
        {
            dialed.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return Stream.Null;
        }).LookAsync(new("http://127.0.0.1:9000/"), AddressOwner.Caller, Stop);
        await dialed.Task;

        _clock.Advance(WebhookProbe.Patience);

        Assert.Equal(ProbeResult.TimedOut, await looking.WaitAsync(ScriptedCarrier.Patience, TimeProvider.System, Stop));
    }

    private WebhookProbe Probe(HostResolver? resolve = null, Dialer? dial = null, bool allowPrivateNetworks = true) =>
        new(
            new GuardedConnector(
                resolve ?? ((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.216.34")])), dial ?? StaggeredDialer.DialTcpAsync,
                new WebhookReach(allowPrivateNetworks)),
            _clock);
}
