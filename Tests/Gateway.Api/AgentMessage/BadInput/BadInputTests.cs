using System.Text;

namespace Belay.Tests.Gateway.Api.AgentMessage.BadInput;

/// <summary>Requests that must not be understood: each gets its status and the envelope, and stores nothing.</summary>
public sealed class BadInputTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private const string Good = """{"from":"+15551112222","to":"+15554443333","text":"hi"}""";

    /// <summary>Body → status, code, and the field that the details name.</summary>
    public static TheoryData<string, int, string, string?> Bodies { get; } = new()
    {
        { "", 400, "INVALID_INPUT", null },
        { "{", 400, "INVALID_INPUT", null },
        { Good + "}", 400, "INVALID_INPUT", null },
        { """{"from":"+15551112222","to":"+15554443333","text":"\ud800"}""", 400, "INVALID_INPUT", null },
        { """{"from":"+15551112222","to":"+15554443333","text":"a","text":"b"}""", 400, "INVALID_INPUT", null },
        { """{"from":"+15551112222","to":"+15554443333","text":"a","\udc00":1}""", 400, "INVALID_INPUT", null },
        { """{"text":""" + string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40)) + "}", 400, "INVALID_INPUT", null },
        { "null", 422, "VALIDATION_FAILED", "body" },
        { "[]", 422, "VALIDATION_FAILED", "body" },
        { "\"text\"", 422, "VALIDATION_FAILED", "body" },
        { "{}", 422, "VALIDATION_FAILED", "to" },
        { """{"to":"+15554443333","text":"hi"}""", 422, "VALIDATION_FAILED", "from" },
        { """{"from":"+15551112222","text":"hi"}""", 422, "VALIDATION_FAILED", "to" },
        { """{"from":"+15551112222","to":"+15554443333"}""", 422, "VALIDATION_FAILED", "body" },
        { """{"from":"+15551112222","to":15554443333,"text":"hi"}""", 422, "VALIDATION_FAILED", "to" },
        { """{"from":"+15551112222","to":["+15554443333"],"text":"hi"}""", 422, "VALIDATION_FAILED", "to" },
        { """{"from":"+15551112222","to":"15554443333","text":"hi"}""", 422, "VALIDATION_FAILED", "to" },
        { """{"from":"+15551112222","to":"+1555\u00004443333","text":"hi"}""", 422, "VALIDATION_FAILED", "to" },
        { """{"from":"+15551112222","to":"5550100","text":"hi"}""", 422, "VALIDATION_FAILED", "to" },
        { """{"from":"+15551112222","to":"12345","text":"hi"}""", 422, "VALIDATION_FAILED", "to" },
        { With("\"tag\":\" \""), 422, "VALIDATION_FAILED", "tag" },
        { """{"from":"ACME","to":"+15554443333","text":"hi"}""", 422, "VALIDATION_FAILED", "from" },
        { """{"from":"+15551112222","to":"+15554443333","text":null}""", 422, "VALIDATION_FAILED", "body" },
        { """{"from":"+15551112222","to":"+15554443333","text":{"a":1}}""", 422, "VALIDATION_FAILED", "body" },
        { """{"from":"+15551112222","to":"+15554443333","text":"a\u0000b"}""", 422, "VALIDATION_FAILED", "body" },
        { With("\"priority\":1"), 422, "VALIDATION_FAILED", "priority" },
        { With("\"priority\":\"very high\""), 422, "VALIDATION_FAILED", "priority" },
        { With("\"tag\":[\"a\"]"), 422, "VALIDATION_FAILED", "tag" },
        { With($"\"tag\":\"{new string('t', 65)}\""), 422, "VALIDATION_FAILED", "tag" },
        { With("\"media_urls\":\"https://example.com/a.png\""), 422, "VALIDATION_FAILED", "media_urls" },
        { With("\"media_urls\":[\"ftp://example.com/a.png\"]"), 422, "VALIDATION_FAILED", "media_urls" },
        { With("\"media_urls\":[7]"), 422, "VALIDATION_FAILED", "media_urls" },
        { With($"\"media_urls\":[{string.Join(',', Enumerable.Repeat("\"https://e.com/a\"", 11))}]"), 422, "VALIDATION_FAILED", "media_urls" },
        { With("\"scheduled_at\":\"tomorrow\""), 422, "VALIDATION_FAILED", "scheduled_at" },
        { With("\"scheduled_at\":\"\""), 422, "VALIDATION_FAILED", "scheduled_at" },
        { With("\"scheduled_at\":1777986000"), 422, "VALIDATION_FAILED", "scheduled_at" },
        { With("\"scheduled_at\":\"2026-05-05T09:00:00\""), 422, "VALIDATION_FAILED", "scheduled_at" },
        { With("\"scheduled_at\":\"2026-05-05\""), 422, "VALIDATION_FAILED", "scheduled_at" },
        { With("\"scheduled_at\":\"2026-02-30T09:00:00Z\""), 422, "VALIDATION_FAILED", "scheduled_at" },
        { With("\"scheduled_at\":\"2026-05-05T09:00:00.Z\""), 422, "VALIDATION_FAILED", "scheduled_at" },
        { With("\"scheduled_at\":\"2026-05-05T09:00:00+99:00\""), 422, "VALIDATION_FAILED", "scheduled_at" },
        { With("\"scheduled_at\":\"2026-05-04T11:59:59Z\""), 422, "VALIDATION_FAILED", "scheduled_at" },
        { With("\"scheduled_at\":\"9999-12-31T23:59:59Z\""), 422, "VALIDATION_FAILED", "scheduled_at" },
        { With("\"send_at\":\"2026-05-05T09:00:00Z\""), 422, "VALIDATION_FAILED", "send_at" },
        { With("\"scheduledAt\":\"2026-05-05T09:00:00Z\""), 422, "VALIDATION_FAILED", "scheduledAt" },
        { With($"\"text2\":\"{new string('x', 70_000)}\""), 413, "PAYLOAD_TOO_LARGE", null },
    };

    /// <summary>Method, path, body, content type, key → status, code.</summary>
    public static TheoryData<string, string, string?, string?, string?, int, string> Calls { get; } = new()
    {
        { "POST", "/v1/messages", Good, "text/plain", GatewayFixture.Key, 415, "UNSUPPORTED_MEDIA_TYPE" },
        { "POST", "/v1/messages", Good, "application/x-www-form-urlencoded", GatewayFixture.Key, 415, "UNSUPPORTED_MEDIA_TYPE" },
        { "POST", "/v1/messages", Good, "application/json", null, 401, "UNAUTHORIZED" },
        { "POST", "/v1/messages", Good, "application/json", "wrong-key", 401, "UNAUTHORIZED" },
        { "POST", "/v1/messages", Good, "application/json", GatewayFixture.ReadOnlyKey, 403, "FORBIDDEN" },
        { "GET", "/v1/messages", null, null, GatewayFixture.SendOnlyKey, 403, "FORBIDDEN" },
        { "GET", "/v1/messages/497f6eca-6276-4993-bfeb-53cbbbba6f08", null, null, GatewayFixture.SendOnlyKey, 403, "FORBIDDEN" },
        { "PUT", "/v1/messages", Good, "application/json", GatewayFixture.Key, 405, "METHOD_NOT_ALLOWED" },
        { "POST", "/v1/messages/497f6eca-6276-4993-bfeb-53cbbbba6f08", Good, "application/json", GatewayFixture.Key, 405, "METHOD_NOT_ALLOWED" },
        { "GET", "/v1/message", null, null, GatewayFixture.Key, 404, "NOT_FOUND" },
        { "GET", "/agentmessage/v1/else", null, null, GatewayFixture.Key, 404, "NOT_FOUND" },
        { "GET", "/v1/messages/not-a-uuid", null, null, GatewayFixture.Key, 400, "VALIDATION_FAILED" },
        { "DELETE", "/v1/messages/1", null, null, GatewayFixture.Key, 400, "VALIDATION_FAILED" },
        { "DELETE", "/v1/messages/497f6eca-6276-4993-bfeb-53cbbbba6f08%20", null, null, GatewayFixture.Key, 400, "VALIDATION_FAILED" },
        { "GET", "/v1/messages/a%2Fb", null, null, GatewayFixture.Key, 400, "VALIDATION_FAILED" },
        { "GET", "/v1/messages?limit=0", null, null, GatewayFixture.Key, 422, "VALIDATION_FAILED" },
        { "GET", "/v1/messages?limit=201", null, null, GatewayFixture.Key, 422, "VALIDATION_FAILED" },
        { "GET", "/v1/messages?limit=ten", null, null, GatewayFixture.Key, 422, "VALIDATION_FAILED" },
        { "GET", "/v1/messages?limit=99999999999999999999", null, null, GatewayFixture.Key, 422, "VALIDATION_FAILED" },
        { "GET", "/v1/messages?status=lost", null, null, GatewayFixture.Key, 422, "VALIDATION_FAILED" },
        { "GET", "/v1/messages?cursor=abc", null, null, GatewayFixture.Key, 422, "VALIDATION_FAILED" },
        { "GET", "/v1/messages?to=%00", null, null, GatewayFixture.Key, 422, "VALIDATION_FAILED" },
        { "GET", "/v1/messages?tag=ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt", null, null, GatewayFixture.Key, 422,
            "VALIDATION_FAILED" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_body_is_refused_and_stores_nothing(string body, int status, string code, string? field)
    {
        var gateway = shared.Gateway;

        var reply = await gateway.Client.SendAsync("POST", "/v1/messages", body);

        AssertRefused(reply, status, code);
        Assert.Equal(field is not null, reply.Json["error"]!["details"] is not null);
        Assert.True(field is null || reply.Json["error"]!["details"]!.AsObject().ContainsKey(field), reply.Body);
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_bad_call_is_refused_and_stores_nothing(
        string method, string path, string? body, string? contentType, string? key, int status, string code)
    {
        var gateway = shared.Gateway;
        using var client = gateway.ClientWith(key);

        AssertRefused(await client.SendAsync(method, path, body, contentType), status, code);
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        var gateway = shared.Gateway;
        using var content = new ByteArrayContent(
            [.. Encoding.UTF8.GetBytes("""{"from":"+15551112222","to":"+15554443333","text":"""), (byte)'"', 0xFF, (byte)'"', (byte)'}']);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        using var response = await gateway.Client.PostAsync(
            new Uri("/v1/messages", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    [Theory]
    [InlineData("")]
    [InlineData("256")]
    public async Task An_idempotency_key_without_a_fitting_length_is_refused(string length)
    {
        var gateway = shared.Gateway;
        var key = length.Length == 0 ? " " : new string('k', 256);

        var reply = await gateway.Client.SendAsync("POST", "/v1/messages", Good, headers: ("Idempotency-Key", key));

        AssertRefused(reply, 400, "VALIDATION_FAILED");
        Assert.Equal(0, await gateway.CountAsync(GatewayFixture.Organization));
    }

    private static void AssertRefused(Reply reply, int status, string code)
    {
        Assert.True(status == reply.Status, $"{reply.Status}: {reply.Body}");
        Assert.False(reply.Json["success"]!.GetValue<bool>());
        Assert.Equal(code, reply.Json["error"]!["code"]!.GetValue<string>());
        Assert.Equal(reply.Header("x-request-id"), reply.Json["error"]!["request_id"]!.GetValue<string>());
    }

    private static string With(string field) => Good[..^1] + "," + field + "}";
}
