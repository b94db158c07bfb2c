using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Belay.Tests.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Courier;

/// <summary>Events as the endpoint of an account gets them.</summary>
public sealed class CourierWebhooksTests
{
    private const string Secret = "courier-signing-secret";

    [Fact]
    public async Task Each_change_of_status_is_told_in_order_and_signed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Settings(receiver.Url, Secret));

        using var answer = await SendAsync(gateway.Client);
        var sent = await FirstCallAsync(gateway);
        await receiver.NextAsync();
        await receiver.NextAsync();
        var third = await receiver.NextAsync();
        await gateway.Engine.ReportAsync(
            gateway.Carrier.Traits.Name, new Receipt(sent.Id, null, Delivered: true), TestContext.Current.CancellationToken);
        var last = await receiver.NextAsync();

        Assert.Equal("SENT", Data(third)["status"]!.GetValue<string>());
        Assert.Equal("message:updated", JsonNode.Parse(last.Text)!["type"]!.GetValue<string>());
        Assert.Equal(sent.Id.ToCourierString(), Data(last)["id"]!.GetValue<string>());
        Assert.Equal("DELIVERED", Data(last)["status"]!.GetValue<string>());
        Assert.Equal("DELIVERED", Data(last)["providers"]![0]!["status"]!.GetValue<string>());
        Assert.Equal(1_777_896_000_000, Data(last)["delivered"]!.GetValue<long>());
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. "1777896000000."u8, .. last.Body]));
        Assert.Equal($"t=1777896000000,signature={expected}", last.Headers["courier-signature"].ToString());
    }

    [Fact]
    public async Task A_delay_and_its_cancel_are_told_and_without_a_secret_nothing_is_signed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Settings(receiver.Url, secret: null));

        using var answer = await SendAsync(gateway.Client, delay: ""","delay":{"duration":3600000}""");
        var delayed = await receiver.NextAsync();
        var id = Data(delayed)["id"]!.GetValue<string>();
        using var canceled = await gateway.Client.PostAsync($"/messages/{id}/cancel", null, TestContext.Current.CancellationToken);
        var told = await receiver.NextAsync();

        Assert.Equal("DELAYED", Data(delayed)["status"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, canceled.StatusCode);
        Assert.Equal((id, "CANCELED"), (Data(told)["id"]!.GetValue<string>(), Data(told)["status"]!.GetValue<string>()));
        Assert.False(told.Headers.ContainsKey("courier-signature"));
    }

    [Fact]
    public async Task Another_organizations_endpoint_hears_nothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Settings(receiver.Url, Secret, organization: "globex"));

        using var ours = await SendAsync(gateway.Client);
        await FirstCallAsync(gateway);
        using var client = gateway.ClientWith(GatewayFixture.OtherKey);
        using var theirs = await SendAsync(client);
        await gateway.Carrier.WaitForCallsAsync(2);

        // An event of ours would have come before the three of theirs.
        var id = gateway.Carrier.Calls[1].Id.ToCourierString();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(id, Data(await receiver.NextAsync())["id"]!.GetValue<string>());
        }

        Assert.False(receiver.HasMore);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string delay = "")
    {
        var body = $$$"""{"message":{"to":{"phone_number":"+15550000002"},"content":{"title":"Hi","body":"Hello"}{{{delay}}}}}""";
        var answer = await client.PostAsync("/send", GatewayFixture.Json(body), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer;
    }

    private static async Task<CarrierCall> FirstCallAsync(GatewayFixture gateway)
    {
        await gateway.Carrier.WaitForCallsAsync(1);
        return gateway.Carrier.Calls[0];
    }

    private static JsonNode Data(Received received) => JsonNode.Parse(received.Text)!["data"]!;

    private static Dictionary<string, string?> Settings(string url, string? secret, string organization = "acme") => new()
    {
        ["Belay:Webhooks:AllowPrivateNetworks"] = "true",
        ["Belay:Webhooks:Endpoints:0:Organization"] = organization,
        ["Belay:Webhooks:Endpoints:0:Dialect"] = "Courier",
        ["Belay:Webhooks:Endpoints:0:Url"] = url,
        ["Belay:Webhooks:Endpoints:0:Secret"] = secret,
    };
}
