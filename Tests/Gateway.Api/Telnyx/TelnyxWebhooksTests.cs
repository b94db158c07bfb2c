using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Belay.Tests.Gateway.Api.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Belay.Tests.Gateway.Api.Telnyx;

/// <summary>Events as a customer's server gets them, from a message that was created over HTTP.</summary>
public sealed class TelnyxWebhooksTests
{
    private static readonly Dictionary<string, string?> Settings = new() { ["Belay:Webhooks:AllowPrivateNetworks"] = "true" };

    [Fact]
    public async Task A_message_tells_that_it_was_sent_and_then_that_it_is_final()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Settings);

        var id = await SendAsync(
            gateway, $$"""{"from":"+15550000001","to":"+15550000002","text":"Grüße +1","webhook_url":"{{receiver.Url}}/hooks"}""");
        var sent = await receiver.NextAsync();
        await ReportAsync(gateway, id);
        var final = await receiver.NextAsync();

        Assert.Equal("application/json", sent.Headers.ContentType.ToString());
        var (one, two) = (JsonNode.Parse(sent.Text)!, JsonNode.Parse(final.Text)!);
        Assert.Equal(
            ["event", "message.sent", "2026-05-04T12:00:00.000Z", "message", id, "sent", "1", $"{receiver.Url}/hooks"],
            Facts(one));
        Assert.Equal(
            ["event", "message.finalized", "2026-05-04T12:00:00.000Z", "message", id, "delivered", "1", $"{receiver.Url}/hooks"],
            Facts(two));
        Assert.True(Guid.TryParse(one["data"]!["id"]!.GetValue<string>(), out _));
        Assert.NotEqual(one["data"]!["id"]!.GetValue<string>(), two["data"]!["id"]!.GetValue<string>());
        Assert.Contains("\"text\":\"Grüße +1\"", sent.Text);
        Assert.Null(one["data"]!["payload"]!["completed_at"]);
        Assert.NotNull(two["data"]!["payload"]!["completed_at"]);
    }

    [Fact]
    public async Task Each_try_is_signed_anew_and_the_served_key_verifies_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(500);
        var outbox = default(WatchedOutbox);
        await using var gateway = await GatewayFixture.StartAsync(Settings, services: services =>
        {
            var engine = (IWebhookOutbox)services.Last(service => service.ServiceType == typeof(IWebhookOutbox)).ImplementationInstance!;
            services.AddSingleton<IWebhookOutbox>(outbox = new WatchedOutbox(engine));
        });

        await SendAsync(gateway, $$"""{"from":"+15550000001","to":"+15550000002","text":"Hello","webhook_url":"{{receiver.Url}}"}""");
        var first = await receiver.NextAsync();
        await outbox!.NextAsync();
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        var second = await receiver.NextAsync();

        var key = await gateway.Client.GetFromJsonAsync<JsonNode>("/v2/public_key", TestContext.Current.CancellationToken);
        var publicKey = Convert.FromBase64String(key!["data"]!["public"]!.GetValue<string>());
        Assert.Equal("1777896000", Timestamp(first));
        Assert.Equal("1777896005", Timestamp(second));
        Assert.True(Verifies(publicKey, first, Timestamp(first)));
        Assert.True(Verifies(publicKey, second, Timestamp(second)));
        Assert.False(Verifies(publicKey, first, Timestamp(second)));
        var (one, two) = (JsonNode.Parse(first.Text)!, JsonNode.Parse(second.Text)!);
        Assert.Equal((1, 2), (one["meta"]!["attempt"]!.GetValue<int>(), two["meta"]!["attempt"]!.GetValue<int>()));
        Assert.True(JsonNode.DeepEquals(one["data"], two["data"]));
    }

    [Fact]
    public async Task A_cancel_tells_nobody()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Settings);

        var body =
            $$"""{"from":"+15550000001","to":"+15550000002","text":"Hello","webhook_url":"{{receiver.Url}}","send_at":"2026-05-04T13:00:00Z"}""";
        var id = await SendAsync(gateway, body);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.DeleteAsync($"/v2/messages/{id}", TestContext.Current.CancellationToken)).StatusCode);

        // What comes next is the next message's: an event of the cancel would have come before it.
        var next = await SendAsync(gateway, $$"""{"from":"+15550000001","to":"+15550000002","text":"Hello","webhook_url":"{{receiver.Url}}"}""");
        Assert.Equal(next, JsonNode.Parse((await receiver.NextAsync()).Text)!["data"]!["payload"]!["id"]!.GetValue<string>());
        Assert.False(receiver.HasMore);
    }

    [Theory]
    [InlineData("/v2/public_key")]
    [InlineData("/telnyx/v2/public_key")]
    public async Task The_key_is_shown_as_the_vendor_shows_it(string path)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var shown = (await gateway.Client.GetFromJsonAsync<JsonNode>(path, TestContext.Current.CancellationToken))!["data"]!;

        Assert.Equal(["organization_id", "public", "record_type"], shown.AsObject().Select(field => field.Key).Order());
        Assert.Equal("public_key", shown["record_type"]!.GetValue<string>());
        Assert.Equal(32, Convert.FromBase64String(shown["public"]!.GetValue<string>()).Length);
        Assert.True(Guid.TryParse(shown["organization_id"]!.GetValue<string>(), out _));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("no such key 0123456789", HttpStatusCode.Unauthorized)]
    [InlineData(GatewayFixture.SendOnlyKey, HttpStatusCode.Forbidden)]
    [InlineData(GatewayFixture.ReadOnlyKey, HttpStatusCode.OK)]
    [InlineData(GatewayFixture.OtherKey, HttpStatusCode.OK)]
    public async Task The_key_is_shown_to_who_may_read(string? apiKey, HttpStatusCode status)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var client = gateway.ClientWith(apiKey);

        Assert.Equal(status, (await client.GetAsync("/v2/public_key", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static async Task<string> SendAsync(GatewayFixture gateway, string body)
    {
        using var answer = await gateway.Client.PostAsync("/v2/messages", GatewayFixture.Json(body), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["data"]!["id"]!.GetValue<string>();
    }

    private static async Task ReportAsync(GatewayFixture gateway, string id)
    {
        Assert.True(MessageId.TryParse(id, out var message));
        var receipt = new Receipt(message, Reference: null, Delivered: true);
        Assert.Equal(
            ReceiptVerdict.Recorded, await gateway.Engine.ReportAsync(gateway.Carrier.Traits.Name, receipt, TestContext.Current.CancellationToken));
    }

    private static string[] Facts(JsonNode body)
    {
        var (data, meta) = (body["data"]!, body["meta"]!);
        return
        [
            data["record_type"]!.GetValue<string>(), data["event_type"]!.GetValue<string>(), data["occurred_at"]!.GetValue<string>(),
            data["payload"]!["record_type"]!.GetValue<string>(), data["payload"]!["id"]!.GetValue<string>(),
            data["payload"]!["to"]![0]!["status"]!.GetValue<string>(),
            meta["attempt"]!.ToString(), meta["delivered_to"]!.GetValue<string>(),
        ];
    }

    private static string Timestamp(Received received) => received.Headers["telnyx-timestamp"].ToString();

    private static bool Verifies(byte[] publicKey, Received received, string timestamp)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp + "|"), .. received.Body];
        var verifier = new Ed25519Signer();
        verifier.Init(forSigning: false, new Ed25519PublicKeyParameters(publicKey, 0));
        verifier.BlockUpdate(signed, 0, signed.Length);
        return verifier.VerifySignature(Convert.FromBase64String(received.Headers["telnyx-signature-ed25519"].ToString()));
    }
}
