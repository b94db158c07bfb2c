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
            Assert.Equal(
                new Settled(id, pause is { } seconds ? run.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds) : null, GivenUp: pause is null),
                settled);
            run.Clock.Advance(TimeSpan.FromSeconds(pause ?? 86_400));
        }

        Assert.Equal(["/first", "/first", "/first", "/second", "/second", "/second"], paths);
        Assert.False(receiver.HasMore);
        Assert.Contains($"given up after try 6: status {status}", run.Log);
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

    [Theory]
    [InlineData(MessageStatuses.Canceled)]
    [InlineData(MessageStatuses.Sent)]
    public async Task An_event_of_before_that_tells_of_no_new_status_or_of_one_that_nobody_wants_is_settled_untold(MessageStatuses on)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var draft = Stage.Draft() with { Webhook = new(on, receiver.Url) };
        var archived = MessageDecider.Decide(Stage.In(MessageStatus.Canceled, draft), new Command.Archive(new("test")), Stage.Noon).Next;
        var old = new WebhookEvent(WebhookEvent.IdOf(archived.Id, archived.Version), archived, Attempt: 1);

        await using var run = await DeliveryRun.StartAsync(before: run =>
        {
            run.Outbox.Old = old;
            return Task.CompletedTask;
        });

        Assert.Equal(new Settled(old.Id, RetryAt: null), await run.Outbox.NextAsync());
        Assert.False(receiver.HasMore);
    }

    [Fact]
    public async Task The_first_failure_of_a_receiver_is_said_with_its_kind_and_the_next_one_after_a_success()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var run = await DeliveryRun.StartAsync();

        foreach (var (status, seconds) in ((int, int)[])[(500, 5), (404, 10), (200, 0), (503, 5)])
        {
            receiver.AnswerWith(status);
            if (seconds == 5)
            {
                await run.SendAsync(Dialect.Courier, receiver.Url);
            }

            await receiver.NextAsync();
            await run.Outbox.NextAsync();
            run.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        string[] said = [.. run.Log.Split('\n').Where(static line => line.Contains("A webhook receiver of Courier fails", StringComparison.Ordinal))];
        Assert.Equal(
            ["status 500", "status 503"],
            said.Select(static line => line[(line.IndexOf("status", StringComparison.Ordinal))..^". It is tried again.".Length]));
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
}
