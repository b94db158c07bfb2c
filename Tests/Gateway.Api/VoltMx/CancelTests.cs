using System.Text;

namespace Belay.Tests.Gateway.Api.VoltMx;

public sealed class CancelTests
{
    private const string Nothing = """{"id":"","message":"No cancellable messages found"}""";
    private static readonly DateTimeOffset Later = Stage.Noon.AddHours(1);

    [Fact]
    public async Task The_sample_answer_comes_with_both_blanks()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await Stage.ScheduleAsync(
            gateway, Stage.Draft(sendAt: Later) with { Batch = new(4713025406550859686) }, Stage.Draft(sendAt: Later),
            Stage.Draft(sendAt: Later), Stage.Draft(sendAt: Later));
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/messages/sms/4713025406550859686")
        {
            Content = new ByteArrayContent([]),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json;charset=UTF-8");

        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(
            Stage.Minify(
                """
                {
                  "id" : "",
                  "message" : "Cancelled  4 message entries of the Message with ID : 4713025406550859686"
                }
                """),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.All(await Stage.AllAsync(gateway), message => Assert.Equal(MessageStatus.Canceled, message.Status));
    }

    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/voltmx/api/v1")]
    public async Task What_was_sent_here_is_canceled_here_and_only_once(string root)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = (await gateway.Client.SendAsync(
            "POST", root + "/message/sms", VoltMxExamples.With("\"startTimestamp\":\"2026-05-04T13:00:00Z\""))).Json["id"]!
            .GetValue<string>();

        var first = await gateway.Client.SendAsync("DELETE", $"{root}/messages/sms/{id}");
        var second = await gateway.Client.SendAsync("DELETE", $"{root}/messages/sms/{id}");
        gateway.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal((200, $$"""{"id":"","message":"Cancelled  1 message entries of the Message with ID : {{id}}"}"""), (first.Status, first.Body));
        Assert.Equal((400, Nothing), (second.Status, second.Body));
        Assert.Empty(gateway.Carrier.Calls);
    }

    [Fact]
    public async Task Of_a_mixed_request_only_what_is_scheduled_is_canceled_and_counted()
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);
        var messages = await Stage.ScheduleAsync(gateway, Stage.Draft(), Stage.Draft(sendAt: Later), Stage.Draft(sendAt: Later));
        await Stage.SettleAsync(gateway);

        var reply = await gateway.Client.SendAsync("DELETE", $"/api/v1/messages/sms/{messages[0].Draft.Batch}");

        Assert.Equal($"Cancelled  2 message entries of the Message with ID : {messages[0].Draft.Batch}", reply.Json["message"]!.GetValue<string>());
        Assert.Equal(
            [MessageStatus.Sent, MessageStatus.Canceled, MessageStatus.Canceled],
            (await Stage.AllAsync(gateway)).OrderBy(message => message.Number).Select(message => message.Status));
    }

    [Fact]
    public async Task What_is_queued_for_now_and_not_claimed_is_canceled()
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);
        var gate = gateway.Carrier.Hold("+15550000001");
        await Stage.ScheduleAsync(gateway, Stage.Draft("+15550000001"));
        await gate.WaitForCallAsync();
        var queued = (await Stage.ScheduleAsync(gateway, Stage.Draft()))[0];

        var reply = await gateway.Client.SendAsync("DELETE", $"/api/v1/messages/sms/{queued.Draft.Batch}");
        gate.Release();

        Assert.Equal(200, reply.Status);
        await Stage.SettleAsync(gateway);
        Assert.Empty(gateway.Carrier.CallsOf(queued.Id));
    }

    [Fact]
    public async Task What_waits_for_its_next_try_is_canceled()
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);
        gateway.Carrier.AnswerAlways("+15550000001", new CarrierAnswer.Later(TimeSpan.FromMinutes(5)));
        var message = (await Stage.ScheduleAsync(gateway, Stage.Draft("+15550000001")))[0];
        await gateway.Carrier.WaitForCallAsync(message.Id);
        await Stage.SettleAsync(gateway);

        var reply = await gateway.Client.SendAsync("DELETE", $"/api/v1/messages/sms/{message.Draft.Batch}");
        gateway.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal($"Cancelled  1 message entries of the Message with ID : {message.Draft.Batch}", reply.Json["message"]!.GetValue<string>());
        Assert.Equal(MessageStatus.Canceled, Assert.Single(await Stage.AllAsync(gateway)).Status);
        Assert.Single(gateway.Carrier.CallsOf(message.Id));
    }

    [Theory]
    [InlineData(Dialect.Telnyx)]
    [InlineData(Dialect.Courier)]
    [InlineData(Dialect.AgentMessage)]
    public async Task A_request_of_any_dialect_is_canceled_by_its_number(Dialect dialect)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var message = (await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: Later) with { Dialect = dialect }))[0];

        Assert.Equal(200, (await gateway.Client.SendAsync("DELETE", $"/api/v1/messages/sms/{BatchId.Of(message.Id)}")).Status);
        Assert.Equal(MessageStatus.Canceled, Assert.Single(await Stage.AllAsync(gateway)).Status);
    }

    [Fact]
    public async Task Another_organizations_request_is_like_none()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var other = gateway.ClientWith(GatewayFixture.OtherKey);
        var message = (await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: Later)))[0];

        var reply = await other.SendAsync("DELETE", $"/api/v1/messages/sms/{message.Draft.Batch}");

        Assert.Equal((400, Nothing), (reply.Status, reply.Body));
        Assert.Equal(MessageStatus.Scheduled, Assert.Single(await Stage.AllAsync(gateway)).Status);
    }

    [Fact]
    public async Task Every_way_to_present_a_key_works()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var client = gateway.ClientWith(null);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("someone:" + GatewayFixture.Key));

        foreach (var header in new[]
        {
            ("Authorization", "Basic " + basic),
            ("X-VoltMX-Authorization", GatewayFixture.Key),
            ("X-VoltMX-App-API-Key", GatewayFixture.Key),
        })
        {
            var reply = await client.SendAsync("DELETE", "/api/v1/messages/sms/1", headers: header);
            Assert.Equal((400, Nothing), (reply.Status, reply.Body));
        }
    }
}
