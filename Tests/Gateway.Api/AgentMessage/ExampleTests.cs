namespace Belay.Tests.Gateway.Api.AgentMessage;

/// <summary>Every example of the vendor's page on canceling, byte for byte but for white space between tokens.</summary>
public sealed class ExampleTests
{
    private const string Id = "8f3a2b1c-1c2d-4e5f-9a8b-0c1d2e3f4a5b";
    private const string RequestId = "01JTBQH2FZ8K1RXC0WJ4Z9P3VM";
    private static readonly DateTimeOffset CreatedAt = new(2026, 4, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset ScheduledAt = new(2026, 5, 2, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_queued_message_is_canceled()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await ScheduleReminderAsync(gateway);

        var reply = await gateway.Client.SendAsync("DELETE", $"/v1/messages/{Id}");

        Assert.Equal(200, reply.Status);
        Assert.Equal("application/json; charset=utf-8", reply.ContentType);
        Assert.Equal(
            Stage.Minify(
                """
                {
                  "success": true,
                  "data": {
                    "id": "8f3a2b1c-1c2d-4e5f-9a8b-0c1d2e3f4a5b",
                    "from": "+15551112222",
                    "to": "+15554443333",
                    "text": "scheduled reminder",
                    "channel": "sms",
                    "priority": "default",
                    "status": "canceled",
                    "tag": "order-7421",
                    "scheduled_at": "2026-05-02T15:00:00Z",
                    "created_at": "2026-04-28T12:00:00Z"
                  }
                }
                """),
            reply.Body);
    }

    [Fact]
    public async Task Fields_that_break_a_rule_are_named()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await gateway.Client.SendAsync("POST", "/v1/messages", """{"from":"+15551112222","to":"555-4443333","text":""}""");

        Assert.Equal(422, reply.Status);
        AssertFailure(
            reply,
            """
            {
              "success": false,
              "error": {
                "code": "VALIDATION_FAILED",
                "message": "validation failed",
                "request_id": "01JTBQH2FZ8K1RXC0WJ4Z9P3VM",
                "details": {
                  "to": "must be E.164: it needs + and its country code, such as +12025550123",
                  "body": "must be 1..1600 chars"
                }
              }
            }
            """);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("am_live_wrong")]
    public async Task Without_a_working_key_nobody_gets_in(string? key)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var client = gateway.ClientWith(key);

        var reply = await client.SendAsync("DELETE", $"/v1/messages/{Id}");

        Assert.Equal(401, reply.Status);
        AssertFailure(
            reply,
            """{"success":false,"error":{"code":"UNAUTHORIZED","message":"authentication failed","request_id":"01JTBQH2FZ8K1RXC0WJ4Z9P3VM"}}""");
    }

    [Fact]
    public async Task A_key_without_the_scope_cannot_cancel()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await ScheduleReminderAsync(gateway);
        using var client = gateway.ClientWith(GatewayFixture.ReadOnlyKey);

        var reply = await client.SendAsync("DELETE", $"/v1/messages/{Id}");

        Assert.Equal(403, reply.Status);
        AssertFailure(
            reply, """{"success":false,"error":{"code":"FORBIDDEN","message":"missing required scope","request_id":"01JTBQH2FZ8K1RXC0WJ4Z9P3VM"}}""");
        Assert.Equal(MessageStatus.Scheduled, Assert.Single(await Stage.AllAsync(gateway)).Status);
    }

    [Fact]
    public async Task A_message_that_left_cannot_be_canceled_and_a_retry_is_no_use()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await ScheduleReminderAsync(gateway);
        gateway.Clock.Advance(ScheduledAt - CreatedAt);
        await gateway.Carrier.WaitForCallsAsync(1);

        var reply = await gateway.Client.SendAsync("DELETE", $"/v1/messages/{Id}");

        Assert.Equal(409, reply.Status);
        Assert.Equal("false", reply.Header("x-should-retry"));
        AssertFailure(
            reply,
            """{"success":false,"error":{"code":"MESSAGE_NOT_CANCELABLE","message":"message is not """
            + """cancelable","request_id":"01JTBQH2FZ8K1RXC0WJ4Z9P3VM"}}""");
    }

    private static void AssertFailure(Reply reply, string example)
    {
        var id = reply.Json["error"]!["request_id"]!.GetValue<string>();
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", id);
        Assert.Equal(reply.Header("x-request-id"), id);
        Assert.Equal(Stage.Minify(example).Replace(RequestId, id, StringComparison.Ordinal), reply.Body);
    }

    private static async Task ScheduleReminderAsync(GatewayFixture gateway)
    {
        gateway.Clock.StepTo(CreatedAt);
        Assert.True(MessageId.TryParse(Id, out var id));
        await Stage.ScheduleAsync(
            gateway,
            Stage.Draft() with
            {
                Id = id, Batch = BatchId.Of(id), Dialect = Dialect.AgentMessage, Text = "scheduled reminder",
                Tags = ["order-7421"], SendAt = ScheduledAt,
            });
    }
}
