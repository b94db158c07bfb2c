using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Belay.Gateway.Api.AgentMessage;

/// <summary>The body of a create, as the OpenAPI document shows it; <see cref="MessageForm"/> reads the real one field by field.</summary>
internal sealed record MessageRequest(
    [property: JsonPropertyName("from")] string From,
    [property: JsonPropertyName("to")] string To,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("priority")] string? Priority,
    [property: JsonPropertyName("tag")] string? Tag,
    [property: JsonPropertyName("scheduled_at")] DateTimeOffset? ScheduledAt,
    [property: JsonPropertyName("media_urls")] IReadOnlyList<string>? MediaUrls);

/// <summary>A message. What is null is left out: it has not happened, or was not given.</summary>
internal sealed record MessageWire
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("from")]
    public required string From { get; init; }

    [JsonPropertyName("to")]
    public required string To { get; init; }

    [JsonPropertyName("text")]
    public required string Text { get; init; }

    [JsonPropertyName("media_urls")]
    public IReadOnlyList<string>? MediaUrls { get; init; }

    [JsonPropertyName("channel")]
    public required string Channel { get; init; }

    [JsonPropertyName("priority")]
    public required string Priority { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("tag")]
    public string? Tag { get; init; }

    [JsonPropertyName("segment_count")]
    public int? SegmentCount { get; init; }

    [JsonPropertyName("scheduled_at")]
    public string? ScheduledAt { get; init; }

    [JsonPropertyName("created_at")]
    public required string CreatedAt { get; init; }

    [JsonPropertyName("sent_at")]
    public string? SentAt { get; init; }

    [JsonPropertyName("delivered_at")]
    public string? DeliveredAt { get; init; }
}

internal sealed record MessageAnswer(
    [property: JsonPropertyName("success")] bool Success,
    [property: JsonPropertyName("data")] MessageWire Data);

internal sealed record MessageListAnswer(
    [property: JsonPropertyName("success")] bool Success,
    [property: JsonPropertyName("data")] IReadOnlyList<MessageWire> Data,
    [property: JsonPropertyName("meta")] ListMeta Meta);

/// <summary>The vendor shows <c>total</c> 0 and <c>next_cursor</c> null always: the real cursor is in a header.</summary>
internal sealed record ListMeta(
    [property: JsonPropertyName("total")] int Total,
    [property: JsonPropertyName("limit")] int Limit,
    [property: JsonPropertyName("offset")] int Offset,
    [property: JsonPropertyName("next_cursor"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);

internal sealed record FailureAnswer(
    [property: JsonPropertyName("success")] bool Success,
    [property: JsonPropertyName("error")] FailureWire Error);

/// <summary>An error. <paramref name="Details"/> says per field what it must be.</summary>
internal sealed record FailureWire(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("request_id")] string RequestId,
    [property: JsonPropertyName("details")] IReadOnlyDictionary<string, string>? Details);

/// <summary>What a message keeps that only this dialect knows.</summary>
internal sealed record MessageExtra([property: JsonPropertyName("priority")] string? Priority);

[JsonSerializable(typeof(MessageAnswer))]
[JsonSerializable(typeof(MessageListAnswer))]
[JsonSerializable(typeof(FailureAnswer))]
[JsonSerializable(typeof(MessageExtra))]
internal sealed partial class AgentMessageJson : JsonSerializerContext
{
    /// <summary>Absent rather than null, and <c>+</c> as itself: this JSON is never put into a page.</summary>
    public static AgentMessageJson Wire { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
