using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Belay.Tests.Gateway.Api.VoltMx.BadInput;

/// <summary>Requests that must not be understood: each gets its status and text, and stores nothing.</summary>
public sealed class BadInputTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private const string Json = "application/json";
    private const string Xml = "text/xml";
    private const string Send = "/api/v1/message/sms";
    private const string Status = "/api/v1/status/sms";
    private const string Fetch = "/api/v1/messages/sms/fetch";
    private const string NotParsed = "Failed to parse the input request";
    private const string WrongMethod = "Invalid Request. Request method not allowed";
    private const string BadId = "Request ID should not contain alphabets or special characters";

    /// <summary>Bodies of a send that are refused with 400 and a text that begins so.</summary>
    public static TheoryData<string, string> Sends { get; } = new()
    {
        { Json, "" },
        { Json, "{" },
        { Json, "[]" },
        { Json, "null" },
        { Json, "{}" },
        { Json, VoltMxExamples.Xml },
        { Json, """{"smsServiceRequest":"x"}""" },
        { Json, """{"smsServiceRequest":{"messages":{}}}""" },
        { Json, """{"smsServiceRequest":{"messages":{"message":[]}}}""" },
        { Json, """{"smsServiceRequest":{"messages":{"message":{"content":"hi"}}}}""" },
        { Json,
            """{"smsServiceRequest":{"messages":{"message":{"content":"hi","content":"ho","recipients":{"recipient":"""
            + """{"mobile":"+15550000001"}}}}}}""" },
        { Json, VoltMxExamples.To("{}") },
        { Json, VoltMxExamples.To("""{"recipient":[]}""") },
        { Json, VoltMxExamples.To("""{"recipient":{}}""") },
        { Json, VoltMxExamples.To("""{"recipient":["+15550000001"]}""") },
        { Json, VoltMxExamples.To("""{"recipient":{"mobile":15550000001}}""") },
        { Json, VoltMxExamples.To("""{"recipient":{"mobile":"5550000001"}}""") },
        { Json, VoltMxExamples.To("""{"recipient":{"mobile":"+1555\u0000000001"}}""") },
        { Json, VoltMxExamples.To("""{"recipient":[{"mobile":"+15550000001"},{"mobile":"call me"}]}""") },
        { Json, VoltMxExamples.To("""{"segment":{"criteria":"all"}}""") },
        { Json, """{"smsServiceRequest":{"messages":{"message":{"recipients":{"recipient":{"mobile":"+15550000001"}}}}}}""" },
        { Json, """{"smsServiceRequest":{"messages":{"message":{"content":"","recipients":{"recipient":{"mobile":"+15550000001"}}}}}}""" },
        { Json, """{"smsServiceRequest":{"messages":{"message":{"content":7,"recipients":{"recipient":{"mobile":"+15550000001"}}}}}}""" },
        { Json, """{"smsServiceRequest":{"messages":{"message":{"content":"a\u0000","recipients":{"recipient":{"mobile":"+15550000001"}}}}}}""" },
        { Json, """{"smsServiceRequest":{"messages":{"message":{"content":"\udfff","recipients":{"recipient":{"mobile":"+15550000001"}}}}}}""" },
        { Json, """{"smsServiceRequest":{"messages":{"message":{"content":"CONTENT","recipients":{"recipient":{"mobile":"+15550000001"}}}}}}"""
            .Replace("CONTENT", new string('a', 1531), StringComparison.Ordinal) },
        { Json, VoltMxExamples.With("\"startTimestamp\":\"tomorrow\"") },
        { Json, VoltMxExamples.With("\"startTimestamp\":\"\"") },
        { Json, VoltMxExamples.With("\"startTimestamp\":\"177789960\"") },
        { Json, VoltMxExamples.With("\"startTimestamp\":\"17778996000\"") },
        { Json, VoltMxExamples.With("\"startTimestamp\":null") },
        { Json, VoltMxExamples.With("\"expiryTimestamp\":null") },
        { Json, VoltMxExamples.With("\"startTimestamp\":\"-5\"") },
        { Json, VoltMxExamples.With("\"startTimestamp\":1.5e12") },
        { Json, VoltMxExamples.With("\"startTimestamp\":\"99999999999999999999\"") },
        { Json, VoltMxExamples.With("\"startTimestamp\":\"253402300800000\"") },
        { Json, VoltMxExamples.With("\"startTimestamp\":\"1809432000001\"") },
        { Json, VoltMxExamples.With("\"startTimestamp\":\"2026-05-05T09:00:00\"") },
        { Json, VoltMxExamples.With("\"startTimestamp\":{\"at\":1}") },
        { Json, VoltMxExamples.With("\"startTimeStamp\":\"1777899600000\"") },
        { Json, VoltMxExamples.With("\"send_date\":\"1777899600000\"") },
        { Json, VoltMxExamples.With("\"expiryTimestamp\":\"soon\"") },
        { Json, VoltMxExamples.With("\"expiryTimestamp\":\"1777896000000\"") },
        { Json, VoltMxExamples.With("\"startTimestamp\":\"1777899600000\",\"expiryTimestamp\":\"1777899600000\"") },
        { Json, VoltMxExamples.With("\"priorityService\":\"yes\"") },
        { Json, VoltMxExamples.With("\"sendVoiceSmsOnFailure\":1") },
        { Json, VoltMxExamples.With("\"channel\":\"fax\"") },
        { Xml, "" },
        { Xml, "<smsServiceRequest>" },
        { Xml, VoltMxExamples.Json },
        { Xml, "<other/>" },
        { Xml, "<smsServiceRequest/>" },
        { Xml, "<smsServiceRequest><messages/></smsServiceRequest>" },
        { Xml, VoltMxExamples.Xml.Replace("mobile=\"+917799622269\"", "", StringComparison.Ordinal) },
        { Xml, VoltMxExamples.Xml.Replace("+917799622269", "917799622269", StringComparison.Ordinal) },
        { Xml, VoltMxExamples.Xml.Replace("<content>", "<content><b/>", StringComparison.Ordinal) },
        { Xml, VoltMxExamples.Xml.Replace("<startTimestamp>0", "<startTimestamp/><startTimestamp>0", StringComparison.Ordinal) },
        { Xml, VoltMxExamples.Xml.Replace("startTimestamp", "starttimestamp", StringComparison.Ordinal) },
        { Xml, """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>""" + VoltMxExamples.Xml.Replace("sample", "&b;", StringComparison.Ordinal) },
        { Xml, """<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/hostname">""" + VoltMxExamples.Xml },
        { Xml, """<?xml version="1.0" encoding="nonsense"?>""" + VoltMxExamples.Xml },
        { Xml, VoltMxExamples.Xml.Replace("sample", "&#0;", StringComparison.Ordinal) },
        { Xml, VoltMxExamples.Xml.Replace(
            "<recipient mobile=\"+917799622269\"/>", "<recipient mobile=\"+917799622269\">+917799622270</recipient>", StringComparison.Ordinal) },
        { Xml,
            VoltMxExamples.Xml.Replace(
                "<recipient mobile=\"+917799622269\"/>",
                "<recipient>+917799622270<mobile>+917799622269</mobile></recipient>",
                StringComparison.Ordinal) },
        { Xml,
            VoltMxExamples.Xml.Replace("<recipient mobile=\"+917799622269\"/>", "<recipient>+917799622270</recipient>", StringComparison.Ordinal) },
        { Xml, VoltMxExamples.Xml.Replace("<recipients>", "<recipients>+917799622270", StringComparison.Ordinal) },
        { Xml, VoltMxExamples.Xml.Replace("<message>", "<message>+917799622270", StringComparison.Ordinal) },
        { Xml, VoltMxExamples.Xml.Replace("<messages>", "<messages>now<message><content/></message>", StringComparison.Ordinal) },
        { Xml, VoltMxExamples.Xml.Replace("</messages>", "</messages>tomorrow", StringComparison.Ordinal) },
        { Xml, string.Concat(Enumerable.Repeat("<a>", 50_000)) },
    };

    /// <summary>Method, path, body, content type, key → status, text.</summary>
    public static TheoryData<string, string, string?, string?, string?, int, string> Calls { get; } = new()
    {
        { "POST", Send, VoltMxExamples.Json, Json, null, 401, "Unauthorized request" },
        { "POST", Send, VoltMxExamples.Json, Json, "wrong-key", 401, "Authentication fail, Invalid credentials" },
        { "DELETE", "/api/v1/messages/sms/1", null, null, null, 401, "Unauthorized request" },
        { "POST", Fetch, """{"mobileNo":"+15550000001"}""", Json, null, 401, "Unauthorized request" },
        { "GET", "/api/v1/messages/sms/content/1", null, null, null, 401, "Unauthorized request" },
        { "POST", Send, VoltMxExamples.Json, Json, GatewayFixture.ReadOnlyKey, 403, "The API key lacks the scope that this call needs." },
        { "POST", Status, """{"requestId":"1"}""", Json, GatewayFixture.SendOnlyKey, 403, "The API key lacks the scope that this call needs." },
        { "GET", Send, null, null, GatewayFixture.Key, 400, WrongMethod },
        { "PUT", Send, VoltMxExamples.Json, Json, GatewayFixture.Key, 400, WrongMethod },
        { "POST", "/api/v1/messages/sms/4713025406550859686", "", Json, GatewayFixture.Key, 400, WrongMethod },
        { "GET", "/api/v1/messages/sms/4713025406550859686", null, null, GatewayFixture.Key, 400, WrongMethod },
        { "PUT", "/voltmx/api/v1/messages/sms/4713025406550859686", "", Json, GatewayFixture.Key, 400, WrongMethod },
        { "PUT", "/voltmx/api/v1/messages/sms/4713025406550859686", "", Json, null, 401, "Unauthorized request" },
        { "POST", Send, VoltMxExamples.Json, "text/plain", null, 401, "Unauthorized request" },
        { "GET", Status, null, null, GatewayFixture.Key, 400, WrongMethod },
        { "GET", "/vpns/api/v1/status/sms", null, null, GatewayFixture.Key, 400, WrongMethod },
        { "GET", Fetch, null, null, GatewayFixture.Key, 400, WrongMethod },
        { "DELETE", "/api/v1/messages/sms/content/1", null, null, GatewayFixture.Key, 400, WrongMethod },
        { "GET", "/api/v1/nothing", null, null, GatewayFixture.Key, 404, "There is nothing at this address." },
        { "POST", Send, VoltMxExamples.Json, "text/plain", GatewayFixture.Key, 415, "The body's content type is not supported." },
        { "POST", Status, "<a/>", Xml, GatewayFixture.Key, 415, "The body's content type is not supported." },
        { "POST", Send + "?checkUserExistence=maybe", VoltMxExamples.Json, Json, GatewayFixture.Key, 400,
            NotParsed + ": checkUserExistence must be true or false" },
        { "DELETE", "/api/v1/messages/sms/abc", null, null, GatewayFixture.Key, 400, BadId },
        { "DELETE", "/api/v1/messages/sms/47-13", null, null, GatewayFixture.Key, 400, BadId },
        { "DELETE", "/api/v1/messages/sms/%2B47", null, null, GatewayFixture.Key, 400, BadId },
        { "DELETE", "/api/v1/messages/sms/47%20", null, null, GatewayFixture.Key, 400, BadId },
        { "DELETE", "/api/v1/messages/sms/0", null, null, GatewayFixture.Key, 400, "No cancellable messages found" },
        { "DELETE", "/api/v1/messages/sms/99999999999999999999999", null, null, GatewayFixture.Key, 400, "No cancellable messages found" },
        { "GET", "/api/v1/messages/sms/content/abc", null, null, GatewayFixture.Key, 400,
            "SMS ID should not contain alphabets or special characters" },
        { "GET", "/api/v1/messages/sms/content/99999999999999999999999", null, null, GatewayFixture.Key, 400, "No message found" },
        { "POST", Status, "{}", Json, GatewayFixture.Key, 400, "Please provide sent date" },
        { "POST", Status, """{"requestId":"","endDate":"05/04/2026"}""", Json, GatewayFixture.Key, 400, "Please provide sent date" },
        { "POST", Status, """{"requestId":"12a"}""", Json, GatewayFixture.Key, 400, BadId },
        { "POST", Status, """{"requestId":["1"]}""", Json, GatewayFixture.Key, 400,
            NotParsed + ": requestId must be a string of at most 256 characters" },
        { "POST", Status, """{"sentDate":"mm/dd/yyyy"}""", Json, GatewayFixture.Key, 400, NotParsed + ": sentDate must be a day as mm/dd/yyyy" },
        { "POST", Status, """{"sentDate":"2026-05-04"}""", Json, GatewayFixture.Key, 400, NotParsed + ": sentDate must be a day as mm/dd/yyyy" },
        { "POST", Status, """{"sentDate":"05/04/2026","endDate":"05/03/2026"}""", Json, GatewayFixture.Key, 400,
            NotParsed + ": endDate must not be before sentDate" },
        { "POST", Status, """{"requestId":"1","startElement":"-1"}""", Json, GatewayFixture.Key, 400,
            NotParsed + ": startElement must be 0 to 10000" },
        { "POST", Status, """{"requestId":"1","elementsPerPage":"201"}""", Json, GatewayFixture.Key, 400,
            NotParsed + ": elementsPerPage must be 1 to 200" },
        { "POST", Status, """{"requestId":"1","mobileNumber":"\u0000"}""", Json, GatewayFixture.Key, 400,
            NotParsed + ": mobileNumber must be a string of at most 256 characters" },
        { "POST", Status, "{", Json, GatewayFixture.Key, 400, NotParsed },
        { "POST", Status, "[]", Json, GatewayFixture.Key, 400, NotParsed + ": the body must be an object" },
        { "POST", Fetch, "{}", Json, GatewayFixture.Key, 400, NotParsed + ": mobileNo or audienceId must be given" },
        { "POST", Fetch, "", Json, GatewayFixture.Key, 400, NotParsed },
        { "POST", Fetch, """{"mobileNo":"+15550000001","elementsPerPage":"many"}""", Json, GatewayFixture.Key, 400,
            NotParsed + ": elementsPerPage must be 1 to 200" },
    };

    [Theory]
    [MemberData(nameof(Sends))]
    public async Task A_bad_send_is_refused_in_its_own_format_and_stores_nothing(string contentType, string body)
    {
        var gateway = shared.Gateway;

        var reply = await gateway.Client.SendAsync("POST", Send, body, contentType);

        Assert.True(reply.Status == 400, $"{reply.Status}: {reply.Body}");
        Assert.StartsWith(NotParsed, contentType == Xml ? TextOfXml(reply.Body, 400) : TextOfJson(reply.Body));
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_bad_call_is_refused_and_stores_nothing(
        string method, string path, string? body, string? contentType, string? key, int status, string text)
    {
        var gateway = shared.Gateway;
        using var client = gateway.ClientWith(key);

        var reply = await client.SendAsync(method, path, body, contentType);

        var said = reply.ContentType!.StartsWith(Xml, StringComparison.Ordinal) ? TextOfXml(reply.Body, status) : TextOfJson(reply.Body);
        Assert.Equal((status, text), (reply.Status, said));
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [InlineData(Send, 1024, Json)]
    [InlineData(Send, 1024, Xml)]
    [InlineData(Status, 1024, Json)]
    public async Task One_byte_over_the_limit_is_too_large(string path, int limit, string contentType)
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?>
        {
            ["Belay:Limits:BatchBodyBytesMax"] = "1024",
            ["Belay:Limits:BodyBytesMax"] = "1024",
        });

        var fits = await gateway.Client.SendAsync("POST", path, new string(' ', limit), contentType);
        var over = await gateway.Client.SendAsync("POST", path, new string(' ', limit + 1), contentType);

        Assert.Equal((400, 413), (fits.Status, over.Status));
    }

    [Fact]
    public async Task A_key_that_is_not_let_in_is_told_so_in_the_format_of_its_request()
    {
        var gateway = shared.Gateway;
        using var client = gateway.ClientWith(null);

        var reply = await client.SendAsync("POST", Send, VoltMxExamples.Xml, Xml);

        Assert.Equal((401, "<smsResponse><code>401</code><description>Unauthorized request</description></smsResponse>"), (reply.Status, reply.Body));
    }

    private static string TextOfJson(string body)
    {
        var answer = JsonNode.Parse(body)!.AsObject();
        Assert.Equal(["id", "message"], answer.Select(property => property.Key));
        Assert.Equal("", answer["id"]!.GetValue<string>());
        return answer["message"]!.GetValue<string>();
    }

    private static string TextOfXml(string body, int status)
    {
        var answer = XElement.Parse(body);
        Assert.Equal(status, (int)answer.Element("code")!);
        return (string)answer.Element("description")!;
    }
}
