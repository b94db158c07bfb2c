using System.Text.Json;
using Belay.Tests.Gateway.Api.VoltMx;

namespace Belay.Tests.Gateway.Api.Reading;

/// <summary>
/// P11: what a reader leaves behind, and what could mean a time, a recipient, a limit or a way to send, or is known at another level, is refused by
/// its name and its place, in every dialect, at every level of the body, in the query and in headers. Nothing is stored.
/// </summary>
public sealed class StrayTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private const string Tomorrow = "\"2026-05-05T12:00:00Z\"";
    private const string Telnyx = """{"from":"+15550001111","to":"+15550002222","text":"Hi"}""";
    private const string Media = """["https://cdn.example/a.png"]""";
    private const string Email = """{"method":"single","channels":["email"]}""";
    private const string Voice = "\"voicesms\"";
    private const string Native = """{"to":"+12025550123","text":"x"}""";
    private const string AgentMessage = """{"from":"+15551112222","to":"+15554443333","text":"x"}""";
    private const string Courier = """{"message":{"to":{"phone_number":"+12025550123"},"content":{"body":"x"}}}""";
    private const string Volt =
        """{"smsServiceRequest":{"messages":{"message":{"content":"x","recipients":{"recipient":{"mobile":"+15550000001"}}}}}}""";

    /// <summary>Path, body, content type, what the answer must say.</summary>
    public static TheoryData<string, string, string> Bodies { get; } = new()
    {
        { "/v2/messages", With(Telnyx, "sendAt", Tomorrow), "\"pointer\":\"/sendAt\"" },
        { "/v2/messages", With(Telnyx, "sendAt", Tomorrow), "did you mean send_at?\"" },
        { "/v2/messages", With(Telnyx, "SEND-AT", Tomorrow), "\"pointer\":\"/SEND-AT\"" },
        { "/v2/messages", With(Telnyx, "sned_at", Tomorrow), "did you mean send_at?" },
        { "/v2/messages", With(Telnyx, "shcedule", Tomorrow), "\"pointer\":\"/shcedule\"" },
        { "/v2/messages", With(Telnyx, "recipiants", Tomorrow), "could mean a recipient: the recipient is to" },
        { "/v2/messages", With(Telnyx, "schedule", $$"""{"on":{{Tomorrow}}}"""), "\"pointer\":\"/schedule\"" },
        { "/v2/messages", With(Telnyx, "options", $$"""[{"a/b":{"send_at":{{Tomorrow}} } }]"""), "\"pointer\":\"/options/0/a~1b/send_at\"" },
        { "/v2/messages", With(Telnyx, "[", $$"""{"at":{{Tomorrow}}}"""), "\"pointer\":\"/[/at\"" },
        { "/v2/messages", With(Telnyx, "deliver_at", "null"), "could mean a time: the time to send is send_at" },
        { "/v2/messages", With(Telnyx, "cc", """["+15550003333"]"""), "could mean a recipient: the recipient is to" },
        { "/v2/messages", With(Telnyx, "max_price", "0.05"), "could mean a limit" },
        { "/v2/messages", With(Telnyx, "max_price", "0.05"), "The field max_price is not a known field here" },
        { "/v2/messages", With(Telnyx, "new", """{"send_at":null}"""), "The field new.send_at is not a known field here" },
        { "/v2/messages", With(Telnyx, "new", """{"send_at":null}"""), "\"pointer\":\"/new/send_at\"" },
        { "/v2/messages", With(Telnyx, "opted_out", "true"), "could mean a limit" },
        { "/send", Inside(Courier, "doNotSend", "true"), "could mean a limit" },
        { "/v2/messages", With(Telnyx, "s\u0435nd_\u0430t", Tomorrow), "could mean a time" },
        { "/v2/messages", With(Telnyx, "sendatutc", Tomorrow), "\"pointer\":\"/sendatutc\"" },
        { "/v2/messages", With(Telnyx, "wann", Tomorrow), "has a time in it: the time to send is send_at" },
        { "/v2/messages", With(Telnyx, "wann", "[\" 2026-05-05 12:00 \"]"), "\"pointer\":\"/wann/0\"" },
        { "/v2/messages", With(Telnyx, "options", $$"""[{"name":"send_at","value":{{Tomorrow}} }]"""), "\"pointer\":\"/options/0/value\"" },
        { "/v2/messages/long_code", With(Telnyx, "sendAt", Tomorrow), "\"pointer\":\"/sendAt\"" },
        { "/v2/messages/group_mms", With(Telnyx, "validity_period", "60"), "\"pointer\":\"/validity_period\"" },
        { "/belay/v1/messages", With(Native, "sendAt", Tomorrow),
            "\"sendAt\":\"is not a known field here, and could mean a time: did you mean send_at?\"" },
        { "/belay/v1/messages", With(Native, "colour", "1"), "\"colour\":\"is not a known field\"" },
        { "/belay/v1/messages", With(Native, "send_at", "null"), "\"send_at\":\"is null: leave it out, or give it a value\"" },
        { "/belay/v1/messages", With(Native, "valid_until", "\" \""), "\"valid_until\":\"is empty" },
        { "/belay/v1/batches", $$"""{"messages":[{{Native}},{{Native}},{{With(Native, "sendAt", Tomorrow)}}]}""", "\"messages[2].sendAt\"" },
        { "/belay/v1/batches", $$"""{"messages":[{{Native}}],"send_at":{{Tomorrow}}}""",
            "\"send_at\":\"is not a known field here, and could mean a time: did you mean messages.send_at?\"" },
        { "/v1/messages", With(AgentMessage, "scheduledAt", Tomorrow),
            "\"scheduledAt\":\"is not a known field here, and could mean a time: did you mean scheduled_at?\"" },
        { "/v1/messages", With(AgentMessage, "scheduled_at", "null"), "\"scheduled_at\":\"is null" },
        { "/v1/messages", With(AgentMessage, "colour", "1"), "\"colour\":\"is not a known field\"" },
        { "/send", With(Courier, "delay", """{"duration":60000}"""),
            "'delay' is not a known field here, and could mean a time: did you mean message.delay?\"" },
        { "/send", With(Courier, "delayUntil", Tomorrow), "'delayUntil'" },
        { "/send", With(Courier, "recipient", "\"u\""),
            "'recipient' is not a known field here, and could mean a recipient: the recipients are in message.to" },
        { "/send", Inside(Courier, "send_at", Tomorrow), "'message.send_at'" },
        { "/send", Inside(Courier, "until", Tomorrow), "did you mean message.delay.until?" },
        { "/send", Inside(Courier, "timezone", "\"Asia/Tokyo\""), "did you mean message.to.timezone or message.delay.timezone?" },
        { "/send", Inside(Courier, "delay", $$"""{"untill":{{Tomorrow}}}"""), "'message.delay.untill'" },
        { "/send", Inside(Courier, "delay", $$"""{"until":{{Tomorrow}},"time_zone":"Asia/Tokyo"}"""), "'message.delay.time_zone'" },
        { "/send", Inside(Courier, "delay", "{\"Duration\":60000}"), "did you mean message.delay.duration?" },
        { "/send", Inside(Courier, "expiry", """{"expiresAt":"P1D"}"""), "did you mean message.expiry.expires_at?" },
        { "/send", Inside(Courier, "routing", """{"method":"single","channels":[{"method":"single","channels":["sms"],"delay":{"duration":1}}]}"""),
            "'message.routing.channels[0].delay'" },
        { "/send", Inside(Courier, "routing", """{"method":"single","channels":["sms"],"if":"false"}"""), "'message.routing.if'" },
        { "/send", Inside(Courier, "if", "\"false\""), "'message.if'" },
        { "/send", Inside(Courier, "channels", """{"SMS":{"if":"false"}}"""), "'message.channels.SMS' is no channel of Courier" },
        { "/send", Inside(Courier, "channels", $$"""{"sms":{"override":{"sendAt":{{Tomorrow}} } } }"""), "'message.channels.sms.override.sendAt'" },
        { "/send", Courier.Replace("\"+12025550123\"", $"\"+12025550123\",\"send_at\":{Tomorrow}", StringComparison.Ordinal),
            "'message.to.send_at'" },
        { "/send",
            Courier.Replace(
                """{"phone_number":"+12025550123"}""",
                """[{"phone_number":"+12025550123"},{"phone_number":"+12025550124","cc":[]}]""",
                StringComparison.Ordinal),
            "'message.to[1].cc'" },
        { "/send",
            Courier.Replace(
                "\"+12025550123\"",
                "\"+12025550123\",\"preferences\":{\"notifications\":{\"a\":{\"status\":\"OPTED_IN\","
                + "\"rules\":[{\"until\":\"2026-05-06T00:00:00Z\"}]}}}",
                StringComparison.Ordinal),
            "'message.to.preferences.notifications.a.rules[0].until'" },
        { "/send", Courier.Replace("\"body\":\"x\"", $"\"body\":\"x\",\"send_at\":{Tomorrow}", StringComparison.Ordinal),
            "'message.content.send_at'" },
        { "/api/v1/message/sms", Volt.Replace("\"messages\":{", "\"messages\":{\"startTimestamp\":\"1777986000000\",", StringComparison.Ordinal),
            "smsServiceRequest.messages.startTimestamp is not a known field here, and could mean a time: did you mean "
            + "smsServiceRequest.messages.message.startTimestamp?" },
        { "/api/v1/message/sms", Volt.Replace("\"smsServiceRequest\":{", "\"smsServiceRequest\":{\"delay\":5,", StringComparison.Ordinal),
            "smsServiceRequest.delay" },
        { "/api/v1/message/sms", With(Volt, "schedule", "5"), "schedule is not" },
        { "/api/v1/message/sms", Volt.Replace("\"mobile\"", "\"start_timestamp\":1,\"mobile\"", StringComparison.Ordinal),
            "recipients.recipient.start_timestamp" },
        { "/api/v1/message/sms", Volt.Replace("\"mobile\"", "\"mobileNumber\":\"+15550000002\",\"mobile\"", StringComparison.Ordinal),
            "could mean a recipient" },
        { "/api/v1/message/sms", Volt.Replace("\"recipients\":{", "\"recipients\":{\"mobile\":\"+15550000002\",", StringComparison.Ordinal),
            "recipients must have either recipient, or mobile or id" },
        { "/api/v1/message/sms", Volt.Replace("\"content\"", "\"deliverAfter\":1,\"content\"", StringComparison.Ordinal),
            "a message has times named startTimestamp and expiryTimestamp only" },
        { "/api/v1/status/sms", """{"requestId":"1","startDate":"05/04/2026"}""", "startDate" },
        { "/api/v1/status/sms", """{"requestId":"1","mobile":"+15550000001"}""", "could mean a recipient" },
        { "/api/v1/messages/sms/fetch", """{"mobileNo":"+15550000001","limit":"5"}""", "could mean a limit" },
    };

    /// <summary>What says by which way a message leaves, or what it says, at a level where nobody reads it, or in another spelling.</summary>
    public static TheoryData<string, string, string> Misplaced { get; } = new()
    {
        { "/v2/messages", With(Telnyx, "Type", "\"MMS\""), "The field Type is not a known field here: did you mean type?" },
        { "/v2/messages", With(Telnyx, "mediaUrls", Media), "\"pointer\":\"/mediaUrls\"" },
        { "/v2/messages", With(Telnyx, "media_url", Media), "could mean a way to send: did you mean media_urls?" },
        { "/v2/messages", With(Telnyx, "media", Media), "could mean a way to send" },
        { "/v2/messages", With(Telnyx, "messagingProfileId", "\"p\""), "did you mean messaging_profile_id?" },
        { "/v2/messages", With(Telnyx, "channel", "\"voice\""), "The field channel is not a known field here, and could mean a way to send" },
        { "/v2/messages/schedule", With(With(Telnyx, "send_at", Tomorrow), "TYPE", "\"MMS\""), "\"pointer\":\"/TYPE\"" },
        { "/v2/messages/group_mms", With(Telnyx, "Type", "\"SMS\""), "did you mean type?" },
        { "/v2/messages/group_mms", With(Telnyx, "type", "\"SMS\""), "\"pointer\":\"/type\"" },
        { "/v2/messages", With(Telnyx, "options", """{"whatsapp_message":{}}"""), "\"pointer\":\"/options/whatsapp_message\"" },
        { "/belay/v1/messages", With(Native, "Channel", "\"voice\""), "could mean a way to send: did you mean channel?" },
        { "/belay/v1/batches", $$"""{"messages":[{{Native}}],"channel":"user"}""",
            "\"channel\":\"is not a known field here, and could mean a way to send" },
        { "/v1/messages", With(AgentMessage, "mediaUrls", Media), "\"mediaUrls\":\"is not a known field here, and could mean a way to send" },
        { "/v1/messages", With(AgentMessage, "channel", "\"mms\""), "\"channel\":\"is not a known field here" },
        { "/send", With(Courier, "routing", Email),
            "'routing' is not a known field here, and could mean a way to send: did you mean message.routing?" },
        { "/send", With(Courier, "channels", "{}"), "did you mean message.channels or message.routing.channels?" },
        { "/send", With(Courier, "providers", "{}"), "did you mean message.providers?" },
        { "/send", With(Courier, "preferences", "{}"), "'preferences' is not a known field here: did you mean message.to.preferences or" },
        { "/send", With(Courier, "content", """{"body":"y"}"""), "'content' is not a known field here: did you mean message.content?" },
        { "/send", With(Courier, "metadata", """{"tags":["a"]}"""), "'metadata' is not a known field here: did you mean message.metadata?" },
        { "/send", With(Courier, "data", "{}"), "'data' is not a known field here" },
        { "/send", Inside(Courier, "Routing", Email), "'message.Routing'" },
        { "/send", Inside(Courier, "Content", "{}"), "'message.Content' is not a known field here: did you mean message.content?" },
        { "/send", Inside(Courier, "channel", "\"email\""), "did you mean message.channels or message.routing.channels?" },
        { "/send", Inside(Courier, "provider", "\"twilio\""), "did you mean message.providers?" },
        { "/send", Inside(Courier, "method", "\"all\""), "did you mean message.routing.method" },
        { "/send", Inside(Courier, "body", "\"y\""), "did you mean message.content.body?" },
        { "/send", Inside(Courier, "locale", "\"fr\""), "did you mean message.to.locale?" },
        { "/send", Inside(Courier, "routing_strategy_id", "\"rs\""), "'message.routing_strategy_id'" },
        { "/send", Inside(Courier, "new", $$"""{"deep":[{"routing":{{Email}}}]}"""), "'message.new.deep[0].routing'" },
        { "/send", InTo("routing", Email), "'message.to.routing'" },
        { "/send", InTo("channels", "{}"), "'message.to.channels'" },
        { "/send", InTo("providers", "{}"), "'message.to.providers'" },
        { "/send", InTo("content", "{}"), "'message.to.content'" },
        { "/send", InTo("metadata", "{}"), "'message.to.metadata'" },
        { "/send", InContent("routing", Email), "'message.content.routing'" },
        { "/send", InContent("channels", "[\"email\"]"), "'message.content.channels'" },
        { "/send", InContent("metadata", "{}"), "'message.content.metadata'" },
        { "/send", InContent("preferences", "{}"), "'message.content.preferences'" },
        { "/send", Inside(Courier, "metadata_", "{}"), "did you mean message.metadata?" },
        { "/send", Inside(Courier, "delay", """{"duration":60000,"routing":{}}"""), "'message.delay.routing'" },
        { "/send", Inside(Courier, "channels", """{"sms":{"routing":{}}}"""), "'message.channels.sms.routing'" },
        { "/api/v1/message/sms", With(Volt, "channel", Voice),
            "channel is not a known field here, and could mean a way to send: did you mean smsServiceRequest.messages.message.channel or "
            + "smsServiceRequest.messages.channel?" },
        { "/api/v1/message/sms", Beside("smsServiceRequest", "channel", Voice), "smsServiceRequest.channel is not" },
        { "/api/v1/message/sms", Beside("recipients", "channel", Voice), "message.recipients.channel is not" },
        { "/api/v1/message/sms", Beside("recipient", "channel", Voice), "recipients.recipient.channel is not" },
        { "/api/v1/message/sms", Beside("recipient", "content", "\"y\""), "recipients.recipient.content is not" },
        { "/api/v1/message/sms", Beside("messages", "content", "\"y\""),
            "smsServiceRequest.messages.content is not a known field here: did you mean smsServiceRequest.messages.message.content?" },
        { "/api/v1/message/sms", Beside("message", "Channel", Voice), "message.Channel is not" },
        { "/api/v1/message/sms", Beside("message", "chanel", Voice), "message.chanel is not" },
        { "/api/v1/message/sms", Beside("messages", "priorityService", "true"), "smsServiceRequest.messages.priorityService is not" },
    };

    /// <summary>Changes of the XML sample, and what the answer must say.</summary>
    public static TheoryData<string, string, string> Xml { get; } = new()
    {
        { "<messages>", "<messages><startTimestamp>1777986000000</startTimestamp>", "smsServiceRequest.messages.startTimestamp" },
        { "<messages>", "<messages startTimestamp=\"1777986000000\">", "smsServiceRequest.messages.@startTimestamp" },
        { "<message>", "<message startTimestamp=\"1777986000000\">", "smsServiceRequest.messages.message.@startTimestamp" },
        { "<message>", "<message><options><item/><item delay=\"5\"/></options>", "message.options.item[1].@delay" },
        { "<content>", "<content sendAt=\"1777986000000\">", "smsServiceRequest.messages.message.content.@sendAt" },
        { "<startTimestamp>", "<startTimestamp delay=\"5\">", "message.startTimestamp.@delay" },
        { "<recipient ", "<recipient sendAt=\"1777986000000\" ", "recipients.recipient.@sendAt" },
        { "<startTimestamp>", "<startTimestamp value=\"2026-05-05T12:00:00Z\">", "message.startTimestamp.@value" },
        { "<message>", "<message><wann>2026-05-05T12:00:00+02:00</wann>", "message.wann is not a known field, and has a time in it" },
        { "<recipient ", "<mobile>+15550000002</mobile><recipient ", "recipients must have recipient elements" },
        { "<recipient ", "<cc>+15550000002</cc><recipient ", "could mean a recipient" },
        { "<smsServiceRequest>", "<smsServiceRequest><channel>voicesms</channel>", "smsServiceRequest.channel is not a known field here, and could" },
        { "<message>", "<message><Channel>voicesms</Channel>", "smsServiceRequest.messages.message.Channel is not" },
        { "<message>", "<message channel=\"voicesms\">", "smsServiceRequest.messages.message.@channel is not" },
        { "<messages>", "<messages><content>y</content>", "smsServiceRequest.messages.content is not a known field here: did you mean" },
        { "<content>", "<content channel=\"voicesms\">", "smsServiceRequest.messages.message.content.@channel is not" },
        { "<recipient ", "<recipient channel=\"voicesms\" ", "recipients.recipient.@channel is not" },
        { "<smsServiceRequest>", "<smsServiceRequest xmlns:a=\"urn:at\" a:at=\"1\">", "smsServiceRequest.@at" },
    };

    public static TheoryData<string, string, string> Parameters { get; } = new()
    {
        { "POST", "/v2/messages?send_at=2026-05-05T12:00:00Z", Telnyx },
        { "POST", "/v2/messages?wann=2026-05-05T12:00:00Z", Telnyx },
        { "POST", "/belay/v1/messages?sendAt=2026-05-05T12:00:00Z", Native },
        { "POST", "/belay/v1/batches?delay=5", $$"""{"messages":[{{Native}}]}""" },
        { "POST", "/v1/messages?scheduled_at=2026-05-05T12:00:00Z", AgentMessage },
        { "POST", "/send?delay=60000", Courier },
        { "POST", "/courier/send?until=tomorrow", Courier },
        { "POST", "/send?routing=email", Courier },
        { "POST", "/v2/messages?media_urls=https://cdn.example/a.png", Telnyx },
        { "POST", "/api/v1/message/sms?channel=voicesms", Volt },
        { "GET", "/v1/messages?channel=mms", "" },
        { "POST", "/api/v1/message/sms?startTimestamp=1777986000000", Volt },
        { "DELETE", "/v2/messages/40385f64-5717-4562-b3fc-2c963f66afa6?at=2026-05-05T12:00:00Z", "" },
        { "DELETE", "/belay/v1/messages/40385f64-5717-4562-b3fc-2c963f66afa6?after=5", "" },
        { "DELETE", "/v1/messages/40385f64-5717-4562-b3fc-2c963f66afa6?when=later", "" },
        { "DELETE", "/api/v1/messages/sms/4713025406550859686?before=2026-05-05", "" },
        { "POST", "/messages/1-018f0000-000070008000000000000000/cancel?at=2026-05-05", "" },
        { "PUT", "/requests/1-018f0000-000070008000000000000000/archive?delay=5", "" },
        { "GET", "/messages?enqueuedBefore=2026-05-05T12:00:00Z", "" },
        { "GET", "/messages?limit=5", "" },
        { "GET", "/v1/messages?phone=%2B12025550123", "" },
        { "GET", "/v1/messages?created_after=2026-05-05", "" },
        { "GET", "/belay/v1/messages?due_after=2026-05-05T12:00:00Z", "" },
        { "GET", "/belay/v1/forecast?until=2026-05-05T12:00:00Z", "" },
    };

    /// <summary>A path, and the one of its parameters that has one value.</summary>
    public static TheoryData<string, string> Repeated { get; } = new()
    {
        { "/v1/messages?to=%2B15554443333&to=%2B15554443334", "to" },
        { "/v1/messages?to=%2B15554443333&TO=%2B15554443333", "to" },
        { "/v1/messages?from=a&from=b", "from" },
        { "/v1/messages?limit=1&limit=2", "limit" },
        { "/v1/messages?cursor=&cursor=40385f64-5717-4562-b3fc-2c963f66afa6", "cursor" },
        { "/v1/messages?status=sent&status=queued", "status" },
        { "/v1/messages?tag=a&tag=b", "tag" },
        { "/agentmessage/v1/messages?to[]=%2B15554443333", "to" },
        { "/messages?recipient=u&recipient=v", "recipient" },
        { "/messages?archived=true&archived=false", "archived" },
        { "/messages?cursor=a&cursor=b", "cursor" },
        { "/messages?event=a&event=b", "event" },
        { "/messages?notification[]=a", "notification" },
        { "/messages?list=a&list=b", "list" },
        { "/messages?tenant_id=a&tenant_id=b", "tenant_id" },
        { "/messages?traceId=a&traceId=b", "traceId" },
        { "/messages?messageId=a&messageId=b", "messageId" },
        { "/courier/messages?enqueued_after=1&enqueued_after=2", "enqueued_after" },
        { "/messages/1-018f0000-000070008000000000000000/history?type=SENT&type=DELAYED", "type" },
        { "/belay/v1/messages?to=a&to=b", "to" },
        { "/belay/v1/messages?archived=any&archived=any", "archived" },
        { "/belay/v1/forecast?slots=1&slots=2", "slots" },
        { "/belay/v1/tally?slot_seconds=60&slot_seconds=120", "slot_seconds" },
    };

    public static TheoryData<string, string> Dialects { get; } = new()
    {
        { "/v2/messages", Telnyx }, { "/belay/v1/messages", Native }, { "/v1/messages", AgentMessage }, { "/send", Courier },
        { "/api/v1/message/sms", Volt },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    [MemberData(nameof(Misplaced))]
    public async Task A_stray_field_of_a_body_is_refused_by_its_name_and_its_place(string path, string body, string says)
    {
        var reply = await shared.Gateway.Client.SendAsync("POST", path, body);

        Assert.True(reply.Status is 400 or 422, $"{reply.Status}: {reply.Body}");
        Assert.Contains(says, Unescaped(reply.Body), StringComparison.Ordinal);
        Assert.Equal(0, await shared.Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [MemberData(nameof(Xml))]
    public async Task A_stray_element_or_attribute_is_refused_by_its_name_and_its_place(string part, string instead, string says)
    {
        Assert.Contains(part, VoltMxExamples.Xml, StringComparison.Ordinal);

        var reply = await shared.Gateway.Client.SendAsync(
            "POST", "/api/v1/message/sms", VoltMxExamples.Xml.Replace(part, instead, StringComparison.Ordinal), "text/xml");

        Assert.Equal(400, reply.Status);
        Assert.Contains(says, reply.Body, StringComparison.Ordinal);
        Assert.Equal(0, await shared.Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public async Task A_stray_parameter_of_a_query_is_refused_by_its_name_in_the_dialects_envelope(string method, string path, string body)
    {
        var reply = await shared.Gateway.Client.SendAsync(method, path, body.Length == 0 ? null : body);

        Assert.True(reply.Status is 400 or 422, $"{reply.Status}: {reply.Body}");
        Assert.Contains(
            $"The query parameter {path.Split('?')[1].Split('=')[0]} is not known here, and could mean a", reply.Body, StringComparison.Ordinal);
        Assert.Equal(0, await shared.Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [MemberData(nameof(Repeated))]
    public async Task A_parameter_that_has_one_value_is_refused_where_it_is_there_twice(string path, string name)
    {
        var reply = await shared.Gateway.Client.SendAsync("GET", path);

        Assert.True(reply.Status is 400 or 422, $"{reply.Status}: {reply.Body}");
        Assert.Contains($"The query parameter {name} must be there once.", reply.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/api/v1/message/sms?checkUserExistence=false&checkUserExistence=false")]
    [InlineData("/voltmx/api/v1/message/sms?checkUserExistence=true&checkUserExistence=false")]
    public async Task A_parameter_of_a_send_that_is_there_twice_sends_nothing(string path)
    {
        var reply = await shared.Gateway.Client.SendAsync("POST", path, Volt);

        Assert.Equal(
            (400, "The query parameter checkUserExistence must be there once."), (reply.Status, reply.Json["message"]!.GetValue<string>()));
        Assert.Equal(0, await shared.Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [InlineData("/messages?status=DELAYED&status=SENT&tag=a&tag=b&tags=a&tags[]=b&provider=a&provider=b")]
    [InlineData("/belay/v1/messages?status=sent&status=queued")]
    public async Task A_parameter_that_has_several_values_may_be_there_twice(string path) =>
        Assert.Equal(200, (await shared.Gateway.Client.SendAsync("GET", path)).Status);

    [Theory]
    [InlineData("/v2/messages?send_at=x", "Content-Type", "send_at")]
    [InlineData("/v2/messages", "X-Send-At", "X-Send-At")]
    public async Task Telnyxs_error_names_what_is_beside_the_body_as_its_parameter(string path, string header, string parameter)
    {
        var reply = await shared.Gateway.Client.SendAsync("POST", path, Telnyx, headers: (header, "application/json"));

        Assert.Equal(parameter, reply.Json["errors"]![0]!["source"]!["parameter"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_header_that_asks_for_later_is_refused(string path, string body)
    {
        var reply = await shared.Gateway.Client.SendAsync("POST", path, body, headers: ("X-Send-At", "2026-05-05T12:00:00Z"));

        Assert.True(reply.Status is 400 or 422, $"{reply.Status}: {reply.Body}");
        Assert.Contains("The header X-Send-At is not known here, and could mean a time.", reply.Body, StringComparison.Ordinal);
        Assert.Equal(0, await shared.Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task What_means_none_of_these_is_ignored_as_ever(string path, string body)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var isStrict = path is "/belay/v1/messages" or "/v1/messages";

        var reply = await gateway.Client.SendAsync(
            "POST",
            path + "?trace=1&checkUserExistence=false",
            isStrict ? body : With(body, "something_new", """{"colour":[1,{"shape":null}],"type":"MMS","content":"x","text":"x","""
                + """  "metadata":{"appointment_time":"09:00","to":"x","channel":"email"}}"""),
            headers: ("X-Request-Start", "t=1777896000"));

        Assert.True(reply.Status is 200 or 202, $"{reply.Status}: {reply.Body}");
        Assert.Equal(1, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task Couriers_own_fields_and_the_callers_own_words_go_through()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        const string Body = """
            {"message":{"to":{"user_id":"u","phone_number":"+12025550123","email":"a@example.com","locale":"en","timezone":"Asia/Tokyo",
              "updated_at":"2026-01-01",
              "data":{"time":"09:00","recipient":"you"},"context":{"tenant_id":"t"},"custom":{"send_at":"x"},
              "preferences":{"notifications":{"time":{"status":"OPTED_IN"}}}},
             "content":{"title":"t","body":"At {{time}}, {{until}}"},"data":{"until":"noon","limit":3},"context":{"tenant_id":"t","delay":1},
             "metadata":{"event":"e","tags":["a"],"trace_id":"x","utm":{"source":"s","date":"d"},"send_at":"words","channel":"email","routing":{} },
             "brand_id":"b","delay":{"duration":60000.0,"timezone":null,"until":null},"expiry":{"expires_in":"P1D","expires_at":null},
             "timeout":{"message":86400000,"channel":{"sms":86400000},"provider":{"twilio":86400000},"criteria":"delivered","escalation":5},
             "channels":{"sms":{"brand_id":"b","metadata":{"utm":{}},"routing_method":"all","timeouts":{"channel":3600000,"provider":1800000}}},
             "providers":{"twilio":{"if":"","timeouts":900000,"override":{"body":{"From":"x","channel":"c","MediaUrl":["u"],"content":"x"}}}},
             "profile":{"channel":"email","content":"x","routing":1},
             "routing":{"method":"single","channels":["sms"]},"preferences":{"subscription_topic_id":"p"}}}
            """;

        var reply = await gateway.Client.SendAsync("POST", "/send", Body);

        Assert.True(reply.Status == 202, reply.Body);
        var message = Assert.Single(await Stage.AllAsync(gateway));
        Assert.Equal((Stage.Noon.AddMinutes(1), Stage.Noon.AddMinutes(16)), (message.Draft.SendAt, message.Draft.ValidUntil));
    }

    [Fact]
    public async Task A_body_of_nothing_but_unknown_names_ends_soon()
    {
        var names = string.Join(',', Enumerable.Range(0, 100_000).Select(static number => $"\"n{number}\":0"));

        var reply = await shared.Gateway.Client.SendAsync("POST", "/send", $$"""{"message":{},{{names}}}""");

        Assert.Equal(400, reply.Status);
        Assert.Contains("unknown field too many", reply.Body, StringComparison.Ordinal);
    }

    private static string InTo(string field, string value) =>
        Courier.Replace("\"+12025550123\"", $"\"+12025550123\",\"{field}\":{value}", StringComparison.Ordinal);

    private static string InContent(string field, string value) =>
        Courier.Replace("\"body\":\"x\"", $"\"body\":\"x\",\"{field}\":{value}", StringComparison.Ordinal);

    /// <summary>The body of Volt MX with one more field in the object of this name.</summary>
    private static string Beside(string parent, string field, string value) =>
        Volt.Replace($"\"{parent}\":{{", $"\"{parent}\":{{\"{field}\":{value},", StringComparison.Ordinal);

    private static string With(string body, string field, string value) => $"{body[..^1]},{JsonSerializer.Serialize(field)}:{value}}}";

    private static string Inside(string body, string field, string value) => $"{body[..^2]},\"{field}\":{value}}}}}";

    /// <summary>The answer with its strings as they are meant.</summary>
    private static string Unescaped(string json) =>
        System.Text.RegularExpressions.Regex.Unescape(json.Replace("\\\"", "\\\\\"", StringComparison.Ordinal));
}
