using System.Text.Json;
using System.Text.Json.Serialization;

namespace Belay.Gateway.Api.Courier.Wire;

/// <summary>The body of a send, for the API's description. It is read by hand, so that an error can name the field that is wrong.</summary>
internal sealed record SendBody(SendMessage Message);

/// <summary>The message to send.</summary>
internal sealed record SendMessage
{
    /// <summary>A recipient (<c>user_id</c>, <c>phone_number</c>) or an array of them.</summary>
    public required JsonElement To { get; init; }

    /// <summary><c>{title, body}</c> or <c>{version, elements}</c>.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>The name of a template whose text the settings hold.</summary>
    public string? Template { get; init; }

    /// <summary>Values for <c>{{name}}</c> in the content.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>When to send; absent: at once.</summary>
    public SendDelay? Delay { get; init; }

    /// <summary>How long it is worth sending.</summary>
    public SendExpiry? Expiry { get; init; }

    /// <summary>Milliseconds after which it is not worth sending any more.</summary>
    public JsonElement? Timeout { get; init; }

    /// <summary>Words to find it by.</summary>
    public SendMetadata? Metadata { get; init; }

    /// <summary>By which channels it may go; absent: sms where there is a phone_number, else inbox.</summary>
    public SendRouting? Routing { get; init; }
}

/// <summary>By which channels a message may go.</summary>
/// <param name="Method"><c>single</c>: the first for which the recipient has an address. <c>all</c>: each of them, and that must be one.</param>
/// <param name="Channels">Of sms, inbox and push; others are refused where the recipient has an address for them. Or routings within this
/// one.</param>
internal sealed record SendRouting(string? Method, IReadOnlyList<JsonElement> Channels);

/// <summary>When to send: one of <c>duration</c> and <c>until</c>.</summary>
/// <param name="Duration">Milliseconds, rounded up to whole minutes.</param>
/// <param name="Until">ISO 8601 time, or opening hours such as <c>Mo-Fr 09:00-17:00</c>.</param>
/// <param name="Timezone">IANA zone of a date, of a time without an offset, and of opening hours.</param>
internal sealed record SendDelay(long? Duration, string? Until, string? Timezone);

/// <summary>How long a message is worth sending.</summary>
/// <param name="ExpiresIn">Milliseconds, or an ISO 8601 duration.</param>
/// <param name="ExpiresAt">Seconds or milliseconds since the epoch, or ISO 8601.</param>
internal sealed record SendExpiry(
    [property: JsonPropertyName("expires_in")] JsonElement? ExpiresIn,
    [property: JsonPropertyName("expires_at")] string? ExpiresAt);

/// <summary>Words to find a message by.</summary>
internal sealed record SendMetadata(
    string? Event,
    IReadOnlyList<string>? Tags,
    [property: JsonPropertyName("trace_id")] string? TraceId,
    JsonElement? Utm);
