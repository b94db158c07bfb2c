using System.Text.RegularExpressions;

namespace Belay.Tests.Gateway.Api.Access;

/// <summary>The shape of a "no" in each dialect, and in Belay's own words.</summary>
internal static partial class Envelope
{
    /// <summary>The answer has this status and is in the words of the dialect: the right fields, none empty, and no others.</summary>
    public static void AssertRefusal(Reply reply, int status, Dialect? dialect, bool isDelete = false)
    {
        Assert.True(reply.Status == status, $"{reply.Status} in place of {status}: {reply.Body}");
        Assert.StartsWith(dialect is null ? "application/problem+json" : "application/json", reply.ContentType ?? "", StringComparison.Ordinal);
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", reply.Header("x-request-id") ?? "");
        Assert.Equal(status is 429 or 503, reply.Header("Retry-After") is not null);
        Assert.Equal(status == 401, reply.Header("WWW-Authenticate") == "Bearer");
        var body = reply.Json;
        switch (dialect)
        {
            case Dialect.Telnyx:
                var error = Assert.Single(body["errors"]!.AsArray())!;
                Assert.Matches("^[0-9]{5}$", error["code"]!.GetValue<string>());
                Assert.NotEqual("", error["title"]!.GetValue<string>());
                // The vendor has these two answers of DELETE bare: both shapes at once.
                Assert.Equal(isDelete && status is 403 or 404, body["code"]?.GetValue<string>() == error["code"]!.GetValue<string>());
                break;
            case Dialect.Courier:
                Assert.Equal(["message", "type"], body.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal));
                Assert.Matches("^[a-z_]+_error$", body["type"]!.GetValue<string>());
                Assert.NotEqual("", body["message"]!.GetValue<string>());
                break;
            case Dialect.AgentMessage:
                Assert.False(body["success"]!.GetValue<bool>());
                Assert.Matches("^[A-Z_]+$", body["error"]!["code"]!.GetValue<string>());
                Assert.NotEqual("", body["error"]!["message"]!.GetValue<string>());
                Assert.Equal(reply.Header("x-request-id"), body["error"]!["request_id"]!.GetValue<string>());
                break;
            case Dialect.VoltMx:
                Assert.Equal(["id", "message"], body.AsObject().Select(field => field.Key));
                Assert.Equal("", body["id"]!.GetValue<string>());
                Assert.NotEqual("", body["message"]!.GetValue<string>());
                break;
            default:
                Assert.Equal(status, body["status"]!.GetValue<int>());
                break;
        }

        Assert.DoesNotMatch(Inside(), reply.Body);
    }

    /// <summary>Words from within that no caller has a use for.</summary>
    [GeneratedRegex("Exception|   at |Microsoft|System\\.|SQLite|Belay\\.", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Inside();
}
