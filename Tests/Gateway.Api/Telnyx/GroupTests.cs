using System.Net;
using System.Text.Json;

namespace Belay.Tests.Gateway.Api.Telnyx;

/// <summary>Group MMS: one message of the vendor's, a batch of ours.</summary>
public sealed class GroupTests : IAsyncLifetime
{
    private const string Body =
        """{"from":"+15550001111","to":["+15550000001","+15550000002","+15550000003"],"text":"Dinner?","media_urls":["https://cdn.example/a.png"]}""";

    private GatewayFixture _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_group_is_answered_as_one_message_with_a_status_for_each_recipient()
    {
        var answer = await _gateway.Client.PostAsync("/v2/messages/group_mms", Body);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("MMS", answer.Data.GetProperty("type").GetString());
        Assert.Equal(
            """
            [{"phone_number":"+15550000001","status":"queued","carrier":"","line_type":""},
            {"phone_number":"+15550000002","status":"queued","carrier":"","line_type":""},
            {"phone_number":"+15550000003","status":"queued","carrier":"","line_type":""}]
            """.Replace("\n", "", StringComparison.Ordinal),
            answer.Data.GetProperty("to").GetRawText());
        Assert.Equal("[]", answer.Data.GetProperty("cc").GetRawText());
    }

    [Theory]
    [InlineData("MMS", HttpStatusCode.OK)]
    [InlineData("SMS", HttpStatusCode.BadRequest)]
    public async Task A_group_may_say_that_it_is_an_MMS_and_nothing_else(string type, HttpStatusCode expected)
    {
        var answer = await _gateway.Client.PostAsync("/v2/messages/group_mms", $"{Body[..^1]},\"type\":\"{type}\"}}");

        Assert.Equal(expected, answer.Status);
    }

    [Fact]
    public async Task Each_recipient_gets_a_message_of_its_own()
    {
        await _gateway.Client.PostAsync("/v2/messages/group_mms", Body);

        await _gateway.Carrier.WaitForCallsAsync(3);

        Assert.Equal(
            ["+15550000001", "+15550000002", "+15550000003"],
            _gateway.Carrier.Calls.Select(call => call.Submission.Draft.To).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_group_s_id_shows_the_group_and_its_messages()
    {
        var gates = new[] { "+15550000001", "+15550000002", "+15550000003" }.Select(_gateway.Carrier.Hold).ToList();
        var id = (await _gateway.Client.PostAsync("/v2/messages/group_mms", Body)).Id;
        foreach (var gate in gates)
        {
            await gate.WaitForCallAsync();
        }

        var whole = await _gateway.Client.LookAsync("/v2/messages/" + id);
        var each = await _gateway.Client.LookAsync("/v2/messages/group/" + id);
        var second = each.Data[1].GetProperty("id").GetString();
        var bySecond = await _gateway.Client.LookAsync("/v2/messages/group/" + second);
        var alone = await _gateway.Client.LookAsync("/v2/messages/" + second);
        gates.ForEach(gate => gate.Release());

        Assert.Equal(id, whole.Id);
        Assert.Equal(3, whole.Data.GetProperty("to").GetArrayLength());
        Assert.Equal(["+15550000001", "+15550000002", "+15550000003"], each.Data.EnumerateArray().Select(message => Numbers(message, "to").Single()));
        Assert.Equal(id, each.Data[0].GetProperty("id").GetString());
        Assert.Equal(["+15550000001", "+15550000003"], Numbers(each.Data[1], "cc"));
        Assert.Equal("sending", each.Data[1].GetProperty("to")[0].GetProperty("status").GetString());
        Assert.Equal(each.Body.GetRawText(), bySecond.Body.GetRawText());
        Assert.Equal(["+15550000002"], Numbers(alone.Data, "to"));
    }

    [Fact]
    public async Task A_message_that_is_in_no_group_is_a_group_of_one()
    {
        var id = await _gateway.Client.ScheduleAsync();

        Assert.Equal(id, (await _gateway.Client.LookAsync("/v2/messages/group/" + id)).Data.EnumerateArray().Single().GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("40385f64-5717-4562-b3fc-2c963f66afa6")]
    [InlineData("nonsense")]
    public async Task An_unknown_group_is_not_found(string id)
    {
        var answer = await _gateway.Client.LookAsync("/v2/messages/group/" + id);

        Assert.Equal((HttpStatusCode.NotFound, "10005"), (answer.Status, answer.Code));
    }

    private static IEnumerable<string?> Numbers(JsonElement message, string field) =>
        message.GetProperty(field).EnumerateArray().Select(address => address.GetProperty("phone_number").GetString());
}
