using System.Net;
using System.Net.Sockets;
using System.Text;
using Belay.Connections;
using Belay.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>Receivers that break, hang, flood or may not be reached: none of them does harm, and each try has its end.</summary>
public sealed class WebhookReceiversTests
{
    [Theory]
    [InlineData("hangs up")]
    [InlineData("speaks no TLS")]
    [InlineData("speaks no HTTP")]
    public async Task A_receiver_whose_connection_breaks_is_tried_again(string how)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(
            async () =>
            {
                using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                await using var stream = connection.GetStream();
                _ = await stream.ReadAsync(new byte[8 * 1024], TestContext.Current.CancellationToken);
                if (how != "hangs up")
                {
                    await stream.WriteAsync("220 this is mail\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
                }
            },
            TestContext.Current.CancellationToken);
        await using var run = await DeliveryRun.StartAsync();

        await run.SendAsync(
            Dialect.Courier, $"{(how == "speaks no TLS" ? "https" : "http")}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        await answering.WaitAsync(ScriptedCarrier.Patience, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(5), (await run.Outbox.NextAsync()).RetryAt);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_in_time_is_tried_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        await using var run = await DeliveryRun.StartAsync();

        await run.SendAsync(Dialect.Telnyx, receiver.Url);
        await receiver.NextAsync();
        run.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(5), (await run.Outbox.NextAsync()).RetryAt);
        Assert.Contains(": timeout. It is tried again.", run.Log);
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_tried_again()
    {
        await using var run = await DeliveryRun.StartAsync(resolve: (_, _) => throw new SocketException((int)SocketError.HostNotFound));

        await run.SendAsync(Dialect.Courier, "https://nowhere.example/hooks");

        Assert.Equal(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(5), (await run.Outbox.NextAsync()).RetryAt);
    }

    [Fact]
    public async Task A_long_reply_is_not_read()
    {
        const int ReplyBytes = 64 * 1024 * 1024;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var replying = Task.Run(() => ReplyAsync(listener, ReplyBytes), TestContext.Current.CancellationToken);
        await using var run = await DeliveryRun.StartAsync();

        await run.SendAsync(Dialect.Telnyx, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        Assert.Null((await run.Outbox.NextAsync()).RetryAt);
        // What the two ends of a connection hold between them is far below what was to be read.
        Assert.InRange(
            await replying.WaitAsync(ScriptedCarrier.Patience, TimeProvider.System, TestContext.Current.CancellationToken), 0, ReplyBytes / 2);
    }

    [Fact]
    public async Task Reply_headers_without_end_are_a_failure()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (context, _) =>
        {
            context.Response.Headers["x-long"] = new string('a', 20_000);
            return Task.CompletedTask;
        };
        await using var run = await DeliveryRun.StartAsync();

        await run.SendAsync(Dialect.Telnyx, receiver.Url);

        Assert.NotNull((await run.Outbox.NextAsync()).RetryAt);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/hooks")]
    [InlineData("http://localhost:{0}/hooks")]
    [InlineData("http://2130706433:{0}/hooks")]
    [InlineData("http://0x7f000001:{0}/hooks")]
    [InlineData("http://0177.0.0.1:{0}/hooks")]
    [InlineData("http://127.1:{0}/hooks")]
    [InlineData("http://0.0.0.0:{0}/hooks")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/hooks")]
    [InlineData("http://localhost.:{0}/hooks")]
    [InlineData("http://rebound.example:{0}/hooks")]
    [InlineData("http://①②⑦.⓪.⓪.①:{0}/hooks")]
    public async Task This_machine_is_out_of_reach_by_whatever_name(string url)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        HostResolver resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        await using var run = await DeliveryRun.StartAsync(new WebhookSettings(), resolve: resolve);

        await run.SendAsync(
            Dialect.Telnyx, string.Format(System.Globalization.CultureInfo.InvariantCulture, url, ((IPEndPoint)listener.LocalEndpoint).Port));

        Assert.NotNull((await run.Outbox.NextAsync()).RetryAt);
        Assert.False(listener.Pending());
        Assert.Contains("forbidden", run.Log);
    }

    [Fact]
    public async Task The_operators_endpoint_may_be_on_this_machine_and_a_caller_who_names_its_host_still_does_not_get_there()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var run = await DeliveryRun.StartAsync(new WebhookSettings(), DeliveryRun.Endpoint(Dialect.Courier, receiver.Url + "/account"));

        await run.SendAsync(Dialect.Courier, url: null);
        Assert.Equal("/account", (await receiver.NextAsync()).Path);
        Assert.Null((await run.Outbox.NextAsync()).RetryAt);

        // The connection that was just used is still open, and is not the caller's.
        await run.SendAsync(Dialect.Courier, receiver.Url + "/account");
        Assert.NotNull((await run.Outbox.NextAsync()).RetryAt);
        await run.SendAsync(Dialect.Telnyx, receiver.Url, receiver.Url + "/second");
        Assert.NotNull((await run.Outbox.NextAsync()).RetryAt);
        Assert.False(receiver.HasMore);
        Assert.Contains("forbidden", run.Log);
    }

    [Fact]
    public async Task A_callers_failover_address_beside_the_operators_endpoint_is_still_a_callers()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(503);
        await using var run = await DeliveryRun.StartAsync(new WebhookSettings(), DeliveryRun.Endpoint(Dialect.Telnyx, receiver.Url + "/account"));

        await run.SendAsync(Dialect.Telnyx, url: null, failover: receiver.Url + "/second");
        foreach (var seconds in (int[])[5, 30, 0])
        {
            Assert.Equal("/account", (await receiver.NextAsync()).Path);
            Assert.Equal(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds), (await run.Outbox.NextAsync()).RetryAt);
            run.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        Assert.NotNull((await run.Outbox.NextAsync()).RetryAt);
        Assert.False(receiver.HasMore);
        Assert.Contains("forbidden", run.Log);
    }

