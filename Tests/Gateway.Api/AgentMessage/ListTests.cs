using System.Text.Json.Nodes;

namespace Belay.Tests.Gateway.Api.AgentMessage;

public sealed class ListTests
{
    [Fact]
    public async Task Pages_follow_the_header_newest_first_until_it_is_gone()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1)));
        }

        var expected = (await Stage.AllAsync(gateway)).Select(message => message.Id.ToString());
        var seen = new List<string>();
        var sizes = new List<int>();
        string? cursor = "";
        while (cursor is not null)
        {
            var reply = await gateway.Client.SendAsync("GET", $"/v1/messages?limit=2&cursor={cursor}");
            Assert.Equal(200, reply.Status);
            Assert.Equal("""{"total":0,"limit":2,"offset":0,"next_cursor":null}""", reply.Json["meta"]!.ToJsonString());
            var ids = Ids(reply);
            sizes.Add(ids.Count);
            seen.AddRange(ids);
            cursor = reply.Header("X-Next-Cursor");
        }

        Assert.Equal([2, 2, 1], sizes);
        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task An_empty_list_has_the_whole_envelope()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await gateway.Client.SendAsync("GET", "/v1/messages?cursor=&limit=&status=&from=&to=&tag=");

        Assert.Equal("""{"success":true,"data":[],"meta":{"total":0,"limit":50,"offset":0,"next_cursor":null}}""", reply.Body);
        Assert.Null(reply.Header("X-Next-Cursor"));
    }

    [Theory]
    [InlineData("status=queued", "later,tagged")]
    [InlineData("status=sent", "sent")]
    [InlineData("status=canceled", "canceled")]
    [InlineData("status=failed", "")]
    [InlineData("tag=blue", "tagged")]
    [InlineData("from=%2B15559990000", "tagged")]
    [InlineData("to=%2B15550000002", "canceled")]
    [InlineData("to=+15550000002", "canceled")]
    [InlineData("to=%2B15550000002&status=queued", "")]
    [InlineData("limit=200", "canceled,later,sent,tagged")]
    public async Task Filters_narrow_the_list(string query, string texts)
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);
        var later = Stage.Noon.AddHours(1);
        var canceled = Stage.Draft("+15550000002", later) with { Text = "canceled" };
        await Stage.ScheduleAsync(gateway, Stage.Draft() with { Text = "sent" });
        await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: later) with { Text = "later" });
        await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: later) with { Text = "tagged", Tags = ["blue"], From = "+15559990000" });
        await Stage.ScheduleAsync(gateway, canceled);
        await gateway.Client.SendAsync("DELETE", $"/v1/messages/{canceled.Id}");
        await Stage.SettleAsync(gateway);

        var reply = await gateway.Client.SendAsync("GET", $"/v1/messages?{query}");

        Assert.Equal(200, reply.Status);
        Assert.Equal(texts, string.Join(',', Data(reply).Select(item => item!["text"]!.GetValue<string>()).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Another_organization_sees_nothing()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var other = gateway.ClientWith(GatewayFixture.OtherKey);
        await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1)));

        Assert.Empty(Data(await other.SendAsync("GET", "/v1/messages")));
        Assert.Single(Data(await gateway.Client.SendAsync("GET", "/v1/messages")));
    }

    private static JsonArray Data(Reply reply) => reply.Json["data"]!.AsArray();

    private static List<string> Ids(Reply reply) => [.. Data(reply).Select(item => item!["id"]!.GetValue<string>())];
}
