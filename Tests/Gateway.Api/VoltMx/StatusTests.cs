using System.Globalization;
using System.Text.Json.Nodes;
using Belay.Gateway.Api.VoltMx;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Gateway.Api.VoltMx;

public sealed class StatusTests
{
    private static readonly VoltMxOptions NoAudience = VoltMxOptions.Read(new ConfigurationBuilder().Build());

    [Theory]
    [InlineData("/api/v1/status/sms")]
    [InlineData("/vpns/api/v1/status/sms")]
    [InlineData("/voltmx/api/v1/status/sms")]
    [InlineData("/voltmx/vpns/api/v1/status/sms")]
    public async Task The_sample_answer_comes_key_for_key(string path)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Belay:VoltMx:Audience:0:Organization"] = "acme",
            ["Belay:VoltMx:Audience:0:Id"] = "1",
            ["Belay:VoltMx:Audience:0:Mobile"] = "+218899776642",
        };
        await using var gateway = await GatewayFixture.StartAsync(
            settings, Stage.OneByOne with { Carrier = new CarrierTraits("twilio", HonoursIdempotencyKey: true, SendsReceipts: true) });
        gateway.Clock.StepTo(DateTimeOffset.FromUnixTimeMilliseconds(1473315673830));
        await Stage.ScheduleAsync(
            gateway,
            Stage.Draft("+218899776643", gateway.Clock.GetUtcNow().AddHours(1)) with { Batch = new(6407522544467702398) },
            Stage.Draft("+218899776642"));
        await Stage.SettleAsync(gateway);

        var reply = await gateway.Client.SendAsync("POST", path, """{"requestId":"6407522544467702398","elementsPerPage":"1"}""");

        Assert.Equal(200, reply.Status);
        Assert.Equal(
            Stage.Minify(
                """
                {"submitted":1,"initial":1,"rejected":0,"opened":0,"not attempted":0,"undelivered":0,"cancelled":0,"total":2,"messages":[
                 {"sentDate":"1473315673830","smsId":"6407522544467702399","lastActivityDate":"1473315673830","mobileNumber":"+218899776642",
                  "requestId":"6407522544467702398","audienceId":"1","statusMessage":"SMS request sent to TWILIO Gateway","status":"Submitted"}]}
                """),
            reply.Body);
    }

    [Theory]
    [InlineData(MessageStatus.Scheduled, "Initial", "SMS request scheduled")]
    [InlineData(MessageStatus.Queued, "Initial", "SMS request queued")]
    [InlineData(MessageStatus.Sending, "Submitted", "SMS request being sent")]
    [InlineData(MessageStatus.Sent, "Submitted", "SMS request sent to TWILIO Gateway")]
    [InlineData(MessageStatus.Delivered, "Submitted", "SMS delivered by TWILIO Gateway")]
    [InlineData(MessageStatus.DeliveryFailed, "Undelivered", "Unknown error")]
    [InlineData(MessageStatus.DeliveryUnconfirmed, "Undelivered", "Unknown error")]
    [InlineData(MessageStatus.SendingFailed, "Rejected", "Unknown error")]
    [InlineData(MessageStatus.Expired, "Not Attempted", "Its validity ended before it could be sent.")]
    [InlineData(MessageStatus.Canceled, "Cancelled", "SMS request cancelled")]
    public void Every_status_has_the_vendors_word(MessageStatus status, string word, string text)
    {
        var wire = VoltMxMapping.ToStatusWire(Stage.In(status), NoAudience);

        Assert.Equal((word, text, ""), (wire.Status, wire.StatusMessage, wire.AudienceId));
    }

    [Fact]
    public void A_message_to_a_user_has_an_audience_id_and_no_number()
    {
        var wire = VoltMxMapping.ToStatusWire(Stage.In(MessageStatus.Scheduled, Stage.Draft("user-17") with { Channel = Channel.User }), NoAudience);

        Assert.Equal(("user-17", ""), (wire.AudienceId, wire.MobileNumber));
        Assert.Equal(Stage.Noon.AddHours(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), wire.SentDate);
    }

    [Fact]
    public async Task Every_kind_is_counted_under_its_key()
    {
        await using var gateway = await GatewayFixture.StartAsync(engineSettings: Stage.OneByOne);
        gateway.Carrier.Answer("+15550000001", new CarrierAnswer.Refused(new("1", "no")));
        gateway.Carrier.Answer("+15550000002", new CarrierAnswer.Accepted("r2"));
        var messages = await Stage.ScheduleAsync(
            gateway,
            Stage.Draft("+15550000001"),
            Stage.Draft("+15550000002"),
            Stage.Draft("+15550000003"),
            Stage.Draft("+15550000004") with { ValidUntil = Stage.Noon },
            Stage.Draft("+15550000005", Stage.Noon.AddHours(1)),
            Stage.Draft("+15550000006", Stage.Noon.AddHours(1)));
        await Stage.SettleAsync(gateway);
        await gateway.Engine.ReportAsync("scripted", new(messages[1].Id, null, Delivered: false), TestContext.Current.CancellationToken);
        await gateway.Client.SendAsync("DELETE", $"/v1/messages/{messages[5].Id}");

        var status =
            (await gateway.Client.SendAsync("POST", "/api/v1/status/sms", $$"""{"requestId":"{{messages[0].Draft.Batch}}"}""")).Json.AsObject();

        Assert.Equal(6, status["messages"]!.AsArray().Count);
        status.Remove("messages");
        Assert.Equal(
            """{"submitted":1,"initial":1,"rejected":1,"opened":0,"not attempted":1,"undelivered":1,"cancelled":1,"total":6}""",
            status.ToJsonString());
    }

    [Theory]
    [InlineData("""{"sentDate":"05/04/2026"}""", "today,tonight")]
    [InlineData("""{"sentDate":"05/05/2026"}""", "midnight")]
    [InlineData("""{"sentDate":"05/04/2026","endDate":"05/05/2026"}""", "midnight,today,tonight")]
    [InlineData("""{"sentDate":"05/04/2026","endDate":"12/31/9999"}""", "midnight,today,tonight")]
    [InlineData("""{"sentDate":"05/06/2026"}""", "")]
    [InlineData("""{"sentDate":"05/04/2026","mobileNumber":"+15550000002"}""", "tonight")]
    [InlineData("""{"sentDate":"05/04/2026","audienceId":"1"}""", "tonight")]
    [InlineData("""{"sentDate":"05/04/2026","audienceId":"1","mobileNumber":"+15550000001"}""", "")]
    [InlineData("""{"sentDate":"05/04/2026","audienceId":"nobody"}""", "")]
    [InlineData("""{"requestId":"9223372036854775808"}""", "")]
    [InlineData("""{"requestId":"1"}""", "")]
    public async Task Days_are_of_utc_and_all_filters_must_hold(string query, string texts)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Belay:VoltMx:Audience:0:Organization"] = "acme",
            ["Belay:VoltMx:Audience:0:Id"] = "1",
            ["Belay:VoltMx:Audience:0:Mobile"] = "+15550000002",
        };
        await using var gateway = await GatewayFixture.StartAsync(settings);
        var names = new Dictionary<string, string> { ["+15550000001"] = "today", ["+15550000002"] = "tonight", ["+15550000003"] = "midnight" };
        await Stage.ScheduleAsync(gateway, Stage.Draft("+15550000001"));
        await Stage.ScheduleAsync(gateway, Stage.Draft("+15550000002", new(2026, 5, 4, 23, 59, 59, 999, TimeSpan.Zero)));
        await Stage.ScheduleAsync(gateway, Stage.Draft("+15550000003", new(2026, 5, 5, 0, 0, 0, TimeSpan.Zero)));

        var reply = await gateway.Client.SendAsync("POST", "/api/v1/status/sms", query);

        var shown = reply.Json["messages"]!
            .AsArray().Select(message => names[message!["mobileNumber"]!.GetValue<string>()]).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(texts, string.Join(',', shown));
        Assert.Equal(shown.Length, reply.Json["total"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("", "4,3,2,1,0")]
    [InlineData(",\"startElement\":\"0\",\"elementsPerPage\":\"2\"", "4,3")]
    [InlineData(",\"startElement\":2,\"elementsPerPage\":2", "2,1")]
    [InlineData(",\"startElement\":\"4\",\"elementsPerPage\":\"2\"", "0")]
    [InlineData(",\"startElement\":\"5\"", "")]
    public async Task A_page_begins_at_its_start_element_and_the_total_stays(string paging, string ordinals)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var messages = await Stage.ScheduleAsync(gateway, [.. Enumerable.Range(0, 5).Select(_ => Stage.Draft(sendAt: Stage.Noon.AddHours(1)))]);

        var reply = await gateway.Client.SendAsync("POST", "/api/v1/status/sms", $$"""{"requestId":"{{messages[0].Draft.Batch}}"{{paging}}}""");

        var shown = reply.Json["messages"]!.AsArray().Select(message => OrdinalOf(message!, messages[0]));
        Assert.Equal(ordinals, string.Join(',', shown));
        Assert.Equal(5, reply.Json["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Another_organization_sees_nothing()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var other = gateway.ClientWith(GatewayFixture.OtherKey);
        var message = (await Stage.ScheduleAsync(gateway, Stage.Draft(sendAt: Stage.Noon.AddHours(1))))[0];

        var byNumber = await other.SendAsync("POST", "/api/v1/status/sms", $$"""{"requestId":"{{message.Draft.Batch}}"}""");
        var byDay = await other.SendAsync("POST", "/api/v1/status/sms", """{"sentDate":"05/04/2026"}""");

        Assert.Equal((0, 0), (byNumber.Json["total"]!.GetValue<int>(), byDay.Json["total"]!.GetValue<int>()));
    }

    private static int OrdinalOf(JsonNode message, Message first) =>
        (int)(long.Parse(message["smsId"]!.GetValue<string>(), CultureInfo.InvariantCulture) - first.Draft.Batch.Value);
}
