using System.Globalization;
using System.Text;

namespace Belay.Tests.EndToEnd.Security;

/// <summary>A request of one of the dialects.</summary>
internal sealed record Request(string Method, string Path, string? Body = null, string? Type = "application/json")
{
    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), Path);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            message.Content.Headers.TryAddWithoutValidation("Content-Type", Type);
        }

        return message;
    }
}

/// <summary>Orders in all dialects.</summary>
internal static class Orders
{
    /// <summary>Good ones, for an hour from now.</summary>
    public static IReadOnlyList<Request> Valid(string from, string to, string text)
    {
        var at = (TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return
        [
            new("POST", "/v2/messages",
                $$"""{"from":"{{from}}","to":"{{to}}","text":"{{text}}","send_at":"{{at}}","webhook_url":"https://127.0.0.1:1/{{text}}"}"""),
            new("POST", "/send", $$$"""{"message":{"to":{"phone_number":"{{{to}}}"},"content":{"title":"","body":"{{{text}}}"},"metadata":{"tags":"""
                + $$$"""["{{{text}}}"]},"delay":{"until":"{{{at}}}"} } }"""),
            new("POST", "/v1/messages", $$"""{"from":"{{from}}","to":"{{to}}","text":"{{text}}","tag":"{{text}}","scheduled_at":"{{at}}"}"""),
            new("POST", "/api/v1/message/sms", $$$"""{"smsServiceRequest":{"messages":{"message":"""
                + $$$"""{"startTimestamp":"{{{at}}}","content":"{{{text}}}","recipients":{"recipient":{"mobile":"{{{to}}}"} } } } } }"""),
            new("POST", "/api/v1/message/sms", $"<smsServiceRequest><messages><message><startTimestamp>{at}</startTimestamp><content>{text}</content>"
                + $"<recipients><recipient mobile=\"{to}\"/></recipients></message></messages></smsServiceRequest>", "application/xml"),
        ];
    }

    /// <summary>Looks and lists.</summary>
    public static IReadOnlyList<Request> Looks(string to, string text) =>
    [
        new("GET", $"/messages?recipient={Uri.EscapeDataString(to)}&tag={text}"),
        new("GET", $"/v1/messages?to={Uri.EscapeDataString(to)}&tag={text}"),
        new("POST", "/api/v1/messages/sms/fetch", $$"""{"mobileNo":"{{to}}"}"""),
        new("GET", $"/v1/messages/{text}"),
        new("GET", $"/v2/messages/{text}"),
        new("GET", $"/messages/{text}"),
        new("GET", $"/{text}"),
    ];

    /// <summary>
    /// The good ones gone wrong: half a body, another type of body, another type of value, a time that has passed, a field too much.
    /// </summary>
    public static IReadOnlyList<Request> Broken(string from, string to, string text) =>
    [
        .. Valid(from, to, text).SelectMany(order => (Request[])
        [
            order with { Body = order.Body![..(order.Body!.Length / 2)] },
            order with { Type = "text/plain" },
            order with { Body = order.Body!.Replace($"\"{text}\"", $"[\"{text}\"]", StringComparison.Ordinal) },
            order with { Body = order.Body!.Replace(to, "not-a-number-" + text, StringComparison.Ordinal) },
            order with { Body = order.Body!.Replace("20", "19", StringComparison.Ordinal) },
            order with { Body = "{\"" + text + "\":\"" + to + "\"," + order.Body![1..] },
            order with { Body = "\u0000" + text },
            order with { Method = "PUT" },
        ]),
        new("GET", $"/v1/messages?to={Uri.EscapeDataString(to)}&limit={text}"),
        new("GET", $"/messages?cursor={text}&recipient={Uri.EscapeDataString(to)}"),
        new("POST", "/api/v1/status/sms", $$"""{"requestId":"{{text}}","mobileNumber":"{{to}}"}"""),
        new("GET", $"/carriers/kannel/receipts?id=01936b2e-0000-7000-8000-000000000001&signature={text}&type=1&answer={text}"),
        new("POST", "/carriers/http/receipts", $$"""{"reference":"{{text}}","status":"delivered"}"""),
    ];
}