    [Fact]
    public async Task A_caller_reaches_what_the_operator_allows_and_nothing_beside_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        HostResolver resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        await using var run = await DeliveryRun.StartAsync(new WebhookSettings { AllowedHosts = ["hooks.internal"] }, resolve: resolve);

        await run.SendAsync(Dialect.Courier, $"http://hooks.internal:{receiver.Port}/a");
        Assert.Equal("/a", (await receiver.NextAsync()).Path);
        Assert.Null((await run.Outbox.NextAsync()).RetryAt);
        await run.SendAsync(Dialect.Courier, $"http://others.internal:{receiver.Port}/b");

        Assert.NotNull((await run.Outbox.NextAsync()).RetryAt);
        Assert.False(receiver.HasMore);
    }

    [Theory]
    [InlineData("http://user:secret@127.0.0.1/")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("not an address")]
    public async Task What_is_no_web_address_is_given_up_at_once(string url)
    {
        await using var run = await DeliveryRun.StartAsync();

        await run.SendAsync(Dialect.Telnyx, url);

        Assert.Null((await run.Outbox.NextAsync()).RetryAt);
    }

    /// <summary>Answers one request with a body of that length, on a bare connection: a web server would hide where it was cut.</summary>
    /// <returns>How much of it went out.</returns>
    private static async Task<long> ReplyAsync(TcpListener listener, int length)
    {
        using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        var request = new byte[8 * 1024];
        _ = await stream.ReadAsync(request, TestContext.Current.CancellationToken);
        var block = new byte[64 * 1024];
        var written = 0L;
        try
        {
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"), TestContext.Current.CancellationToken);
            for (; written < length; written += block.Length)
            {
                await stream.WriteAsync(block, TestContext.Current.CancellationToken);
            }
        }
        catch (IOException)
        {
            // The other end hung up.
        }

        return written;
    }
}
