using System.Net;
using System.Net.Sockets;
using System.Text;
using Belay.Connections;
using Belay.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>What becomes of an event, against a real receiver, by the test's clock.</summary>
public sealed class WebhookDeliveryTests
{
    [Fact]
    public async Task An_event_is_posted_once_and_settled()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var run = await DeliveryRun.StartAsync();

        var message = await run.SendAsync(Dialect.Telnyx, receiver.Url + "/hooks?of=acme");
        var received = await receiver.NextAsync();
        var settled = await run.Outbox.NextAsync();

        var id = WebhookEvent.IdOf(message.Id, version: 3);
        Assert.Equal(("POST", "/hooks?of=acme"), (received.Method, received.Path));
        Assert.Equal($"{id} 3 1", received.Text);
        Assert.Equal("application/json", received.Headers.ContentType.ToString());
        Assert.Equal("Belay-Webhooks/1", received.Headers.UserAgent.ToString());
        Assert.Equal(new Settled(id, RetryAt: null), settled);
        Assert.False(receiver.HasMore);
    }

    [Fact]
    public async Task Events_of_one_message_come_in_order_even_when_the_first_fails()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(500);
        await using var run = await DeliveryRun.StartAsync();

        await run.SendAsync(Dialect.Telnyx, receiver.Url, on: MessageStatuses.Sending | MessageStatuses.Sent);
        Assert.EndsWith(" 2 1", (await receiver.NextAsync()).Text);
        await run.Outbox.NextAsync();
        receiver.AnswerWith(200);
        run.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.EndsWith(" 2 2", (await receiver.NextAsync()).Text);
        Assert.EndsWith(" 3 1", (await receiver.NextAsync()).Text);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task Three_tries_for_the_address_then_three_for_the_failover_address_then_no_more(int status)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        await using var run = await DeliveryRun.StartAsync();

        var message = await run.SendAsync(Dialect.Telnyx, receiver.Url + "/first", receiver.Url + "/second");
        var id = WebhookEvent.IdOf(message.Id, version: 3);
        var paths = new List<string>();
        foreach (var pause in (int?[])[5, 30, 0, 5, 30, null])
        {
            var received = await receiver.NextAsync();
            var settled = await run.Outbox.NextAsync();
            paths.Add(received.Path);
            Assert.Equal($"{id} 3 {paths.Count}", received.Text);
            Assert.Equal(new Settled(id, pause is { } seconds ? run.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds) : null, GivenUp: pause is null), settled);
            run.Clock.Advance(TimeSpan.FromSeconds(pause ?? 86_400));
        }

        Assert.Equal(["/first", "/first", "/first", "/second", "/second", "/second"], paths);
        Assert.False(receiver.HasMore);
        Assert.Contains("given up after try 6", run.Log);
    }

    [Theory]
    [InlineData(Dialect.Courier)]
    [InlineData(Dialect.Telnyx)]
    public async Task Any_answer_but_success_and_gone_is_tried_again(Dialect dialect)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var run = await DeliveryRun.StartAsync();

        foreach (var status in (int[])[301, 302, 307, 400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 451, 500, 501, 502, 503, 504, 599])
        {
            receiver.AnswerWith(status);
            await run.SendAsync(dialect, receiver.Url);
            await receiver.NextAsync();

            Assert.Equal((status, run.Clock.GetUtcNow() + TimeSpan.FromSeconds(5)), (status, (await run.Outbox.NextAsync()).RetryAt));
            receiver.AnswerWith(200);
            run.Clock.Advance(TimeSpan.FromSeconds(5));
            await receiver.NextAsync();
            Assert.Equal(new Settled(default, RetryAt: null), await run.Outbox.NextAsync() with { EventId = default });
        }
    }

    [Fact]
    public async Task A_receiver_that_has_lost_its_route_for_a_while_gets_every_event_in_order()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(404);
        await using var run = await DeliveryRun.StartAsync();

        await run.SendAsync(Dialect.Courier, receiver.Url, on: MessageStatuses.Sending | MessageStatuses.Sent);
        foreach (var seconds in (int[])[5, 10, 20])
        {
            Assert.EndsWith($" 2 {(seconds == 5 ? 1 : seconds == 10 ? 2 : 3)}", (await receiver.NextAsync()).Text);
            await run.Outbox.NextAsync();
            if (seconds == 20)
            {
                receiver.AnswerWith(200);
            }

            run.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        Assert.EndsWith(" 2 4", (await receiver.NextAsync()).Text);
        Assert.EndsWith(" 3 1", (await receiver.NextAsync()).Text);
    }

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

        await run.SendAsync(Dialect.Courier, $"{(how == "speaks no TLS" ? "https" : "http")}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        await answering.WaitAsync(ScriptedCarrier.Patience, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(5), (await run.Outbox.NextAsync()).RetryAt);
    }

    [Fact]
    public async Task Gone_is_final_for_the_impatient_policy_too()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(410);
        await using var run = await DeliveryRun.StartAsync();

        await run.SendAsync(Dialect.Telnyx, receiver.Url, receiver.Url + "/second");

        Assert.Null((await run.Outbox.NextAsync()).RetryAt);
    }

    [Theory]
    [InlineData("2", 5)]
    [InlineData("120", 120)]
    [InlineData("86400", 3_600)]
    [InlineData("Mon, 04 May 2026 12:01:00 GMT", 60)]
    [InlineData("Mon, 04 May 2026 11:00:00 GMT", 5)]
    [InlineData("soon", 5)]
    public async Task Retry_after_lengthens_the_pause(string retryAfter, int seconds)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        };
        await using var run = await DeliveryRun.StartAsync();

        await run.SendAsync(Dialect.Courier, receiver.Url);

        Assert.Equal(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds), (await run.Outbox.NextAsync()).RetryAt);
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
        Assert.Contains("timeout", run.Log);
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

        await run.SendAsync(Dialect.Telnyx, string.Format(System.Globalization.CultureInfo.InvariantCulture, url, ((IPEndPoint)listener.LocalEndpoint).Port));

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

    [Fact]
    public async Task A_message_without_an_address_goes_to_the_endpoint_of_its_organization_with_its_secret()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var run = await DeliveryRun.StartAsync(endpoints: DeliveryRun.Endpoint(Dialect.Courier, receiver.Url + "/account", "shh"));

        await run.SendAsync(Dialect.Courier, url: null);
        var ofEndpoint = await receiver.NextAsync();
        await run.SendAsync(Dialect.Courier, receiver.Url + "/own");
        var ofMessage = await receiver.NextAsync();

        Assert.Equal(("/account", "shh"), (ofEndpoint.Path, ofEndpoint.Headers["x-secret"].ToString()));
        Assert.Equal(("/own", "none"), (ofMessage.Path, ofMessage.Headers["x-secret"].ToString()));
    }

    [Theory]
    [InlineData(Dialect.Courier)]
    [InlineData(Dialect.None)]
    [InlineData(Dialect.VoltMx)]
    public async Task An_event_that_nobody_listens_for_is_given_up_untried(Dialect dialect)
    {
        await using var run = await DeliveryRun.StartAsync();

        var message = await run.SendAsync(dialect, url: null);

        Assert.Equal(new Settled(WebhookEvent.IdOf(message.Id, 3), RetryAt: null, GivenUp: true), await run.Outbox.NextAsync());
        var undelivered = await run.Outbox.FindUndeliveredAsync(DeliveryRun.Organization, message.Id, TestContext.Current.CancellationToken);
        Assert.Equal(new UndeliveredEvent(3, 0, NextAt: null), Assert.Single(undelivered));
    }

    [Fact]
    public async Task A_status_that_the_dialect_has_no_event_for_is_given_up_untried()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var run = await DeliveryRun.StartAsync();

        var message = await run.SendAsync(Dialect.Telnyx, receiver.Url, on: MessageStatuses.Queued);

        Assert.Equal(new Settled(WebhookEvent.IdOf(message.Id, 1), RetryAt: null, GivenUp: true), await run.Outbox.NextAsync());
        Assert.False(receiver.HasMore);
    }

    [Fact]
    public async Task A_call_that_is_made_again_is_no_change_of_status()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var run = await DeliveryRun.StartAsync();
        run.Carrier.Answer("+15550000002", new CarrierAnswer.Unknown(new("lost", "No answer.")));

        var message = await run.SendAsync(Dialect.Telnyx, receiver.Url, on: MessageStatuses.Sending);
        await receiver.NextAsync();
        await run.Outbox.NextAsync();
        var repeated = await run.Outbox.NextAsync();

        Assert.Equal(new Settled(WebhookEvent.IdOf(message.Id, 3), RetryAt: null), repeated);
        Assert.False(receiver.HasMore);
    }

    [Fact]
    public async Task No_log_shows_a_text_a_number_or_an_address()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(500);
        await using var run = await DeliveryRun.StartAsync();

        var message = await run.SendAsync(Dialect.Telnyx, receiver.Url + "/canary");
        await run.Outbox.NextAsync();

        Assert.Contains(message.Id.ToString(), run.Log);
        Assert.DoesNotContain("a text", run.Log);
        Assert.DoesNotContain("1555", run.Log);
        Assert.DoesNotContain("canary", run.Log);
        Assert.DoesNotContain("127.0.0.1", run.Log);
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
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"), TestContext.Current.CancellationToken);
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
