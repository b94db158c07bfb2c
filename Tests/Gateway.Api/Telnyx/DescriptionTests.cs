using System.Text.Json;

namespace Belay.Tests.Gateway.Api.Telnyx;

/// <summary>The OpenAPI document says what the routes do.</summary>
public sealed class DescriptionTests
{
    [Fact]
    public async Task Every_call_is_described_once_with_its_body_and_its_answers()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        using var document = JsonDocument.Parse(await gateway.Client.GetStringAsync("/openapi/telnyx.json", TestContext.Current.CancellationToken));

        var paths = document.RootElement.GetProperty("paths");
        var calls = paths.EnumerateObject().Where(path => path.Name.StartsWith("/v2/messages", StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject().Select(call => $"{call.Name} {path.Name}"));
        Assert.Equal(
            [
                "delete /v2/messages/{id}",
                "get /v2/messages/group/{id}",
                "get /v2/messages/{id}",
                "post /v2/messages",
                "post /v2/messages/alphanumeric_sender_id",
                "post /v2/messages/group_mms",
                "post /v2/messages/long_code",
                "post /v2/messages/number_pool",
                "post /v2/messages/schedule",
                "post /v2/messages/short_code",
            ],
            calls.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(paths.EnumerateObject(), path => path.Name.StartsWith("/telnyx", StringComparison.Ordinal));
        var schedule = paths.GetProperty("/v2/messages/schedule").GetProperty("post");
        Assert.EndsWith("/TelnyxMessageRequest", schedule.GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString());
        Assert.Equal(
            ["200", "400", "401", "403", "413", "415", "422", "429", "503"],
            schedule.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).Order(StringComparer.Ordinal));
        var fields = document.RootElement.GetProperty("components")
            .GetProperty("schemas").GetProperty("TelnyxMessageRequest").GetProperty("properties");
        Assert.Contains("send_at", fields.EnumerateObject().Select(field => field.Name));
        var canceled = paths.GetProperty("/v2/messages/{id}").GetProperty("delete").GetProperty("responses").GetProperty("200");
        Assert.EndsWith(
            "/TelnyxMessage", canceled.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString());
    }
}
