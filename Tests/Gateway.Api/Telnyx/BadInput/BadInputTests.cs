using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Belay.Tests.Gateway.Api.Telnyx.BadInput;

/// <summary>Requests that are wrong: each gets its status and its envelope, and nothing is stored.</summary>
public sealed class BadInputTests(BadInputTests.Shared shared) : IClassFixture<BadInputTests.Shared>
{
    private const string Ok = TelnyxCalls.Schedule;

    /// <summary>Name, path, body, status, code, pointer.</summary>
    public static TheoryData<string, string, string, int, string, string> Bodies { get; } = new()
    {
        { "no body", "/schedule", "", 400, "10023", "" },
        { "broken JSON", "/schedule", """{"to":"+15550002222",""", 400, "10023", "" },
        { "text after the JSON", "/schedule", Ok + "x", 400, "10023", "" },
        { "a name twice", "/schedule", Ok[..^1] + ""","to":"+15550003333"}""", 400, "10023", "" },
        { "too deep", "/schedule", Ok[..^1] + $$""","x":{{new string('[', 20)}}{{new string(']', 20)}}}""", 400, "10023", "" },
        { "half a character in a name", "/schedule", Ok[..^1] + ""","\ud800":1}""", 400, "10023", "" },
        { "an array", "/schedule", "[]", 400, "10015", "" },
        { "a string", "/schedule", "\"to\"", 400, "10015", "" },
        { "null", "/schedule", "null", 400, "10015", "" },
        { "no recipient", "/schedule", With("to", null), 400, "10004", "/to" },
        { "recipient null", "/schedule", With("to", "null"), 400, "10004", "/to" },
        { "recipient a number", "/schedule", With("to", "15550002222"), 400, "10015", "/to" },
        { "recipient an object", "/schedule", With("to", "{}"), 400, "10015", "/to" },
        { "two recipients", "/schedule", With("to", """["+15550002222","+15550003333"]"""), 400, "40310", "/to" },
        { "no recipient in the list", "/schedule", With("to", "[]"), 400, "40310", "/to" },
        { "recipient without plus", "/schedule", With("to", "\"15550002222\""), 400, "40310", "/to" },
        { "recipient too long", "/schedule", With("to", "\"+1234567890123456\""), 400, "40310", "/to" },
        { "recipient with a letter", "/schedule", With("to", "\"+1555000222a\""), 400, "40310", "/to" },
        { "recipient of seven digits", "/schedule", With("to", "\"5550100\""), 400, "40310", "/to" },
        { "sender of seven digits", "/schedule", With("from", "\"5550100\""), 400, "40305", "/from" },
        { "text of blanks", "/schedule", With("text", """ " \u00a0\u200b" """), 400, "40316", "/text" },
        { "recipient with U+0000", "/schedule", With("to", """ "+1555000\u00002222" """), 400, "10015", "/to" },
        { "recipient empty", "/schedule", With("to", "\"\""), 400, "40310", "/to" },
        { "half a character", "/schedule", With("text", """ "a\ud83d" """), 400, "10015", "/text" },
        { "no sender", "/schedule", With("from", null), 400, "10004", "/from" },
        { "sender empty", "/schedule", With("from", "\"\""), 400, "10004", "/from" },
        { "sender too long a name", "/schedule", With("from", "\"A very long name\""), 400, "40305", "/from" },
        { "sender with a control character", "/schedule", With("from", """ "Acme\t1" """), 400, "40305", "/from" },
        { "a name without a profile", "/schedule", With("from", "\"Acme\""), 400, "10004", "/messaging_profile_id" },
        { "profile too long", "/schedule", Plus("messaging_profile_id", $"\"{new string('p', 101)}\""), 400, "10015", "/messaging_profile_id" },
        { "profile with a control character", "/schedule", Plus("messaging_profile_id", """ "p\u0007" """), 400, "10015", "/messaging_profile_id" },
        { "no text", "/schedule", With("text", null), 400, "40316", "/text" },
        { "text empty", "/schedule", With("text", "\"\""), 400, "40316", "/text" },
        { "text a number", "/schedule", With("text", "1e999"), 400, "10015", "/text" },
        { "text of 11 parts", "/schedule", With("text", $"\"{new string('a', 1_531)}\""), 400, "40302", "/text" },
        { "text of 11 parts of 16-bit units", "/schedule", With("text", $"\"{new string('ж', 671)}\""), 400, "40302", "/text" },
        { "text not in GSM-7", "/schedule", Plus("encoding", "\"gsm7\"").Replace("nine", "nine ж"), 400, "10015", "/encoding" },
        { "encoding unknown", "/schedule", Plus("encoding", "\"utf8\""), 400, "10015", "/encoding" },
        { "type unknown", "/schedule", Plus("type", "\"FAX\""), 400, "10015", "/type" },
        { "type in small letters", "/schedule", Plus("type", "\"sms\""), 400, "10015", "/type" },
        { "MMS without media", "/schedule", Plus("type", "\"MMS\""), 400, "10004", "/media_urls" },
        { "SMS with media", "/schedule", Plus("type", "\"SMS\",\"media_urls\":[\"https://a.example\"]"), 400, "10015", "/type" },
        { "media not a list", "/schedule", Plus("media_urls", "\"https://a.example\""), 400, "10015", "/media_urls" },
        { "media of numbers", "/schedule", Plus("media_urls", "[\"https://a.example\",1]"), 400, "10015", "/media_urls/1" },
        { "media from a file", "/schedule", Plus("media_urls", "[\"file:///etc/passwd\"]"), 400, "10003", "/media_urls/0" },
        { "11 media", "/schedule", Plus("media_urls", $"[{string.Join(',', Enumerable.Repeat("\"https://a.example\"", 11))}]"), 400, "40317",
            "/media_urls" },
        { "auto_detect a string", "/schedule", Plus("auto_detect", "\"true\""), 400, "10015", "/auto_detect" },
        { "subject a list", "/schedule", Plus("subject", "[]"), 400, "10015", "/subject" },
        { "webhook not an address", "/schedule", Plus("webhook_url", "\"hooks\""), 400, "10003", "/webhook_url" },
        { "webhook by ftp", "/schedule", Plus("webhook_url", "\"ftp://a.example\""), 400, "10003", "/webhook_url" },
        { "webhook with a password", "/schedule", Plus("webhook_url", "\"https://me:secret@a.example\""), 400, "10003", "/webhook_url" },
        { "webhook too long", "/schedule", Plus("webhook_failover_url", $"\"https://a.example/{new string('a', 2_000)}\""), 400, "10003",
            "/webhook_failover_url" },
        { "no send time", "/schedule", With("send_at", null), 400, "10004", "/send_at" },
        { "send time null", "/schedule", With("send_at", "null"), 400, "10004", "/send_at" },
        { "send time empty", "/schedule", With("send_at", "\"\""), 400, "10015", "/send_at" },
        { "send time empty on send", "", With("send_at", "\"\""), 400, "10015", "/send_at" },
        { "send time a number", "/schedule", With("send_at", "1777982400"), 400, "10015", "/send_at" },
        { "send time in words", "", With("send_at", "\"tomorrow\""), 400, "10015", "/send_at" },
        { "send time without a zone", "/schedule", With("send_at", "\"2026-05-05T12:00:00\""), 400, "10015", "/send_at" },
        { "send time without a time", "/schedule", With("send_at", "\"2026-05-05\""), 400, "10015", "/send_at" },
        { "send time with a zone's name", "/schedule", With("send_at", "\"2026-05-05T12:00:00 Europe/Berlin\""), 400, "10015", "/send_at" },
        { "send time on 30 February", "/schedule", With("send_at", "\"2026-02-30T12:00:00Z\""), 400, "10015", "/send_at" },
        { "send time at 25 o'clock", "/schedule", With("send_at", "\"2026-05-05T25:00:00Z\""), 400, "10015", "/send_at" },
        { "send time with an offset of 99 hours", "/schedule", With("send_at", "\"2026-05-05T12:00:00+99:00\""), 400, "10015", "/send_at" },
        { "send time before the first day", "/schedule", With("send_at", "\"0001-01-01T00:00:00+14:00\""), 400, "10015", "/send_at" },
        { "send time past", "/schedule", With("send_at", "\"2026-05-04T11:59:59Z\""), 400, "10015", "/send_at" },
        { "send time past on send", "", With("send_at", "\"2026-05-04T11:59:59Z\""), 400, "10015", "/send_at" },
        { "send time now", "/schedule", With("send_at", "\"2026-05-04T12:00:00Z\""), 400, "10015", "/send_at" },
        { "send time a millisecond too soon", "/schedule", With("send_at", "\"2026-05-04T12:04:59.999Z\""), 400, "10015", "/send_at" },
        { "send time a millisecond too far", "/schedule", With("send_at", "\"2026-05-09T12:00:00.001Z\""), 400, "10015", "/send_at" },
        { "long code later", "/long_code", Ok, 400, "10015", "/send_at" },
        { "long code from a short code", "/long_code", """{"from":"12345","to":"+15550002222","text":"Hi"}""", 400, "40305", "/from" },
        { "short code from a name", "/short_code", """{"from":"Acme","to":"+15550002222","text":"Hi"}""", 400, "40305", "/from" },
        { "short code without one", "/short_code", """{"to":"+15550002222","text":"Hi","messaging_profile_id":"p"}""", 400, "10004", "/from" },
        { "pool without a profile", "/number_pool", """{"from":"+15550001111","to":"+15550002222","text":"Hi"}""", 400, "10004",
            "/messaging_profile_id" },
        { "name without a profile", "/alphanumeric_sender_id", """{"from":"Acme","to":"+15550002222","text":"Hi"}""", 400, "10004",
            "/messaging_profile_id" },
        { "name of digits", "/alphanumeric_sender_id", """{"from":"12345","messaging_profile_id":"p","to":"+15550002222","text":"Hi"}""", 400,
            "40305", "/from" },
        { "name to a short code", "/alphanumeric_sender_id", """{"from":"Acme","messaging_profile_id":"p","to":"12345","text":"Hi"}""", 400, "40310",
            "/to" },
        { "group of none", "/group_mms", """{"from":"+15550001111","to":[],"text":"Hi"}""", 400, "40310", "/to" },
        { "group of nine", "/group_mms",
            $$"""{"from":"+15550001111","to":[{{string.Join(',', Enumerable.Range(1, 9).Select(i => $"\"+1555000000{i}\""))}}],"text":"Hi"}""", 400,
            "40310", "/to" },
        { "group with a bad number", "/group_mms", """{"from":"+15550001111","to":["+15550000001","x"],"text":"Hi"}""", 400, "40310", "/to/1" },
        { "group with null", "/group_mms", """{"from":"+15550001111","to":["+15550000001",null],"text":"Hi"}""", 400, "10015", "/to/1" },
        { "group with one twice", "/group_mms", """{"from":"+15550001111","to":["+15550000001","+15550000001"],"text":"Hi"}""", 400, "40310",
            "/to/1" },
        { "group without recipients", "/group_mms", """{"from":"+15550001111","text":"Hi"}""", 400, "10004", "/to" },
        { "group without a sender", "/group_mms", """{"to":["+15550000001"],"text":"Hi"}""", 400, "10004", "/from" },
        { "group from a short code", "/group_mms", """{"from":"12345","to":["+15550000001"],"text":"Hi"}""", 400, "40305", "/from" },
        { "group without content", "/group_mms", """{"from":"+15550001111","to":["+15550000001"]}""", 400, "40316", "/text" },
        { "group later", "/group_mms", """{"from":"+15550001111","to":["+15550000001"],"text":"Hi","send_at":"2026-05-05T12:00:00Z"}""", 400, "10015",
            "/send_at" },
    };

    /// <summary>Name, method, path, key, content type, body's length, idempotency key, status, code.</summary>
    public static TheoryData<string, string, string, string?, string?, int, string?, int, string> Envelopes { get; } = new()
    {
        { "no key", "POST", "/v2/messages/schedule", null, "application/json", 0, null, 401, "10009" },
        { "wrong key", "POST", "/v2/messages/schedule", "no-such-key-0123456789", "application/json", 0, null, 401, "10009" },
        { "no key on look", "GET", "/v2/messages/40385f64-5717-4562-b3fc-2c963f66afa6", null, null, 0, null, 401, "10009" },
        { "no key on cancel", "DELETE", "/v2/messages/40385f64-5717-4562-b3fc-2c963f66afa6", null, null, 0, null, 401, "10009" },
        { "may not send", "POST", "/v2/messages", GatewayFixture.ReadOnlyKey, "application/json", 0, null, 403, "10010" },
        { "may not cancel", "DELETE", "/v2/messages/40385f64-5717-4562-b3fc-2c963f66afa6", GatewayFixture.ReadOnlyKey, null, 0, null, 403, "10010" },
        { "may not look", "GET", "/v2/messages/40385f64-5717-4562-b3fc-2c963f66afa6", GatewayFixture.SendOnlyKey, null, 0, null, 403, "10010" },
        { "no such address", "GET", "/v2/nothing", GatewayFixture.Key, null, 0, null, 404, "10005" },
        { "no such address to delete", "DELETE", "/v2/messages/a/b", GatewayFixture.Key, null, 0, null, 404, "10005" },
        { "no such address under the prefix", "GET", "/telnyx/v2/nothing", GatewayFixture.Key, null, 0, null, 404, "10005" },
        { "unknown id", "GET", "/v2/messages/40385f64-5717-4562-b3fc-2c963f66afa6", GatewayFixture.Key, null, 0, null, 404, "10005" },
        { "malformed id", "GET", "/v2/messages/%20", GatewayFixture.Key, null, 0, null, 404, "10005" },
        { "wrong method", "PUT", "/v2/messages/schedule", GatewayFixture.Key, "application/json", 0, null, 405, "10015" },
        { "no list", "GET", "/v2/messages", GatewayFixture.Key, null, 0, null, 405, "10015" },
        { "a form", "POST", "/v2/messages/schedule", GatewayFixture.Key, "application/x-www-form-urlencoded", 0, null, 415, "10014" },
        { "plain text", "POST", "/v2/messages/schedule", GatewayFixture.Key, "text/plain", 0, null, 415, "10014" },
        { "a byte too large", "POST", "/v2/messages/schedule", GatewayFixture.Key, "application/json", (64 * 1024) + 1, null, 413, "10015" },
        { "empty idempotency key", "POST", "/v2/messages/schedule", GatewayFixture.Key, "application/json", 0, " ", 400, "10015" },
        { "long idempotency key", "POST", "/v2/messages/schedule", GatewayFixture.Key, "application/json", 0, new string('k', 256), 400, "10015" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_wrong_body_is_refused_with_the_place_of_the_fault(
        string name, string path, string body, int status, string code, string pointer)
    {
        Assert.NotEmpty(name);

        var answer = await shared.Gateway.Client.PostAsync("/v2/messages" + path, body);

        Assert.Equal(((HttpStatusCode)status, code, pointer), (answer.Status, answer.Code, answer.Pointer));
        AssertEnvelope(answer.Body);
        Assert.Equal(0, await shared.Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [MemberData(nameof(Envelopes))]
    public async Task A_wrong_request_is_refused_in_the_vendor_s_envelope(
        string name, string method, string path, string? key, string? contentType, int length, string? idempotencyKey, int status, string code)
    {
        Assert.NotEmpty(name);
        using var client = shared.Gateway.ClientWith(key);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (contentType is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Ok.PadRight(length)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        AssertEnvelope(body.RootElement);
        Assert.Equal(code, body.RootElement.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal(method == "DELETE" && status is 403 or 404, body.RootElement.TryGetProperty("code", out _));
        Assert.Equal(0, await shared.Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        var bytes = Encoding.Latin1.GetBytes(Ok.Replace("nine", "n\u00FFne"));
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await shared.Gateway.Client.PostAsync(
            new Uri("/v2/messages/schedule", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, await shared.Gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_body_of_the_largest_size_and_without_a_type_is_read()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Ok.PadRight(64 * 1024)));

        using var response = await gateway.Client.PostAsync(
            new Uri("/v2/messages/schedule", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static void AssertEnvelope(JsonElement body)
    {
        var error = body.GetProperty("errors").EnumerateArray().Single();
        Assert.Matches("^[0-9]{5}$", error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("title").GetString()!);
    }

    /// <summary>The good request with one field's value replaced; null: without the field.</summary>
    private static string With(string field, string? value)
    {
        var fields = new Dictionary<string, string>
        {
            ["from"] = "\"+15550001111\"",
            ["to"] = "\"+15550002222\"",
            ["text"] = "\"See you at nine\"",
            ["send_at"] = "\"2026-05-05T12:00:00Z\"",
        };
        fields.Remove(field);
        if (value is not null)
        {
            fields[field] = value;
        }

        return "{" + string.Join(',', fields.Select(pair => $"\"{pair.Key}\":{pair.Value}")) + "}";
    }

    /// <summary>The good request with one more field.</summary>
    private static string Plus(string field, string value) => $"{Ok[..^1]},\"{field}\":{value}}}";

    /// <summary>One gateway for all rows: no row may leave anything in it.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        public GatewayFixture Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Gateway = await GatewayFixture.StartAsync();

        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }
}
