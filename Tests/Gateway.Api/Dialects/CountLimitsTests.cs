using Belay.Tests.Gateway.Api.CrossDialect;

namespace Belay.Tests.Gateway.Api.Dialects;

/// <summary>As many as allowed, and one more.</summary>
public sealed class CountLimitsTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private const int UrlCharactersMax = 2_000;

    private readonly GatewayFixture _gateway = shared.Gateway;

    [Theory]
    [InlineData(Dialect.Courier)]
    [InlineData(Dialect.VoltMx)]
    public async Task A_request_has_at_most_1000_recipients(Dialect dialect)
    {
        var order = Speaker.All[dialect].Orders.First(order => order is { Later: true, Recipients: > 1 });
        var at = _gateway.Clock.GetUtcNow() + Order.Lead;

        var tooMany = await _gateway.Client.SendAsync("POST", order.Path, order.Body((order with { Recipients = 1_001 }).NewRecipients(), at));
        var most = await _gateway.Client.SendAsync("POST", order.Path, order.Body((order with { Recipients = 1_000 }).NewRecipients(), at));

        Assert.Equal(400, tooMany.Status);
        Assert.True(most.Status is 200 or 202, most.Body);
    }

    [Theory]
    [InlineData(Dialect.Telnyx, 10)]
    [InlineData(Dialect.AgentMessage, 10)]
    public async Task A_message_has_at_most_10_media(Dialect dialect, int max)
    {
        Assert.True((await SendWithMediaAsync(dialect, max, "https://example.com/a.png")).Status is 200 or 202);
        Assert.True((await SendWithMediaAsync(dialect, max + 1, "https://example.com/a.png")).Status is 400 or 422);
    }

    [Theory]
    [InlineData(Dialect.Telnyx)]
    [InlineData(Dialect.AgentMessage)]
    public async Task An_address_has_at_most_2000_characters(Dialect dialect)
    {
        var longest = "https://example.com/".PadRight(UrlCharactersMax, 'a');

        Assert.True((await SendWithMediaAsync(dialect, 1, longest)).Status is 200 or 202);
        Assert.True((await SendWithMediaAsync(dialect, 1, longest + "a")).Status is 400 or 422);
    }

    [Theory]
    [InlineData(20, 202)]
    [InlineData(21, 400)]
    public async Task Courier_takes_20_tags(int count, int status)
    {
        var tags = string.Join(',', Enumerable.Range(0, count).Select(number => $"\"tag-{number}\""));

        var reply = await _gateway.Client.SendAsync(
            "POST", "/send",
            $$$"""{"message":{"to":{"phone_number":"+12025550123"},"content":{"title":"","body":"hello"},"metadata":{"tags":[{{{tags}}}]} } }""");

        Assert.Equal(status, reply.Status);
    }

    [Theory]
    [InlineData("0", 422)]
    [InlineData("1", 200)]
    [InlineData("200", 200)]
    [InlineData("201", 422)]
    public async Task A_page_of_AgentMessage_has_1_to_200_messages(string limit, int status) =>
        Assert.Equal(status, (await _gateway.Client.SendAsync("GET", "/v1/messages?limit=" + limit)).Status);

    [Theory]
    [InlineData("0", 400)]
    [InlineData("1", 200)]
    [InlineData("200", 200)]
    [InlineData("201", 400)]
    public async Task A_page_of_Volt_MX_has_1_to_200_messages(string size, int status)
    {
        foreach (var (path, more) in new[]
        {
            ("/api/v1/status/sms", "\"requestId\":\"1\""),
            ("/api/v1/messages/sms/fetch", "\"mobileNo\":\"+12025550123\""),
        })
        {
            Assert.Equal(status, (await _gateway.Client.SendAsync("POST", path, $$"""{"elementsPerPage":"{{size}}",{{more}}}""")).Status);
        }
    }

    private Task<Reply> SendWithMediaAsync(Dialect dialect, int count, string url) => _gateway.Client.SendAsync(
        "POST",
        dialect == Dialect.Telnyx ? "/v2/messages" : "/v1/messages",
        $$"""
        {"from":"+15551112222","to":"+12025550123","text":"look","media_urls":[{{string.Join(',', Enumerable.Repeat($"\"{url}\"", count))}}]}
        """);
}
