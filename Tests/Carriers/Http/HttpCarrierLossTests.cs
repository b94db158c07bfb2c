using System.Net;
using System.Net.Sockets;
using Belay.Carriers;
using Belay.Connections;
using Belay.Messages;
using Belay.Tests.Support;

namespace Belay.Tests.Carriers;

/// <summary>
/// No answer: "later" or "not working" where nothing can have left, "unknown" from then on. The whole of P4 and P5 hangs on this line.
/// </summary>
public sealed class HttpCarrierLossTests
{
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_connection_is_later(bool idempotent)
    {
        using var carrier = NewCarrier($"http://127.0.0.1:{ClosedPort()}/", idempotent);

        AssertLater("carrier_unreachable", await SubmitAsync(carrier));
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_a_fault_of_the_address()
    {
        using var carrier = NewCarrier(SocketError.HostNotFound);

        AssertNotWorking("carrier_name_unknown", await SubmitAsync(carrier));
    }

    [Fact]
    public async Task A_resolver_that_does_not_answer_is_later()
    {
        using var carrier = NewCarrier(SocketError.TryAgain);

        AssertLater("carrier_unreachable", await SubmitAsync(carrier));
    }

    [Fact]
    public async Task A_server_without_tls_is_a_fault_of_the_address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var plain = Task.Run(
            async () =>
            {
                using var socket = await listener.AcceptSocketAsync(Token);
                await socket.ReceiveAsync(new byte[1], Token);
                await socket.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Token);
                while (await socket.ReceiveAsync(new byte[4_096], Token) > 0)
                {
                }
            },
            Token);
        using var carrier = NewCarrier($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        AssertNotWorking("carrier_tls_failed", await SubmitAsync(carrier));
        await plain;
    }

    [Fact]
    public async Task A_host_whose_first_address_is_silent_is_reached_by_the_second()
    {
        await using var server = StubServer.Answering("200 OK");
        var armed = new ArmedTimeProvider(_clock);
        var connector = new HostConnector(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.IPv6Loopback, IPAddress.Loopback]),
            new StaggeredDialer(
                async (endPoint, token) =>
                {
                    if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
                    {
                        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                    }

                    return await StaggeredDialer.DialTcpAsync(endPoint, token);
                },
                armed));
        var url = new UriBuilder(server.Url) { Host = "two.example" }.ToString();
        using var carrier = new HttpCarrier(new HttpCarrierOptions { Url = url }, _clock, null, connector);

        var call = SubmitAsync(carrier);
        while (await armed.NextArmedAsync() != StaggeredDialer.Stagger)
        {
            // Another timer of the call.
        }

        _clock.Advance(StaggeredDialer.Stagger);

        Assert.IsType<CarrierAnswer.Accepted>(await call);
    }

    [Fact]
    public async Task A_tls_handshake_that_breaks_off_is_later()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = Task.Run(
            async () =>
            {
                using var socket = await listener.AcceptSocketAsync(Token);
                await socket.ReceiveAsync(new byte[1], Token);
            },
            Token);
        using var carrier = NewCarrier($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        AssertLater("carrier_unreachable", await SubmitAsync(carrier));
        await server;
        listener.Stop();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_answer_within_the_time_is_unknown(bool idempotent)
    {
        await using var server = StubServer.Silent();
        using var carrier = NewCarrier(server.Url, idempotent);
        var call = carrier.SubmitAsync(Samples.Submission(), Token);
        await server.NextAsync();

        _clock.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.001));

        AssertUnknown("carrier_timeout", await call);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_after_the_request_is_unknown(bool idempotent)
    {
        await using var server = StubServer.Resetting();
        using var carrier = NewCarrier(server.Url, idempotent);

        AssertUnknown("carrier_connection_lost", await SubmitAsync(carrier));
        await server.NextAsync();
        Assert.False(server.HasRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 20")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("SMTP ready\r\n\r\n")]
    [InlineData("HTTP/1.1 abc Nonsense\r\n\r\n")]
    public async Task Half_an_answer_or_none_that_is_http_is_unknown_and_asked_once(string bytes)
    {
        await using var server = StubServer.AnsweringRaw(bytes);
        using var carrier = NewCarrier(server.Url);

        AssertUnknown("carrier_connection_lost", await SubmitAsync(carrier));
        await server.NextAsync();
        Assert.False(server.HasRequest);
    }

    [Fact]
    public async Task More_headers_than_are_read_is_unknown()
    {
        await using var server = StubServer.AnsweringRaw("HTTP/1.1 200 OK\r\nX-Long: " + new string('x', 20_000) + "\r\n\r\n");
        using var carrier = NewCarrier(server.Url);

        AssertUnknown("carrier_connection_lost", await SubmitAsync(carrier));
    }

    [Fact]
    public async Task A_stop_of_the_process_after_the_request_left_is_unknown()
    {
        await using var server = StubServer.Silent();
        using var carrier = NewCarrier(server.Url);
        using var stop = new CancellationTokenSource();
        var call = carrier.SubmitAsync(Samples.Submission(), stop.Token);
        await server.NextAsync();

        await stop.CancelAsync();

        AssertUnknown("carrier_connection_lost", await call);
    }

    [Fact]
    public async Task A_stop_of_the_process_before_anything_left_is_later()
    {
        await using var server = StubServer.Answering("200 OK");
        using var carrier = NewCarrier(server.Url);

        AssertLater("carrier_not_called", await carrier.SubmitAsync(Samples.Submission(), new CancellationToken(canceled: true)));
        Assert.False(server.HasRequest);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task P5_only_a_carrier_that_can_be_asked_again_gets_a_message_on_a_used_connection(bool idempotent, bool reused)
    {
        var connections = 0;
        await using var server = new StubServer(async (stream, _, stop) =>
        {
            Interlocked.Increment(ref connections);
            var buffer = new byte[64 * 1024];
            do
            {
                await StubServer.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", stop);
            }
            while (await stream.ReadAsync(buffer, stop) > 0);
        });
        using var carrier = NewCarrier(server.Url, idempotent);

        Assert.IsType<CarrierAnswer.Accepted>(await SubmitAsync(carrier));
        Assert.IsType<CarrierAnswer.Accepted>(await SubmitAsync(carrier));

        Assert.Equal(reused ? 1 : 2, connections);
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void AssertLater(string code, CarrierAnswer answer) => Assert.Equal(code, Assert.IsType<CarrierAnswer.Later>(answer).Error?.Code);

    private static void AssertNotWorking(string code, CarrierAnswer answer) =>
        Assert.Equal(code, Assert.IsType<CarrierAnswer.NotWorking>(answer).Error.Code);

    private static void AssertUnknown(string code, CarrierAnswer answer) =>
        Assert.Equal(code, Assert.IsType<CarrierAnswer.Unknown>(answer).Error.Code);

    private static Task<CarrierAnswer> SubmitAsync(HttpCarrier carrier) =>
        carrier.SubmitAsync(Samples.Submission(), Token).WaitAsync(TimeSpan.FromSeconds(60), Token);

    private HttpCarrier NewCarrier(SocketError resolving) => new(
        new HttpCarrierOptions { Url = "http://carrier.example/" },
        _clock,
        null,
        new HostConnector((_, _) => throw new SocketException((int)resolving), new StaggeredDialer(StaggeredDialer.DialTcpAsync, _clock)));

    private HttpCarrier NewCarrier(string url, bool idempotent = true) => new(new HttpCarrierOptions { Url = url, Idempotent = idempotent }, _clock);
}
