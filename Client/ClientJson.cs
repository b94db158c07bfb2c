using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Belay.Client;

internal sealed record NewBatch(IReadOnlyList<NewMessage> Messages);

internal sealed record CancelAnswer(CancelVerdict Verdict, Message Message);

internal sealed record BatchCancelAnswer(string Batch, int Canceled, IReadOnlyList<BatchLine>? Messages);

internal sealed record KeyList(IReadOnlyList<ApiKeyInfo> Keys);

internal sealed record WebhookChecks(IReadOnlyList<WebhookCheck> Endpoints);

internal sealed record KeyDraft(string Name, IReadOnlyList<string> Scopes, int? ExpiresInDays);

/// <summary>Problem details as the gateway writes them.</summary>
internal sealed record Problem(string? Code, string? Detail, IReadOnlyDictionary<string, string>? Errors, Message? Message);

/// <summary>Statuses as words: <c>scheduled</c>, <c>sending_failed</c> …</summary>
public sealed class StatusConverter() : JsonStringEnumConverter<MessageStatus>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

/// <summary>Verdicts as words: <c>canceled</c>, <c>too_late</c> …</summary>
public sealed class VerdictConverter() : JsonStringEnumConverter<CancelVerdict>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

/// <summary>States of events as words: <c>waiting</c>, <c>given_up</c> …</summary>
public sealed class DeliveryStateConverter() : JsonStringEnumConverter<DeliveryState>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

[JsonSerializable(typeof(NewMessage))]
[JsonSerializable(typeof(NewBatch))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(Batch))]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(CancelAnswer))]
[JsonSerializable(typeof(BatchCancelAnswer))]
[JsonSerializable(typeof(Forecast))]
[JsonSerializable(typeof(CallerInfo))]
[JsonSerializable(typeof(ServiceInfo))]
[JsonSerializable(typeof(WebhookChecks))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(KeyDraft))]
[JsonSerializable(typeof(NewApiKey))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ClientJson : JsonSerializerContext
{
    /// <summary>Unknown fields of an answer are passed over: a newer gateway may say more.</summary>
    public static ClientJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
