namespace Belay.Tests.Gateway.Api.AgentMessage;

public sealed class SendTests
{
    private const string Body = """{"from":"+15551112222","to":"+15554443333","text":"hi","scheduled_at":"2026-05-04T13:00:00Z"}""";

    [Theory]
    [InlineData("/v1/messages")]
    [InlineData("/agentmessage/v1/messages")]
    public async Task A_message_for_now_is_accepted_as_queued(string path)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await gateway.Client.SendAsync("POST", path, """{"from":"+15551112222","to":"+15554443333","text":"naïve + <ok>"}""");

        var message = Assert.Single(await Stage.AllAsync(gateway));
        Assert.Equal(202, reply.Status);
        Assert.Equal(
            $$$"""{"success":true,"data":{"id":"{{{message.Id}}}","from":"+15551112222","to":"+15554443333","text":"naïve + """
            + $$$"""<ok>","channel":"sms","priority":"default","status":"queued","created_at":"2026-05-04T12:00:00Z"}}""",
            reply.Body);
        Assert.Equal(
            (Dialect.AgentMessage, Channel.Sms, null, BatchId.Of(message.Id)),
            (message.Draft.Dialect, message.Draft.Channel, message.Draft.SendAt, message.Draft.Batch));
    }

    [Fact]
    public async Task A_message_for_later_keeps_all_that_was_asked_for()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await gateway.Client.SendAsync(
            "POST",
            "/v1/messages",
            """
            {"from":"+15551112222","to":"+15554443333","text":"hi","priority":"high","tag":"order-7421",
             "scheduled_at":"2026-05-04T17:30:00.25+02:00","media_urls":["https://example.com/a.png"]}
            """);

        var message = Assert.Single(await Stage.AllAsync(gateway));
        var wire = $$$"""
            {"success":true,"data":{"id":"{{{message.Id}}}","from":"+15551112222","to":"+15554443333","text":"hi",
            "media_urls":["https://example.com/a.png"],"channel":"mms","priority":"high","status":"queued","tag":"order-7421",
            "scheduled_at":"2026-05-04T15:30:00.250Z","created_at":"2026-05-04T12:00:00Z"}}
            """.Replace("\n", "", StringComparison.Ordinal);
        Assert.Equal((202, wire), (reply.Status, reply.Body));
        Assert.Equal(MessageStatus.Scheduled, message.Status);
        Assert.Equal(["order-7421"], message.Draft.Tags);
        Assert.Equal(wire, (await gateway.Client.SendAsync("GET", $"/v1/messages/{message.Id}")).Body);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("€")]
    [InlineData("😀")]
    public async Task A_text_beside_media_may_have_1600_characters_of_any_width(string character)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var text = string.Concat(Enumerable.Repeat(character, 1600));

        var fits = await gateway.Client.SendAsync(
            "POST", "/v1/messages", $$"""{"from":"+15551112222","to":"+15554443333","text":"{{text}}","media_urls":["https://example.com/a.png"]}""");
        var oneMore = await gateway.Client.SendAsync(
            "POST",
            "/v1/messages",
            $$"""{"from":"+15551112222","to":"+15554443333","text":"{{text + character}}","media_urls":["https://example.com/a.png"]}""");

        Assert.Equal((202, 422), (fits.Status, oneMore.Status));
        Assert.Equal("must be 1..1600 chars", oneMore.Json["error"]!["details"]!["body"]!.GetValue<string>());
        Assert.Equal(text, fits.Json["data"]!["text"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("2026-05-04T12:00:00.001Z", 202)]
    [InlineData("2026-05-04t14:00:01+02:00", 202)]
    [InlineData("2027-05-04T12:00:00Z", 202)]
    [InlineData("2026-05-04T12:00:00Z", 422)]
    [InlineData("2027-05-04T12:00:00.001Z", 422)]
    public async Task A_time_is_later_than_now_and_at_most_a_year_ahead(string time, int status)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await gateway.Client.SendAsync(
            "POST", "/v1/messages", $$"""{"from":"+15551112222","to":"+15554443333","text":"hi","scheduled_at":"{{time}}"}""");

        Assert.Equal(status, reply.Status);
        Assert.Equal(status == 202 ? 1 : 0, (await Stage.AllAsync(gateway)).Count);
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_gets_the_first_answer_even_after_the_due_time()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var first = await gateway.Client.SendAsync("POST", "/v1/messages", Body, headers: ("Idempotency-Key", "k1"));
        gateway.Clock.Advance(TimeSpan.FromHours(2));
        await gateway.Carrier.WaitForCallsAsync(1);

        var repeat = await gateway.Client.SendAsync("POST", "/v1/messages", Body, headers: ("Idempotency-Key", "k1"));

        Assert.Equal((202, first.Body), (repeat.Status, repeat.Body));
        Assert.Single(await Stage.AllAsync(gateway));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await gateway.Client.SendAsync("POST", "/v1/messages", Body, headers: ("Idempotency-Key", "k1"));

        var other = await gateway.Client.SendAsync(
            "POST", "/v1/messages", Body.Replace("+1555444", "+1555445", StringComparison.Ordinal), headers: ("Idempotency-Key", "k1"));

        Assert.Equal(422, other.Status);
        Assert.Equal("VALIDATION_FAILED", other.Json["error"]!["code"]!.GetValue<string>());
        Assert.Equal("was used with another body", other.Json["error"]!["details"]!["Idempotency-Key"]!.GetValue<string>());
        Assert.Single(await Stage.AllAsync(gateway));
    }

    [Fact]
    public async Task The_same_key_of_another_organization_is_another_key()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var other = gateway.ClientWith(GatewayFixture.OtherKey);
        var mine = await gateway.Client.SendAsync("POST", "/v1/messages", Body, headers: ("Idempotency-Key", "k1"));

        var theirs = await other.SendAsync("POST", "/v1/messages", Body, headers: ("Idempotency-Key", "k1"));

        Assert.Equal(202, theirs.Status);
        Assert.NotEqual(mine.Json["data"]!["id"]!.GetValue<string>(), theirs.Json["data"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Over_the_limit_of_pending_messages_nothing_is_accepted()
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: new() { PendingPerOrganizationMax = 1 });
        await gateway.Client.SendAsync("POST", "/v1/messages", Body);

        var reply = await gateway.Client.SendAsync("POST", "/v1/messages", Body);

        Assert.Equal((429, "LIMIT_EXCEEDED"), (reply.Status, reply.Json["error"]!["code"]!.GetValue<string>()));
        Assert.Single(await Stage.AllAsync(gateway));
    }

    [Fact]
    public async Task Webhooks_are_told_where_the_organization_has_an_endpoint()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Belay:Webhooks:Endpoints:0:Organization"] = "acme",
            ["Belay:Webhooks:Endpoints:0:Dialect"] = "AgentMessage",
            ["Belay:Webhooks:Endpoints:0:Url"] = "http://127.0.0.1:9/hooks",
        };
        await using var gateway = await GatewayFixture.StartAsync(settings);
        using var other = gateway.ClientWith(GatewayFixture.OtherKey);

        await gateway.Client.SendAsync("POST", "/v1/messages", Body);
        await other.SendAsync("POST", "/v1/messages", Body);

        Assert.Equal(
            MessageStatuses.Sent | MessageStatuses.Delivered | MessageStatuses.SendingFailed | MessageStatuses.Expired
            | MessageStatuses.DeliveryFailed | MessageStatuses.DeliveryUnconfirmed | MessageStatuses.Canceled,
            Assert.Single(await Stage.AllAsync(gateway)).Draft.Webhook.On);
        var theirs = await gateway.Engine.ListAsync(new() { Organization = GatewayFixture.OtherOrganization }, TestContext.Current.CancellationToken);
        Assert.Equal(WebhookTarget.None, Assert.Single(theirs.Messages).Draft.Webhook);
    }
}
