namespace Belay.Tests.Gateway.Api.AgentMessage;

public sealed class RetrieveAndCancelTests
{
    [Fact]
    public async Task A_message_is_found_by_each_spelling_of_its_id()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var draft = Stage.Draft(sendAt: Stage.Noon.AddHours(1));
        await Stage.ScheduleAsync(gateway, draft);

        foreach (var id in new[] { draft.Id.ToString(), draft.Id.ToString().ToUpperInvariant(), draft.Id.ToCourierString() })
        {
            var reply = await gateway.Client.SendAsync("GET", $"/agentmessage/v1/messages/{id}");
            Assert.Equal((200, draft.Id.ToString()), (reply.Status, reply.Json["data"]!["id"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task A_sent_message_shows_when_and_in_how_many_segments()
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);
        var draft = Stage.Draft();
        await Stage.ScheduleAsync(gateway, draft);
        await Stage.SettleAsync(gateway);

        var data = (await gateway.Client.SendAsync("GET", $"/v1/messages/{draft.Id}")).Json["data"]!;

        Assert.Equal(
            ("sent", 1, "2026-05-04T12:00:00Z"),
            (data["status"]!.GetValue<string>(), data["segment_count"]!.GetValue<int>(), data["sent_at"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Canceling_twice_answers_the_same_and_the_message_never_leaves()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var draft = Stage.Draft(sendAt: Stage.Noon.AddMilliseconds(1));
        await Stage.ScheduleAsync(gateway, draft);

        var first = await gateway.Client.SendAsync("DELETE", $"/v1/messages/{draft.Id}");
        var second = await gateway.Client.SendAsync("DELETE", $"/v1/messages/{draft.Id}");
        gateway.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal((200, "canceled"), (first.Status, first.Json["data"]!["status"]!.GetValue<string>()));
        Assert.Equal((200, first.Body), (second.Status, second.Body));
        Assert.Empty(gateway.Carrier.Calls);
        var message = Assert.Single(await Stage.AllAsync(gateway));
        Assert.Equal(("acme-full", first.Header("x-request-id")), (message.Timeline[^1].Actor.Name, message.Timeline[^1].Actor.RequestId));
    }

    [Fact]
    public async Task A_queued_message_is_canceled_too()
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);
        var gate = gateway.Carrier.Hold("+15550000001");
        var waiting = Stage.Draft();
        await Stage.ScheduleAsync(gateway, Stage.Draft("+15550000001"));
        await gate.WaitForCallAsync();
        await Stage.ScheduleAsync(gateway, waiting);

        var reply = await gateway.Client.SendAsync("DELETE", $"/v1/messages/{waiting.Id}");
        gate.Release();
        await Stage.SettleAsync(gateway);

        Assert.Equal((200, "canceled"), (reply.Status, reply.Json["data"]!["status"]!.GetValue<string>()));
        Assert.Empty(gateway.Carrier.CallsOf(waiting.Id));
    }

    [Fact]
    public async Task While_the_carrier_is_being_called_it_is_too_late()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var gate = gateway.Carrier.Hold("+15554443333");
        var draft = Stage.Draft();
        await Stage.ScheduleAsync(gateway, draft);
        await gate.WaitForCallAsync();

        var reply = await gateway.Client.SendAsync("DELETE", $"/v1/messages/{draft.Id}");

        Assert.Equal((409, "MESSAGE_NOT_CANCELABLE"), (reply.Status, reply.Json["error"]!["code"]!.GetValue<string>()));
        Assert.Equal("sending", (await gateway.Client.SendAsync("GET", $"/v1/messages/{draft.Id}")).Json["data"]!["status"]!.GetValue<string>());
        gate.Release();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Another_organizations_message_is_like_none(string method)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var other = gateway.ClientWith(GatewayFixture.OtherKey);
        var draft = Stage.Draft(sendAt: Stage.Noon.AddHours(1));
        await Stage.ScheduleAsync(gateway, draft);

        var theirs = await other.SendAsync(method, $"/v1/messages/{draft.Id}");
        var unknown = await other.SendAsync(method, "/v1/messages/497f6eca-6276-4993-bfeb-53cbbbba6f08");

        Assert.Equal((404, 404), (theirs.Status, unknown.Status));
        Assert.Equal(WithoutRequestId(unknown), WithoutRequestId(theirs));
        Assert.Equal("""{"success":false,"error":{"code":"NOT_FOUND","message":"not found","request_id":"-"}}""", WithoutRequestId(theirs));
        Assert.Equal(MessageStatus.Scheduled, Assert.Single(await Stage.AllAsync(gateway)).Status);
    }

    private static string WithoutRequestId(Reply reply) => reply.Body.Replace(reply.Header("x-request-id")!, "-", StringComparison.Ordinal);
}
