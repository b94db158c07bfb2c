using Belay.Gateway.Api.AgentMessage;
using Belay.Gateway.Api.Dialects;
using Microsoft.AspNetCore.Http;

namespace Belay.Tests.Gateway.Api.AgentMessage;

public sealed class FrameTests
{
    [Fact]
    public async Task While_the_store_is_away_the_envelope_says_so_and_when_to_come_back()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await gateway.StopEngineAsync();

        var reply = await gateway.Client.SendAsync("POST", "/v1/messages", """{"from":"+15551112222","to":"+15554443333","text":"hi"}""");

        Assert.Equal(
            (503, "1", "SERVICE_UNAVAILABLE"), (reply.Status, reply.Header("Retry-After"), reply.Json["error"]!["code"]!.GetValue<string>()));
    }

    [Fact]
    public void Every_refusal_has_a_code() =>
        Assert.All(Enum.GetValues<RefusalKind>(), kind => Assert.NotNull(AgentMessageErrors.Of(new DefaultHttpContext(), new(kind))));

    [Fact]
    public async Task The_description_names_every_call_once()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var paths = (await gateway.Client.SendAsync("GET", "/openapi/agentmessage.json")).Json["paths"]!.AsObject();

        Assert.Equal(
            ["get /v1/messages", "post /v1/messages", "delete /v1/messages/{id}", "get /v1/messages/{id}"],
            paths.SelectMany(path => path.Value!.AsObject().Select(call => $"{call.Key} {path.Key}").Order(StringComparer.Ordinal)));
    }
}
