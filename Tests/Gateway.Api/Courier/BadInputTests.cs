using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static Belay.Tests.Gateway.Api.Courier.CourierCalls;

namespace Belay.Tests.Gateway.Api.Courier;

/// <summary>Each malformed request gets the documented status and envelope, and nothing is stored.</summary>
public sealed class BadInputTests(BadInputTests.RefusingGateway refusing) : IClassFixture<BadInputTests.RefusingGateway>
{
    private const string Sms = $$"""{"phone_number":"{{Phone}}"}""";

    public static TheoryData<string, string> Bodies => new()
    {
        { "no body", "" },
        { "no JSON", "hello" },
        { "cut off", """{"message":{"to":""" },
        { "something behind", Body() + "}" },
        { "comment", "/* */" + Body() },
        { "too deep", "{\"message\":" + string.Concat(Enumerable.Repeat("{\"a\":", 30)) + "1" + new string('}', 31) },
        { "a member twice", """{"message":{},"message":{}}""" },
        { "half a character", Body().Replace("Your", "\\ud800") },
        { "half a character in a name", Body("\"data\":{\"\\udc00\":1}") },
        { "an array", "[]" },
        { "a string", "\"message\"" },
        { "null", "null" },
        { "an empty object", "{}" },
        { "message is null", """{"message":null}""" },
        { "message is a string", """{"message":"hi"}""" },
        { "message is an array", """{"message":[]}""" },
        { "no to", """{"message":{"content":{"title":"t","body":"b"}}}""" },
        { "to is a string", Body(to: "\"+12025550123\"") },
        { "to is empty", Body(to: "{}") },
        { "to is an empty array", Body(to: "[]") },
        { "to is an array of strings", Body(to: "[\"+12025550123\"]") },
        { "to is an array of null", Body(to: "[null]") },
        { "to has too many", Body(to: "[" + string.Join(',', Enumerable.Repeat(Sms, 1_001)) + "]") },
        { "email only", Body(to: """{"email":"a@example.com"}""") },
        { "a list", Body(to: """{"list_id":"l"}""") },
        { "a list pattern", Body(to: """{"list_pattern":"l.*"}""") },
        { "an audience", Body(to: """{"audience_id":"a"}""") },
        { "slack", Body(to: """{"slack":{"channel":"c"}}""") },
        { "a webhook", Body(to: """{"webhook":{"url":"https://example.com"}}""") },
        { "phone_number is a number", Body(to: """{"phone_number":12025550123}""") },
        { "phone_number is no number", Body(to: """{"phone_number":"call me"}""") },
        { "phone_number lacks its plus", Body(to: """{"phone_number":"12025550123"}""") },
        { "phone_number with NUL", Body(to: """{"phone_number":"+12025550123\u0000"}""") },
        { "user_id is an object", Body(to: """{"user_id":{}}""") },
        { "user_id is empty", Body(to: """{"user_id":" "}""") },
        { "user_id with a line break", Body(to: """{"user_id":"a\nb"}""") },
        { "user_id is too long", Body(to: $$"""{"user_id":"{{new string('u', 257)}}"}""") },
        { "to.data is an array", Body(to: """{"user_id":"u","data":[]}""") },
        { "no content and no template", $$"""{"message":{"to":{{Sms}} } }""" },
        { "content is a string", $$"""{"message":{"to":{{Sms}},"content":"hi"} }""" },
        { "content is empty", $$"""{"message":{"to":{{Sms}},"content":{} } }""" },
        { "body is missing", $$"""{"message":{"to":{{Sms}},"content":{"title":"t"} } }""" },
        { "body is empty", $$"""{"message":{"to":{{Sms}},"content":{"title":"t","body":""} } }""" },
        { "body is a number", $$"""{"message":{"to":{{Sms}},"content":{"title":"t","body":7} } }""" },
        { "body with NUL", $$"""{"message":{"to":{{Sms}},"content":{"title":"t","body":"a\u0000b"} } }""" },
        { "title is an array", $$"""{"message":{"to":{{Sms}},"content":{"title":[],"body":"b"} } }""" },
        { "elements without version", $$"""{"message":{"to":{{Sms}},"content":{"elements":[{"type":"text","content":"x"}]} } }""" },
        { "elements is an object", $$"""{"message":{"to":{{Sms}},"content":{"version":"2022-01-01","elements":{} } } }""" },
        { "eleven parts", $$"""{"message":{"to":{{Sms}},"content":{"body":"{{new string('x', 1_531)}}"} } }""" },
        { "eleven parts of UCS-2", $$"""{"message":{"to":{{Sms}},"content":{"body":"{{new string('ж', 671)}}"} } }""" },
        { "a text too long for any channel", $$"""{"message":{"to":{"user_id":"u"},"content":{"body":"{{new string('x', 10_001)}}"} } }""" },
        { "template is a number", $$"""{"message":{"to":{{Sms}},"template":7} }""" },
        { "an unknown template", $$"""{"message":{"to":{{Sms}},"template":"t"} }""" },
        { "delay is a number", Body("\"delay\":60000") },
        { "delay is empty", Body("\"delay\":{}") },
        { "delay is misspelled", Body("\"delay\":{\"untill\":\"2026-05-05T09:00:00Z\"}") },
        { "delay holds nulls", Body("\"delay\":{\"duration\":null,\"until\":null}") },
        { "both delays", Body("\"delay\":{\"duration\":60000,\"until\":\"2026-05-05T09:00:00Z\"}") },
        { "duration is a string", Body("\"delay\":{\"duration\":\"60000\"}") },
        { "duration is a fraction", Body("\"delay\":{\"duration\":60000.5}") },
        { "duration is negative", Body("\"delay\":{\"duration\":-1}") },
        { "duration is huge", Body("\"delay\":{\"duration\":1e400}") },
        { "duration is too long", Body("\"delay\":{\"duration\":9223372036854775807}") },
        { "duration is true", Body("\"delay\":{\"duration\":true}") },
        { "until is a number of no unit", Body("\"delay\":{\"until\":177789600000}") },
        { "until is digits of no unit", Body("\"delay\":{\"until\":\"177789600\"}") },
        { "until is empty", Body("\"delay\":{\"until\":\"\"}") },
        { "until is prose", Body("\"delay\":{\"until\":\"tomorrow at nine\"}") },
        { "until lacks its offset", Body("\"delay\":{\"until\":\"2026-05-05T09:00:00\"}") },
        { "until is no day", Body("\"delay\":{\"until\":\"2026-02-30T09:00:00Z\"}") },
        { "until is beyond a year", Body("\"delay\":{\"until\":\"2027-05-05T09:00:00Z\"}") },
        { "until has months", Body("\"delay\":{\"until\":\"Jan-Mar Mo-Fr 09:00-17:00\"}") },
        { "timezone is unknown", Body("\"delay\":{\"until\":\"Mo-Fr 09:00-17:00\",\"timezone\":\"Nowhere/Land\"}") },
        { "timezone is a number", Body("\"delay\":{\"until\":\"Mo-Fr 09:00-17:00\",\"timezone\":1}") },
        { "expiry is a string", Body("\"expiry\":\"P1D\"") },
        { "expires_in is prose", Body("\"expiry\":{\"expires_in\":\"a day\"}") },
        { "expires_in is an object", Body("\"expiry\":{\"expires_in\":{}}") },
        { "expires_in is zero", Body("\"expiry\":{\"expires_in\":0}") },
        { "expires_in is a fraction", Body("\"expiry\":{\"expires_in\":1.5}") },
        { "expires_at has passed", Body("\"expiry\":{\"expires_at\":\"2026-05-04T12:00:00Z\"}") },
        { "it expires before it is due", Body("\"delay\":{\"duration\":3600000},\"expiry\":{\"expires_in\":3600000}") },
        { "timeout is a number", Body("\"timeout\":5") },
        { "timeout.message is a string", Body("\"timeout\":{\"message\":\"5\"}") },
        { "timeout.message is zero", Body("\"timeout\":{\"message\":0}") },
        { "timeout.channel is an array", Body("\"timeout\":{\"channel\":[]}") },
        { "metadata is a string", Body("\"metadata\":\"x\"") },
        { "tags is a string", Body("\"metadata\":{\"tags\":\"a\"}") },
        { "a tag is a number", Body("\"metadata\":{\"tags\":[1]}") },
        { "a tag is empty", Body("\"metadata\":{\"tags\":[\"\"]}") },
        { "too many tags", Body($"\"metadata\":{{\"tags\":[{string.Join(',', Enumerable.Range(0, 21).Select(i => $"\"t{i}\""))}]}}") },
        { "event is an array", Body("\"metadata\":{\"event\":[]}") },
        { "trace_id is too long", Body($"\"metadata\":{{\"trace_id\":\"{new string('t', 257)}\"}}") },
        { "context is a string", Body("\"context\":\"x\"") },
        { "the rest is too large", Body($"\"data\":{{\"x\":\"{new string('x', 70_000)}\"}}") },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_malformed_send_is_refused_with_one_sentence_and_nothing_is_stored(string what, string body)
    {
        var gateway = refusing.Gateway;

        var (status, answer, _) = await gateway.Client.CallAsync(HttpMethod.Post, "/send", body);

        Assert.True(status == HttpStatusCode.BadRequest, $"{what}: {status} {answer}");
        AssertEnvelope(answer, "invalid_request_error");
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
        Assert.Empty(gateway.Carrier.Calls);
    }

    [Fact]
    public async Task Broken_UTF8_is_refused()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(Body()[..^30]), 0xC3, 0x28, .. Encoding.UTF8.GetBytes(Body()[^30..])]);
        content.Headers.ContentType = new("application/json");

        using var response = await gateway.Client.PostAsync("/send", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var gateway = await GatewayFixture.StartAsync(new Dictionary<string, string?> { ["Belay:Limits:BatchBodyBytesMax"] = "100000" });

        var (status, answer, _) = await gateway.Client.CallAsync(
            HttpMethod.Post, "/send", Body($"\"data\":{{\"x\":\"{new string('x', 100_000)}\"}}"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        AssertEnvelope(answer, "invalid_request_error");
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [InlineData("GET", "/send", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/messages", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/messages/1-018f0000-000070008000000000000000", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/messages/1-018f0000-000070008000000000000000/cancel", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/requests/1-018f0000-000070008000000000000000/archive", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/messages/x/y/z", HttpStatusCode.NotFound)]
    [InlineData("GET", "/courier", HttpStatusCode.NotFound)]
    [InlineData("POST", "/send/list", HttpStatusCode.NotFound)]
    public async Task A_wrong_method_or_path_is_refused_in_Couriers_words(string method, string path, HttpStatusCode expected)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var (status, answer, _) = await gateway.Client.CallAsync(new HttpMethod(method), path);

        Assert.Equal(expected, status);
        AssertEnvelope(answer, "invalid_request_error");
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused_and_JSON_under_other_names_is_not()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        foreach (var (type, expected) in new[]
        {
            ("text/plain", HttpStatusCode.UnsupportedMediaType), ("application/xml", HttpStatusCode.UnsupportedMediaType),
            ("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType),
            ("application/json; charset=utf-8", HttpStatusCode.Accepted), ("application/merge-patch+json", HttpStatusCode.Accepted),
        })
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body()));
            content.Headers.TryAddWithoutValidation("Content-Type", type);

            using var response = await gateway.Client.PostAsync("/send", content, TestContext.Current.CancellationToken);

            Assert.True(expected == response.StatusCode, $"{type}: {response.StatusCode}");
            if (expected != HttpStatusCode.Accepted)
            {
                AssertEnvelope(
                    JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), "invalid_request_error");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x", 256)]
    public async Task An_idempotency_key_must_have_1_to_255_characters(string key, int times = 1)
    {
        await using var gateway = await GatewayFixture.StartAsync();

        var (status, answer, _) = await gateway.Client.CallAsync(
            HttpMethod.Post, "/send", Body(), ("Idempotency-Key", string.Concat(Enumerable.Repeat(key, times))));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        AssertEnvelope(answer, "invalid_request_error");
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "authentication_error")]
    [InlineData("wrong-key-0123456789", HttpStatusCode.Unauthorized, "authentication_error")]
    [InlineData(GatewayFixture.ReadOnlyKey, HttpStatusCode.Forbidden, "authorization_error")]
    public async Task Who_may_not_send_does_not(string? key, HttpStatusCode expected, string type)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));
        using var client = gateway.ClientWith(key);
        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Post, "/send", Body()), (HttpMethod.Post, $"/messages/{id}/cancel", null), (HttpMethod.Put, $"/requests/{id}/archive", null),
        })
        {
            var (status, answer, _) = await client.CallAsync(method, path, body);

            Assert.Equal(expected, status);
            AssertEnvelope(answer, type);
        }

        Assert.Equal(MessageStatus.Scheduled, (await gateway.FindAsync(id)).Status);
        Assert.False((await gateway.FindAsync(id)).Archived);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "authentication_error")]
    [InlineData(GatewayFixture.SendOnlyKey, HttpStatusCode.Forbidden, "authorization_error")]
    public async Task Who_may_not_read_does_not(string? key, HttpStatusCode expected, string type)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var id = await gateway.Client.SendAsync(Body("\"delay\":{\"duration\":60000}"));
        using var client = gateway.ClientWith(key);
        foreach (var path in new[] { "/messages", $"/messages/{id}", $"/messages/{id}/history", $"/messages/{id}/output" })
        {
            var (status, answer, _) = await client.CallAsync(HttpMethod.Get, path);

            Assert.Equal(expected, status);
            AssertEnvelope(answer, type);
        }
    }

    private static void AssertEnvelope(JsonNode? answer, string type)
    {
        Assert.Equal(["message", "type"], answer!.AsObject().Select(member => member.Key));
        Assert.NotEmpty(answer!.Text("message"));
        Assert.Equal(type, answer!.Text("type"));
    }

    /// <summary>One gateway for all rows: each must leave it as empty as it was.</summary>
    public sealed class RefusingGateway : IAsyncLifetime
    {
        public GatewayFixture Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Gateway = await GatewayFixture.StartAsync();

        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }
}
