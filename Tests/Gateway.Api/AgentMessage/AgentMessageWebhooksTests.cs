using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Belay.Tests.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.AgentMessage;

/// <summary>Events as the endpoint of an account gets them.</summary>
public sealed class AgentMessageWebhooksTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public async Task A_message_tells_that_it_was_sent_and_that_it_arrived_signed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Settings(receiver.Url));

        var id = await SendAsync(gateway, scheduledAt: "");
        var sent = await receiver.NextAsync();
        Assert.True(MessageId.TryParse(id, out var message));
        await gateway.Engine.ReportAsync(
            gateway.Carrier.Traits.Name, new Receipt(message, null, Delivered: true), TestContext.Current.CancellationToken);
        var delivered = await receiver.NextAsync();

        var body = JsonNode.Parse(sent.Text)!;
        Assert.Equal(["id", "type", "api_version", "created_at", "data"], body.AsObject().Select(field => field.Key));
        Assert.Equal(WebhookEvent.IdOf(message, 3).ToString(), body["id"]!.GetValue<string>());
        Assert.Equal("message.sent", body["type"]!.GetValue<string>());
        Assert.Equal("2026-04-01", body["api_version"]!.GetValue<string>());
        Assert.StartsWith("2026-05-04T12:00:00", body["created_at"]!.GetValue<string>());
        Assert.Equal((id, "sent"), (body["data"]!["id"]!.GetValue<string>(), body["data"]!["status"]!.GetValue<string>()));
        Assert.Equal("message.delivered", JsonNode.Parse(delivered.Text)!["type"]!.GetValue<string>());
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Key, (byte[])[.. "1777896000\n"u8, .. sent.Body]));
        Assert.Equal($"t=1777896000,v1={expected}", sent.Headers["X-AmCore-Signature"].ToString());
    }

    [Fact]
    public async Task A_cancel_is_told()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Settings(receiver.Url));

        var id = await SendAsync(gateway, scheduledAt: ""","scheduled_at":"2026-05-05T12:00:00Z" """);
        using var canceled = await gateway.Client.DeleteAsync($"/v1/messages/{id}", TestContext.Current.CancellationToken);
        var told = JsonNode.Parse((await receiver.NextAsync()).Text)!;

        Assert.Equal(HttpStatusCode.OK, canceled.StatusCode);
        Assert.Equal(("message.canceled", "canceled"), (told["type"]!.GetValue<string>(), told["data"]!["status"]!.GetValue<string>()));
    }

    private static async Task<string> SendAsync(GatewayFixture gateway, string scheduledAt)
    {
        var body = $$"""{"from":"+15550000001","to":"+15550000002","text":"Hello"{{scheduledAt}}}""";
        using var answer = await gateway.Client.PostAsync("/v1/messages", GatewayFixture.Json(body), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["data"]!["id"]!.GetValue<string>();
    }

    private static Dictionary<string, string?> Settings(string url) => new()
    {
        ["Belay:Webhooks:AllowPrivateNetworks"] = "true",
        ["Belay:Webhooks:Endpoints:0:Organization"] = "acme",
        ["Belay:Webhooks:Endpoints:0:Dialect"] = "AgentMessage",
        ["Belay:Webhooks:Endpoints:0:Url"] = url,
        ["Belay:Webhooks:Endpoints:0:Secret"] = Convert.ToBase64String(Key),
    };
}
