using System.Net;
using System.Text;
using Belay.Gateway.Api.Requests;
using Belay.Tests.Gateway.Api.VoltMx;

namespace Belay.Tests.Gateway.Api.Reading;

/// <summary>Two bodies are the same request when they mean the same, whatever their bytes are.</summary>
public sealed class FingerprintTests
{
    private const string Xml = "text/xml";

    [Theory]
    [InlineData("""{"a":1,"b":[{"c":2,"d":3}]}""", " {\n\t\"b\" : [ { \"d\":3, \"c\":2 } ],\r\n \"a\":1 } ")]
    [InlineData("""{"a":"é/\"x"}""", """{"a":"\u00e9\/\u0022x"}""")]
    [InlineData("""{"a":"😀"}""", """{"\u0061":"\ud83d\ude00"}""")]
    [InlineData("""{"a":1}""", """{"a":1.0}""")]
    [InlineData("""{"a":1500}""", """{"a":15e2}""")]
    [InlineData("""{"a":0.015}""", """{"a":1.50E-2}""")]
    [InlineData("""{"a":0}""", """{"a":-0.00e5}""")]
    [InlineData("""{"a":-120}""", """{"a":-1.2e+2}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""")]
    [InlineData("""{"send_at":"2026-05-05T09:00Z"}""", """{"send_at":"2026-05-05T10:00:00.000+01:00"}""")]
    [InlineData("""{"a":1}""", "\uFEFF{\"a\":1}")]
    [InlineData("""{"text":"caf\u00e9"}""", """{"text":"cafe\u0301"}""")]
    [InlineData("""{"a":1}""", """{"a":1,"tags":[]}""")]
    [InlineData("""{"a":1}""", """{"a":1,"metadata":{}}""")]
    [InlineData("""{"tags":["a"]}""", """{"tags":[" a "]}""")]
    [InlineData("""{"to":"+12025550123"}""", """{"to":"+1 (202) 555-0123"}""")]
    [InlineData("""{"to":"+12025550123"}""", """{"to":["tel:+1-202-555-0123"]}""")]
    [InlineData("""{"to":["+12025550123","+12025550124"]}""", """{"to":["+1 202 555 0123","+1.202.555.0124"]}""")]
    [InlineData("""{"from":"Acme"}""", """{"from":" Acme "}""")]
    [InlineData("""{"recipient":{"mobile":"+12025550123"}}""", """{"recipient":[{"mobile":"+1 202 555 0123"}]}""")]
    [InlineData("""{"startTimestamp":"1777971600000"}""", """{"startTimestamp":1777971600000}""")]
    [InlineData("""{"startTimestamp":"1777971600000"}""", """{"startTimestamp":"2026-05-05T09:00:00Z"}""")]
    [InlineData("""{"startTimestamp":"0"}""", """{"startTimestamp":0}""")]
    [InlineData("""{"id":"12"}""", """{"id":12}""")]
    [InlineData("""{"duration":"60000"}""", """{"duration":6e4}""")]
    [InlineData("""{"priorityService":"true"}""", """{"priorityService":true}""")]
    public void Json_that_means_the_same_is_the_same(string one, string other) => Assert.Equal(Of(one), Of(other));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"a":10}""")]
    [InlineData("""{"a":1}""", """{"a":-1}""")]
    [InlineData("""{"a":0.1}""", """{"a":0.01}""")]
    [InlineData("""{"a":12345678901234567890}""", """{"a":12345678901234567891}""")]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":1}""", """{"A":1}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":[1]}""", """{"a":[1,null]}""")]
    [InlineData("""{"a":{"b":1},"c":2}""", """{"a":{"b":1,"c":2}}""")]
    [InlineData("""{"a":"x"}""", """{"a":"x "}""")]
    [InlineData("""{"a":"x"}""", """{"a":"x","b":false}""")]
    [InlineData("""{"a":"x","b":["y"]}""", """{"a":["x"],"b":"y"}""")]
    [InlineData("""{"send_at":"2026-05-05T09:00Z"}""", """{"send_at":"2026-05-05T09:00:01Z"}""")]
    [InlineData("""{"text":"2026-05-05T09:00Z"}""", """{"text":"2026-05-05T09:00:00Z"}""")]
    [InlineData("not json", "not  json")]
    [InlineData("""{"to":"+12025550123"}""", """{"to":"+12025550124"}""")]
    [InlineData("""{"to":["+12025550123","+12025550124"]}""", """{"to":["+12025550124","+12025550123"]}""")]
    [InlineData("""{"to":"2025550123"}""", """{"to":"202 555 0123"}""")]
    [InlineData("""{"to":"+12025550123","channel":"user"}""", """{"to":"+1 202 555 0123","channel":"user"}""")]
    [InlineData("""{"to":"caf\u00e9","channel":"user"}""", """{"to":"cafe\u0301","channel":"user"}""")]
    [InlineData("""{"user_id":"+12025550123"}""", """{"user_id":"+1 202 555 0123"}""")]
    [InlineData("""{"user_id":"caf\u00e9"}""", """{"user_id":"cafe\u0301"}""")]
    [InlineData("""{"text":"+12025550123"}""", """{"text":"+1 202 555 0123"}""")]
    [InlineData("""{"media_urls":["https://example.com/caf\u00e9"]}""", """{"media_urls":["https://example.com/cafe\u0301"]}""")]
    [InlineData("""{"data":{"n":1}}""", """{"data":{"n":1.0}}""")]
    [InlineData("""{"data":{"start_at":"2026-05-05T09:00Z"}}""", """{"data":{"start_at":"2026-05-05T10:00:00+01:00"}}""")]
    [InlineData("""{"data":{"to":"+12025550123"}}""", """{"data":{"to":"+1 202 555 0123"}}""")]
    [InlineData("""{"duration":1777971600}""", """{"duration":1777971600000}""")]
    [InlineData("""{"startTimestamp":"1777971600000"}""", """{"startTimestamp":1777971600001}""")]
    [InlineData("""{"text":"1"}""", """{"text":1}""")]
    [InlineData("""{"tags":["a"]}""", """{"tags":[["a"]]}""")]
    [InlineData("""{"tags":["a"]}""", """{"tags":["a",""]}""")]
    [InlineData("""{"a":"x"}""", """{"a":["x"]}""")]
    public void Json_that_means_something_else_is_not(string one, string other) => Assert.NotEqual(Of(one), Of(other));

    [Theory]
    [InlineData("<a><b>1</b><c>2</c></a>", "<?xml version=\"1.0\"?>\n<a>\n  <c>2</c>\n  <b> 1 </b><!-- a note -->\n</a>")]
    [InlineData("<a b=\"1\" c=\"2\"/>", "<a c='2' b='&#49;'></a>")]
    [InlineData("<a><r b=\"1\"/></a>", "<a><r><b>1</b></r></a>")]
    [InlineData("<a><c>1</c></a>", "<a><b/><c>1</c><d></d></a>")]
    [InlineData("<a><content>caf\u00e9</content></a>", "<a><content>cafe\u0301</content></a>")]
    [InlineData("<a><r mobile=\"+12025550123\"/></a>", "<a><r><mobile>+1 202 555 0123</mobile></r></a>")]
    [InlineData("<a><content>x&lt;y</content></a>", "<n:a xmlns:n=\"urn:x\"><content><![CDATA[x<y]]></content></n:a>")]
    public void Xml_that_means_the_same_is_the_same(string one, string other) => Assert.Equal(Of(one, Xml), Of(other, Xml));

    [Theory]
    [InlineData("<a><b>1</b></a>", "<a><b>2</b></a>")]
    [InlineData("<a><b>1</b><b>2</b></a>", "<a><b>2</b><b>1</b></a>")]
    [InlineData("<a><content>x</content></a>", "<a><content> x</content></a>")]
    [InlineData("<a><b/><c>1</c></a>", "<a><b>1</b><c/></a>")]
    [InlineData("<a><b><c>1</c></b></a>", "<a><b/><c>1</c></a>")]
    [InlineData("<a><content b=\"1\">x</content></a>", "<a><content b=\"1\">y</content></a>")]
    [InlineData("<a><r b=\"1\">x</r></a>", "<a><r b=\"1\">y</r></a>")]
    public void Xml_that_means_something_else_is_not(string one, string other) => Assert.NotEqual(Of(one, Xml), Of(other, Xml));

    [Fact]
    public void A_body_in_another_encoding_is_the_same()
    {
        const string Body = """{"a":"Grüße"}""";

        Assert.Equal(Of(Body), new RequestBody(Encoding.BigEndianUnicode.GetBytes(Body), "application/json; charset=utf-16").Fingerprint);
    }

    [Fact]
    public void A_number_with_an_endless_exponent_costs_nothing() =>
        Assert.NotEqual(Of($$"""{"a":1e{{new string('9', 100_000)}}}"""), Of($$"""{"a":1e{{new string('9', 99_999)}}}"""));

    [Fact]
    public void A_key_that_was_kept_with_a_hash_of_bytes_still_knows_its_own_body()
    {
        var body = new RequestBody("""{"b":1,"a":2}"""u8.ToArray());
        var kept = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body.Bytes.Span));

        Assert.True(body.IsThatOf(kept));
        Assert.False(new RequestBody("""{"a":2,"b":1}"""u8.ToArray()).IsThatOf(kept));
        Assert.False(new RequestBody("""{"b":1,"a":3}"""u8.ToArray()).IsThatOf(kept));
    }

    [Theory]
    [InlineData(
        """{"b":1.50,"a":"caf\u00e9","send_at":"2026-05-05T09:00Z","c":null}""",
        "2:feb51967fc7158c3cb3e10c2817d6d94f0601876d72f4f3d741b8ec98cd21c1b", null)]
    [InlineData("<a><b c=\"1\">x</b><content> y </content></a>", "2:39facc743b7cd7962aca9a5e3dde423060b8971caba1766c8c203222b45f5087", Xml)]
    public void A_key_that_was_kept_by_the_rule_of_before_still_knows_its_own_body(string text, string kept, string? contentType)
    {
        var body = new RequestBody(Encoding.UTF8.GetBytes(text), contentType);

        Assert.True(body.IsThatOf(kept));
        Assert.False(new RequestBody(Encoding.UTF8.GetBytes(text.Replace('1', '2')), contentType).IsThatOf(kept));
    }

    [Theory]
    [InlineData(
        "/v2/messages", """{"from":"+15550001111","to":"+15550002222","text":"Grüße"}""",
        """{ "text":"Gr\u00fc\u00dfe", "to":"+15550002222", "from":"+15550001111", "type":null }""", "application/json")]
    [InlineData(
        "/belay/v1/messages", """{"to":"+12025550123","text":"Grüße"}""",
        """{ "text":"Gr\u00fc\u00dfe", "to":"+12025550123" }""", "application/json")]
    [InlineData(
        "/belay/v1/batches", """{"messages":[{"to":"+12025550123","text":"Grüße"}]}""",
        """{"messages":[{ "text":"Gr\u00fc\u00dfe", "to":"+12025550123" }]}""", "application/json")]
    [InlineData(
        "/v1/messages", """{"from":"+15551112222","to":"+15554443333","text":"Grüße"}""",
        """{ "text":"Gr\u00fc\u00dfe", "to":"+15554443333","from":"+15551112222" }""", "application/json; charset=utf-8")]
    [InlineData("/api/v1/message/sms", VoltMxExamples.Json, "\n" + VoltMxExamples.Json, "application/json")]
    public async Task A_repeat_that_was_written_anew_gets_the_first_answer_and_another_meaning_a_refusal(
        string path, string first, string again, string contentType)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var made = await gateway.Client.SendAsync("POST", path, first, headers: ("Idempotency-Key", "k"));

        var repeat = await gateway.Client.SendAsync("POST", path, again, contentType, ("Idempotency-Key", "k"));
        var other = await gateway.Client.SendAsync("POST", path, again.Replace("\"+1", "\"+2", StringComparison.Ordinal)
            .Replace("\"+91", "\"+92", StringComparison.Ordinal), headers: ("Idempotency-Key", "k"));

        Assert.True(made.Status is 200 or 202, made.Body);
        Assert.Equal((made.Status, made.Body), (repeat.Status, repeat.Body));
        Assert.True((HttpStatusCode)other.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest, other.Body);
        Assert.Equal(1, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_repeat_with_the_number_in_another_notation_of_the_default_country_gets_the_first_answer()
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?> { ["Belay:DefaultCountry"] = "US" });
        const string First = """{"to":"2025550123","text":"cafe\u0301","tags":[]}""";
        var made = await gateway.Client.SendAsync("POST", "/belay/v1/messages", First, headers: ("Idempotency-Key", "k"));

        var repeat = await gateway.Client.SendAsync(
            "POST", "/belay/v1/messages", """{"to":"(202) 555-0123","text":"caf\u00e9"}""", headers: ("Idempotency-Key", "k"));

        Assert.Equal((202, made.Body), (repeat.Status, repeat.Body));
        Assert.Equal(1, await gateway.CountAsync(GatewayFixture.Organization));
    }

    private static string Of(string body, string? contentType = null) => new RequestBody(Encoding.UTF8.GetBytes(body), contentType).Fingerprint;
}
