using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.VoltMx;
using Microsoft.AspNetCore.Http;

namespace Belay.Tests.Gateway.Api.VoltMx;

public sealed class FrameTests
{
    [Fact]
    public async Task While_the_store_is_away_a_cancel_is_not_called_done()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var message = (await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1))))[0];
        await gateway.StopEngineAsync();

        var reply = await gateway.Client.SendAsync("DELETE", $"/api/v1/messages/sms/{message.Draft.Batch}");

        Assert.Equal((503, "1"), (reply.Status, reply.Header("Retry-After")));
        Assert.Equal("The service cannot accept this just now.", reply.Json["message"]!.GetValue<string>());
    }

    [Fact]
    public void Every_refusal_has_a_text() =>
        Assert.All(Enum.GetValues<RefusalKind>(), kind => Assert.NotNull(VoltMxAnswers.Of(new DefaultHttpContext(), new(kind))));

    [Fact]
    public async Task The_description_names_every_call_once()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var paths = (await gateway.Client.SendAsync("GET", "/openapi/voltmx.json")).Json["paths"]!.AsObject();

        Assert.Equal(
            [
                "delete /api/v1/messages/sms/{sms_request_id}",
                "get /api/v1/messages/sms/content/{sms_id}",
                "post /api/v1/message/sms",
                "post /api/v1/messages/sms/fetch",
                "post /api/v1/status/sms",
            ],
            paths.SelectMany(path => path.Value!.AsObject().Select(call => $"{call.Key} {path.Key}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_count_is_whole_or_it_is_not_given()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        for (var batch = 0; batch < MessageScan.MessagesMax / BatchId.MessagesMax; batch++)
        {
            await Stage.ScheduleAsync(
                gateway, [.. Enumerable.Range(0, BatchId.MessagesMax).Select(_ => Stage.Draft(sendAt: Stage.Noon.AddHours(1)))]);
        }

        var all = await gateway.Client.SendAsync("POST", "/api/v1/status/sms", """{"sentDate":"05/04/2026"}""");
        await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1)));
        var oneMore = await gateway.Client.SendAsync("POST", "/api/v1/status/sms", """{"sentDate":"05/04/2026"}""");

        Assert.Equal((200, MessageScan.MessagesMax), (all.Status, all.Json["initial"]!.GetValue<int>()));
        Assert.Equal((400, """{"id":"","message":"Too many messages match. Please narrow the dates"}"""), (oneMore.Status, oneMore.Body));
    }
}
