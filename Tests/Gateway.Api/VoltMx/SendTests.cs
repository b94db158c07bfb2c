using System.Globalization;
using System.Text;

namespace Belay.Tests.Gateway.Api.VoltMx;

public sealed class SendTests
{
    private const string Path = "/api/v1/message/sms";

    [Theory]
    [InlineData(VoltMxExamples.Json, Channel.Sms)]
    [InlineData(VoltMxExamples.JsonVoice, Channel.Voice)]
    public async Task The_json_samples_are_queued(string body, Channel channel)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await gateway.Client.SendAsync("POST", Path, body, "application/json;charset=UTF-8");

        var message = Assert.Single(await Stage.AllAsync(gateway));
        Assert.Equal((200, $$"""{"id":"{{message.Draft.Batch}}","message":"Request Queued. "}"""), (reply.Status, reply.Body));
        Assert.Matches("^[0-9]{19}$", message.Draft.Batch.ToString());
        Assert.Equal(
            ("+919866694753", "", "sample sms message", channel), (message.Draft.To, message.Draft.From, message.Draft.Text, message.Draft.Channel));
        Assert.Equal((Dialect.VoltMx, null, null), (message.Draft.Dialect, message.Draft.SendAt, message.Draft.ValidUntil));
    }

    [Theory]
    [InlineData(VoltMxExamples.Xml, "text/xml;charset=UTF-8", Channel.Sms)]
    [InlineData(VoltMxExamples.XmlVoice, "application/xml", Channel.Voice)]
    public async Task The_xml_samples_are_queued_and_answered_in_xml(string body, string contentType, Channel channel)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await gateway.Client.SendAsync("POST", Path, body, contentType);

        var message = Assert.Single(await Stage.AllAsync(gateway));
        Assert.Equal(
            $"<smsResponse><code>200</code><description>Request Queued. </description><requestId>{message.Draft.Batch}</requestId></smsResponse>",
            reply.Body);
        Assert.Equal((200, "text/xml; charset=utf-8"), (reply.Status, reply.ContentType));
        Assert.Equal(("+917799622269", "sample sms message", channel), (message.Draft.To, message.Draft.Text, message.Draft.Channel));
    }

    [Theory]
    [InlineData("/voltmx/api/v1/message/sms")]
    [InlineData("/api/v1/message/sms?checkUserExistence=false")]
    [InlineData("/api/v1/message/sms?checkUserExistence=")]
    public async Task The_other_addresses_work_the_same(string path)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        Assert.Equal(200, (await gateway.Client.SendAsync("POST", path, VoltMxExamples.Json)).Status);
        Assert.Single(await Stage.AllAsync(gateway));
    }

    [Fact]
    public async Task One_number_covers_every_recipient_of_every_message()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await gateway.Client.SendAsync(
            "POST",
            Path,
            """
            {"smsServiceRequest":{"messages":{"message":[
              {"recipients":{"recipient":[{"mobile":"+15550000001"},{"mobile":"+15550000002"}]},"content":"one"},
              {"channel":"voicesms","recipients":{"recipient":{"mobile":"+15550000003"}},"content":"two"},
              {"recipients":[{"mobile":"+15550000004"}],"content":"three"}]}}}
            """);

        var batch = long.Parse(reply.Json["id"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        Assert.Equal(
            [
                (batch, "+15550000001", "one", Channel.Sms),
                (batch + 1, "+15550000002", "one", Channel.Sms),
                (batch + 2, "+15550000003", "two", Channel.Voice),
                (batch + 3, "+15550000004", "three", Channel.Sms),
            ],
            (await Stage.AllAsync(gateway))
                .Reverse().Select(message => (message.Number, message.Draft.To, message.Draft.Text, message.Draft.Channel)));
    }

    [Theory]
    [InlineData("\"0\"", null)]
    [InlineData("0", null)]
    [InlineData("\"1777896000000\"", null)]
    [InlineData("\"1777800000000\"", null)]
    [InlineData("\"2020-01-01T00:00:00Z\"", null)]
    [InlineData("\"1777899600000\"", "2026-05-04T13:00:00.0000000+00:00")]
    [InlineData("\"1777899600\"", "2026-05-04T13:00:00.0000000+00:00")]
    [InlineData("1777899600001", "2026-05-04T13:00:00.0010000+00:00")]
    [InlineData("\"2026-05-04T15:00:00+02:00\"", "2026-05-04T13:00:00.0000000+00:00")]
    public async Task A_start_is_none_seconds_milliseconds_or_a_time_with_a_zone_and_the_past_means_now(string start, string? sendAt)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var reply = await gateway.Client.SendAsync("POST", Path, VoltMxExamples.With($"\"startTimestamp\":{start}"));

        Assert.Equal(200, reply.Status);
        Assert.Equal(sendAt, Assert.Single(await Stage.AllAsync(gateway)).Draft.SendAt?.ToString("O"));
    }

    [Fact]
    public async Task An_expiry_ends_the_validity()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        await gateway.Client.SendAsync(
            "POST", Path, VoltMxExamples.With("\"startTimestamp\":\"2026-05-04T13:00:00Z\",\"expiryTimestamp\":\"1777903200000\""));

        Assert.Equal(Stage.Noon.AddHours(2), Assert.Single(await Stage.AllAsync(gateway)).Draft.ValidUntil);
    }

    [Theory]
    [InlineData("\"priorityService\":true,\"sendVoiceSmsOnFailure\":\"FALSE\"")]
    [InlineData("\"priorityService\":\"false\",\"channel\":\"sms\"")]
    [InlineData("\"senderName\":\"ACME\"")]
    public async Task Booleans_are_booleans_or_strings_and_fields_of_other_releases_are_ignored(string fields)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        Assert.Equal(200, (await gateway.Client.SendAsync("POST", Path, VoltMxExamples.With(fields))).Status);
    }

    [Fact]
    public async Task Xml_may_be_in_another_encoding_and_namespace()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var xml = """
            <?xml version="1.0" encoding="utf-16"?><x:smsServiceRequest xmlns:x="urn:x"><messages><channel>voicesms</channel><message><recipients>
            <recipient><mobile> +917799622269 </mobile></recipient></recipients>
            <content>&lt;b&gt; ü </content></message></messages></x:smsServiceRequest>
            """;
        using var content = new ByteArrayContent([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(xml)]);
        content.Headers.TryAddWithoutValidation("Content-Type", "text/xml");

        using var response = await gateway.Client.PostAsync(new Uri(Path, UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)response.StatusCode);
        var draft = Assert.Single(await Stage.AllAsync(gateway)).Draft;
        Assert.Equal(("+917799622269", "<b> ü ", Channel.Voice), (draft.To, draft.Text, draft.Channel));
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_gets_the_first_number_and_another_body_is_refused()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var body = VoltMxExamples.With("\"startTimestamp\":\"2026-05-04T13:00:00Z\",\"expiryTimestamp\":\"2026-05-04T13:30:00Z\"");
        var first = await gateway.Client.SendAsync("POST", Path, body, headers: ("Idempotency-Key", "k1"));
        gateway.Clock.Advance(TimeSpan.FromHours(2));

        var repeat = await gateway.Client.SendAsync("POST", Path, body, headers: ("Idempotency-Key", "k1"));
        var other = await gateway.Client.SendAsync("POST", Path, VoltMxExamples.Json, headers: ("Idempotency-Key", "k1"));

        Assert.Equal((200, first.Body), (repeat.Status, repeat.Body));
        Assert.Equal((400, """{"id":"","message":"Idempotency-Key was used with another body."}"""), (other.Status, other.Body));
        Assert.Single(await Stage.AllAsync(gateway));
    }

    [Fact]
    public async Task A_request_holds_as_many_entries_as_the_limit_says()
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?> { ["Belay:Limits:BatchMessagesMax"] = "3" });
        var recipient = """{"mobile":"+15550000001"}""";

        var fits = await gateway.Client.SendAsync("POST", Path, VoltMxExamples.To($$"""{"recipient":[{{recipient}},{{recipient}},{{recipient}}]}"""));
        var oneMore = await gateway.Client.SendAsync(
            "POST", Path, VoltMxExamples.To($$"""{"recipient":[{{recipient}},{{recipient}},{{recipient}},{{recipient}}]}"""));

        Assert.Equal((200, 400), (fits.Status, oneMore.Status));
        Assert.Equal(3, (await Stage.AllAsync(gateway)).Count);
    }

    [Fact]
    public async Task A_recipient_in_xml_may_say_its_number_twice()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var body = VoltMxExamples.Xml.Replace(
            "<recipient mobile=\"+917799622269\"/>", "<recipient mobile=\"+917799622269\"> +917799622269 </recipient>", StringComparison.Ordinal);

        Assert.Equal(200, (await gateway.Client.SendAsync("POST", "/api/v1/message/sms", body, "text/xml")).Status);
        Assert.Equal("+917799622269", Assert.Single(await Stage.AllAsync(gateway)).Draft.To);
    }
}
