namespace Belay.Tests.Gateway.Api.VoltMx;

public sealed class FetchTests
{
    [Theory]
    [InlineData("/api/v1/messages/sms/fetch", """{"mobileNo":"+15550000001","startElement":"0","elementsPerPage":"10"}""")]
    [InlineData("/voltmx/api/v1/messages/sms/fetch", """{"mobileNo":"+15550000001"}""")]
    [InlineData("/api/v1/messages/sms/fetch", """{"startElement": "0", "elementsPerPage": "10","audienceId": "2"}""")]
    public async Task The_texts_to_a_number_are_listed(string path, string query)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Belay:VoltMx:Audience:0:Organization"] = "acme",
            ["Belay:VoltMx:Audience:0:Id"] = "2",
            ["Belay:VoltMx:Audience:0:Mobile"] = "+15550000001",
        };
        await using var gateway = await GatewayFixture.StartAsync(settings, Stage.OneByOne);
        var sent = (await Stage.ScheduleAsync(gateway, Stage.Draft("+15550000001") with { Text = "first + <b>" }))[0];
        await Stage.ScheduleAsync(gateway, Stage.Draft("+15550000002"));
        await Stage.SettleAsync(gateway);

        var reply = await gateway.Client.SendAsync("POST", path, query);

        Assert.Equal(200, reply.Status);
        Assert.Equal(
            $$"""{"totalMessages":1,"openedMessages":0,"submittedMessages":1,"messages":"""
            + $$"""[{"fetchId":"{{sent.Number}}","content":"first + <b>","status":"Submitted"}]}""",
            reply.Body);
    }

    [Fact]
    public async Task The_counts_are_of_all_and_the_messages_of_the_page()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        for (var i = 0; i < 12; i++)
        {
            await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1)));
        }

        var first = await gateway.Client.SendAsync("POST", "/api/v1/messages/sms/fetch", """{"mobileNo":"+15554443333"}""");
        var second = await gateway.Client.SendAsync("POST", "/api/v1/messages/sms/fetch", """{"mobileNo":"+15554443333","startElement":"10"}""");

        Assert.Equal((10, 2), (first.Json["messages"]!.AsArray().Count, second.Json["messages"]!.AsArray().Count));
        Assert.Equal((12, 0), (second.Json["totalMessages"]!.GetValue<int>(), second.Json["submittedMessages"]!.GetValue<int>()));
    }

    [Fact]
    public async Task The_text_of_each_message_is_found_by_its_number()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var other = gateway.ClientWith(GatewayFixture.OtherKey);
        var later = Stage.Noon.AddHours(1);
        var messages = await Stage.ScheduleAsync(
            gateway, Stage.Draft(sendAt: later) with { Text = "one" }, Stage.Draft(sendAt: later) with { Text = "two" });

        var one = await gateway.Client.SendAsync("GET", $"/api/v1/messages/sms/content/{messages[0].Number}");
        var two = await gateway.Client.SendAsync("GET", $"/voltmx/api/v1/messages/sms/content/{messages[1].Number}");
        var theirs = await other.SendAsync("GET", $"/api/v1/messages/sms/content/{messages[1].Number}");

        Assert.Equal((200, """{"content":"one"}"""), (one.Status, one.Body));
        Assert.Equal((200, """{"content":"two"}"""), (two.Status, two.Body));
        Assert.Equal((400, """{"id":"","message":"No message found"}"""), (theirs.Status, theirs.Body));
    }
}
