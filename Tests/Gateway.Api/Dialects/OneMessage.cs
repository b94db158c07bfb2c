using System.Text.Encodings.Web;
using System.Text.Json;

namespace Belay.Tests.Gateway.Api.Dialects;

/// <summary>One message for now, in the words of each dialect and in Belay's own.</summary>
internal static class OneMessage
{
    /// <summary>All of them; <see cref="Dialect.None"/> is Belay's own.</summary>
    public static TheoryData<Dialect> Dialects { get; } = [Dialect.None, Dialect.Telnyx, Dialect.Courier, Dialect.AgentMessage, Dialect.VoltMx];

    public static Task<Reply> SendAsync(
        HttpClient client, Dialect dialect, string to = "+12025550123", string text = "hello", string? from = null, string? tag = null)
    {
        var (path, body) = dialect switch
        {
            Dialect.None => ("/belay/v1/messages", $$"""
                {"from":{{Json(from ?? "+15551112222")}},"to":{{Json(to)}},"text":{{Json(text)}}
                {{(tag is null ? "" : $",\"tags\":[{Json(tag)}]")}} }
                """),
            Dialect.Telnyx => ("/v2/messages", $$"""{"from":{{Json(from ?? "+15551112222")}},"to":{{Json(to)}},"text":{{Json(text)}} }"""),
            Dialect.Courier =>
                ("/send",
                    $$$"""{"message":{"to":{"phone_number":{{{Json(to)}}} },"content":{"title":"","body":{{{Json(text)}}} },"metadata":"""
                    + $$$"""{"tags":[{{{(tag is null ? "" : Json(tag))}}}]} } }"""),
            Dialect.AgentMessage => ("/v1/messages", $$"""
                {"from":{{Json(from ?? "+15551112222")}},"to":{{Json(to)}},"text":{{Json(text)}}
                {{(tag is null ? "" : $",\"tag\":{Json(tag)}")}} }
                """),
            Dialect.VoltMx =>
                ("/api/v1/message/sms",
                    $$$"""{"smsServiceRequest":{"messages":{"message":{"content":{{{Json(text)}}},"recipients":{"recipient":"""
                    + $$$"""{"mobile":{{{Json(to)}}} } } } } } }"""),
            _ => throw new ArgumentOutOfRangeException(nameof(dialect)),
        };
        return client.SendAsync("POST", path, body);
    }

    /// <summary>The status with which the dialect refuses what it understands and may not take.</summary>
    public static int RefusalOf(Dialect dialect) => dialect is Dialect.None or Dialect.AgentMessage ? 422 : 400;

    private static string Json(string text) => JsonSerializer.Serialize(text, Relaxed);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
