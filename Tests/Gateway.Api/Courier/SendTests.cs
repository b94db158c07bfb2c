using System.Net;
using System.Text.Json.Nodes;
using static Belay.Tests.Gateway.Api.Courier.CourierCalls;

namespace Belay.Tests.Gateway.Api.Courier;

public sealed class SendTests
{
    [Fact]
    public async Task A_send_without_a_delay_leaves_at_once()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var (status, answer, response) = await gateway.Client.CallAsync(HttpMethod.Post, "/send", Body());

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(["requestId"], answer!.AsObject().Select(member => member.Key));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var call = await gateway.Carrier.WaitForCallAsync(Id(answer.Text("requestId")));
        Assert.Equal(
            (Phone, "Your table is ready.", "Hi"), (call.Submission.Draft.To, call.Submission.Draft.TextToSend, call.Submission.Draft.Subject));
    }

    [Theory]
    [InlineData("""{"duration":90000}""", "2026-05-04T12:02:00Z")]
    [InlineData("""{"until":"2026-05-05T09:00:00-05:00"}""", "2026-05-05T14:00:00Z")]
    [InlineData("""{"until":"2026-05-06"}""", "2026-05-06T00:00:00Z")]
    [InlineData("""{"until":"Mo-Fr 09:00-17:00","timezone":"America/Los_Angeles"}""", "2026-05-04T16:00:00Z")]
    [InlineData("""{"until":"Sa 10:00-11:00","duration":null}""", "2026-05-09T10:00:00Z")]
    public async Task A_delay_holds_the_message_until_its_time(string delay, string expected)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var id = await gateway.Client.SendAsync(Body($"\"delay\":{delay}"));

        var dueAt = DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(dueAt, (await gateway.FindAsync(id)).DueAt);
        Assert.Equal("DELAYED", (await gateway.Client.GetJsonAsync($"/messages/{id}")).Text("status"));
        gateway.Clock.Advance(dueAt - gateway.Clock.GetUtcNow() - TimeSpan.FromTicks(1));
        Assert.Empty(gateway.Carrier.Calls);
        gateway.Clock.Advance(TimeSpan.FromTicks(1));
        await gateway.Carrier.WaitForCallAsync(Id(id));
    }

    [Theory]
    [InlineData("""{"duration":0}""")]
    [InlineData("""{"until":"2026-05-04T11:59:59Z"}""")]
    [InlineData("""{"until":"Mo-Fr 09:00-17:00"}""")]
    [InlineData("null")]
    public async Task A_delay_that_is_over_or_none_means_at_once(string delay)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var id = await gateway.Client.SendAsync(Body($"\"delay\":{delay}"));

        await gateway.Carrier.WaitForCallAsync(Id(id));
    }

    [Fact]
    public async Task Opening_hours_without_a_zone_go_by_the_recipients_own()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var to = """[{"phone_number":"+12025550101","timezone":"America/Los_Angeles"},{"phone_number":"+12025550102","timezone":"Asia/Tokyo"},"""
            + """{"phone_number":"+12025550103"}]""";

        await gateway.Client.SendAsync(Body("\"delay\":{\"until\":\"Mo-Fr 13:00-17:00\"}", to));

        var messages =
            (await gateway.Engine.ListAsync(new() { Organization = GatewayFixture.Organization }, TestContext.Current.CancellationToken)).Messages;
        Assert.Equal(
            ["+12025550101 2026-05-04T20:00", "+12025550102 2026-05-05T04:00", "+12025550103 2026-05-04T13:00"],
            messages.Select(message => $"{message.Draft.To} {message.DueAt.UtcDateTime:yyyy-MM-ddTHH:mm}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_message_that_was_not_sent_in_time_expires()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var id = await gateway.Client.SendAsync(Body("""
            "delay":{"duration":60000},"expiry":{"expires_in":"PT2H","expires_at":"2026-05-04T13:00:00Z"},"timeout":{"message":1800000}
            """));

        Assert.Equal(new DateTimeOffset(2026, 5, 4, 12, 31, 0, TimeSpan.Zero), (await gateway.FindAsync(id)).Draft.ValidUntil);
    }

    [Fact]
    public async Task A_user_without_a_number_is_reached_as_the_carrier_knows()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var id = await gateway.Client.SendAsync(Body(to: """{"user_id":"user-7","email":"seven@example.com"}"""));

        var draft = (await gateway.FindAsync(id)).Draft;
        Assert.Equal((Channel.User, "user-7"), (draft.Channel, draft.To));
        Assert.Equal("user-7", (await gateway.Client.GetJsonAsync($"/messages/{id}")).Text("recipient"));
    }

    [Fact]
    public async Task A_number_may_be_written_as_people_write_it_and_the_user_is_shown_where_there_is_one()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var id = await gateway.Client.SendAsync(Body(to: """{"user_id":"user-7","phone_number":"+1 (202) 555-0123"}"""));

        var draft = (await gateway.FindAsync(id)).Draft;
        Assert.Equal((Channel.Sms, Phone), (draft.Channel, draft.To));
        Assert.Equal("user-7", (await gateway.Client.GetJsonAsync($"/messages/{id}")).Text("recipient"));
    }

    [Fact]
    public async Task Several_recipients_get_a_message_each_and_the_request_finds_them_all()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var requestId = await gateway.Client.SendAsync(Body(
            "\"delay\":{\"duration\":60000},\"metadata\":{\"trace_id\":\"trace-9\"}",
            """[{"phone_number":"+12025550101"},{"user_id":"two"},{"phone_number":"+12025550103"}]"""));

        var byRequest = await gateway.Client.GetJsonAsync($"/messages?traceId={requestId}");
        var byTrace = await gateway.Client.GetJsonAsync("/messages?traceId=trace-9");
        Assert.Equal(
            ["+12025550101", "+12025550103", "two"],
            byRequest["results"]!.AsArray().Select(one => one!.Text("recipient")).Order(StringComparer.Ordinal));
        Assert.Equal(byRequest.Ids(), byTrace.Ids());
        Assert.Equal(byRequest.Ids(), (await gateway.Client.GetJsonAsync($"/messages?messageId={requestId}")).Ids());
        Assert.Equal(3, byRequest.Ids().Distinct().Count());
        Assert.DoesNotContain(requestId, byRequest.Ids());
    }

    [Fact]
    public async Task An_array_of_one_recipient_is_one_recipient()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var requestId = await gateway.Client.SendAsync(Body(to: $$"""[{"phone_number":"{{Phone}}"}]"""));

        Assert.Equal(requestId, (await gateway.Client.GetJsonAsync($"/messages/{requestId}")).Text("id"));
    }

    [Fact]
    public async Task All_recipients_are_accepted_or_none()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var (status, answer, _) = await gateway.Client.CallAsync(
            HttpMethod.Post, "/send", Body(to: """[{"phone_number":"+12025550101"},{"list_id":"all"}]"""));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("message.to[1].list_id", answer!.Text("message"));
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task What_is_not_acted_on_is_kept_once_with_the_request()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var requestId = await gateway.Client.SendAsync(Body(
            """
            "routing":{"method":"single","channels":["sms"]},"brand_id":"b1","context":{"tenant_id":"t1"},
            "metadata":{"event":"e1","tags":["a","b","a"],"utm":{"source":"s"}},"something_new":1
            """,
            """[{"phone_number":"+12025550101"},{"phone_number":"+12025550102"}]"""));

        var messages =
            (await gateway.Engine.ListAsync(new() { Organization = GatewayFixture.Organization }, TestContext.Current.CancellationToken)).Messages;
        var (first, second) =
            (messages.Single(message => message.Draft.Ordinal == 0).Draft, messages.Single(message => message.Draft.Ordinal == 1).Draft);
        var kept = JsonNode.Parse(first.Extra!)!;
        Assert.Equal(requestId, kept.Text("request"));
        Assert.Equal("s", kept["message"]!["metadata"]!["utm"]!.Text("source"));
        Assert.Equal("b1", kept["message"]!.Text("brand_id"));
        Assert.Equal($$"""{"request":"{{requestId}}"}""", second.Extra);
        Assert.Equal(["a", "b"], second.Tags);
        Assert.Equal(("e1", "t1"), (second.Labels["event"], second.Labels["tenant"]));
    }

    [Fact]
    public async Task A_text_is_measured_for_phones()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var most = new string('x', 1_530);

        var id = await gateway.Client.SendAsync($$"""{"message":{"to":{"phone_number":"{{Phone}}"},"content":{"body":"{{most}}"} } }""");
        var tooMany = await gateway.Client.CallAsync(
            HttpMethod.Post, "/send", $$"""{"message":{"to":{"phone_number":"{{Phone}}"},"content":{"body":"{{most}}x"} } }""");
        var user = await gateway.Client.SendAsync($$"""{"message":{"to":{"user_id":"u"},"content":{"body":"{{most}}x"} } }""");

        Assert.Equal(10, (await gateway.FindAsync(id)).Draft.Parts);
        Assert.Equal(HttpStatusCode.BadRequest, tooMany.Status);
        Assert.Contains("11 SMS parts", tooMany.Answer!.Text("message"));
        Assert.Equal(1, (await gateway.FindAsync(user)).Draft.Parts);
    }

    [Fact]
    public async Task The_same_calls_answer_under_the_dialects_own_prefix()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var (status, answer, _) = await gateway.Client.CallAsync(HttpMethod.Post, "/courier/send", Body("\"delay\":{\"duration\":60000}"));
        var id = answer!.Text("requestId");

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(id, (await gateway.Client.GetJsonAsync($"/courier/messages/{id}")).Text("id"));
        Assert.Equal([id], (await gateway.Client.GetJsonAsync("/courier/messages")).Ids());
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.CallAsync(HttpMethod.Post, $"/courier/messages/{id}/cancel")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.Client.CallAsync(HttpMethod.Put, $"/courier/requests/{id}/archive")).Status);
    }

    [Fact]
    public async Task An_organization_at_its_limit_is_told_and_its_client_does_not_ask_again()
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: new() { PendingPerOrganizationMax = 1 });
        await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));

        var (status, answer, response) = await gateway.Client.CallAsync(HttpMethod.Post, "/send", Body("\"delay\":{\"duration\":60000}"));

        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limit_error"), (status, answer!.Text("type")));
        Assert.Equal(["false"], response.Headers.GetValues("x-should-retry"));
    }

    [Fact]
    public async Task A_webhook_is_told_only_where_the_organization_has_an_endpoint()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Belay:Webhooks:Endpoints:0:Organization"] = "acme",
            ["Belay:Webhooks:Endpoints:0:Dialect"] = "Courier",
            ["Belay:Webhooks:Endpoints:0:Url"] = "https://hooks.example.com/courier",
        };
        await using var gateway = await GatewayFixture.StartAsync(settings);
        await using var without = await GatewayFixture.StartAsync();

        var id = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));
        var other = await without.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));

        Assert.Equal(new WebhookTarget(MessageStatuses.All), (await gateway.FindAsync(id)).Draft.Webhook);
        Assert.Equal(WebhookTarget.None, (await without.FindAsync(other)).Draft.Webhook);
    }
}
