using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>The answer of every call but cancel: <c>{"data": …}</c>.</summary>
internal sealed record TelnyxData<T>([property: JsonPropertyName("data")] T Data);

/// <summary>
/// A message as the vendor shows it, in the order of its own example. There is no status at this level and no send time, as at the vendor.
/// </summary>
internal sealed record TelnyxMessage
{
    [JsonPropertyName("record_type")]
    public string RecordType { get; init; } = "message";

    [JsonPropertyName("direction")]
    public string Direction { get; init; } = "outbound";

    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary><c>SMS</c> or <c>MMS</c>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Left out where there is none: the schema has no null here.</summary>
    [JsonPropertyName("messaging_profile_id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MessagingProfileId { get; init; }

    [JsonPropertyName("organization_id")]
    public required Guid OrganizationId { get; init; }

    [JsonPropertyName("from")]
    public required TelnyxAddress From { get; init; }

    [JsonPropertyName("to")]
    public required IReadOnlyList<TelnyxAddress> To { get; init; }

    [JsonPropertyName("cc")]
    public IReadOnlyList<TelnyxAddress> Cc { get; init; } = [];

    /// <summary>Left out where there is none: the schema has no null here.</summary>
    [JsonPropertyName("text")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    [JsonPropertyName("subject")]
    public string? Subject { get; init; }

    [JsonPropertyName("media")]
    public IReadOnlyList<TelnyxMedia> Media { get; init; } = [];

    [JsonPropertyName("webhook_url")]
    public string? WebhookUrl { get; init; }

    [JsonPropertyName("webhook_failover_url")]
    public string? WebhookFailoverUrl { get; init; }

    /// <summary><c>GSM-7</c> or <c>UCS-2</c>.</summary>
    [JsonPropertyName("encoding")]
    public required string Encoding { get; init; }

    [JsonPropertyName("parts")]
    public required int Parts { get; init; }

    [JsonPropertyName("tags")]
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Always null: Belay charges nothing.</summary>
    [JsonPropertyName("cost")]
    public TelnyxCost? Cost { get; init; }

    /// <summary>Always null: Belay charges nothing.</summary>
    [JsonPropertyName("cost_breakdown")]
    public TelnyxCostBreakdown? CostBreakdown { get; init; }

    /// <summary>Always null: Belay knows of no campaign registry.</summary>
    [JsonPropertyName("tcr_campaign_id")]
    public string? TcrCampaignId { get; init; }

    [JsonPropertyName("tcr_campaign_billable")]
    public bool TcrCampaignBillable { get; init; }

    /// <summary>Always null: Belay knows of no campaign registry.</summary>
    [JsonPropertyName("tcr_campaign_registered")]
    public string? TcrCampaignRegistered { get; init; }

    [JsonPropertyName("received_at")]
    public required string ReceivedAt { get; init; }

    [JsonPropertyName("sent_at")]
    public string? SentAt { get; init; }

    [JsonPropertyName("completed_at")]
    public string? CompletedAt { get; init; }

    [JsonPropertyName("valid_until")]
    public string? ValidUntil { get; init; }

    [JsonPropertyName("errors")]
    public IReadOnlyList<TelnyxError> Errors { get; init; } = [];

    [JsonPropertyName("smart_encoding_applied")]
    public bool SmartEncodingApplied { get; init; }
}

/// <summary>A sender or recipient.</summary>
/// <param name="PhoneNumber">The number, short code or name.</param>
/// <param name="Status">The recipient's delivery status; left out for a sender.</param>
internal sealed record TelnyxAddress(
    [property: JsonPropertyName("phone_number")] string PhoneNumber,
    [property: JsonPropertyName("status"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Status = null)
{
    /// <summary>Always "": Belay does not look numbers up.</summary>
    [JsonPropertyName("carrier")]
    public string Carrier { get; init; } = "";

    /// <summary>Always "", which the vendor has for unknown.</summary>
    [JsonPropertyName("line_type")]
    public string LineType { get; init; } = "";
}

/// <summary>One piece of media. Type, hash and size are null: Belay passes the address on and does not fetch it.</summary>
internal sealed record TelnyxMedia([property: JsonPropertyName("url")] string Url)
{
    [JsonPropertyName("content_type")]
    public string? ContentType { get; init; }

    [JsonPropertyName("sha256")]
    public string? Sha256 { get; init; }

    [JsonPropertyName("size")]
    public long? Size { get; init; }
}

/// <summary>A sum of money.</summary>
internal sealed record TelnyxCost(
    [property: JsonPropertyName("amount")] string Amount,
    [property: JsonPropertyName("currency")] string Currency);

/// <summary>What a sum is made of.</summary>
internal sealed record TelnyxCostBreakdown(
    [property: JsonPropertyName("carrier_fee")] TelnyxCost CarrierFee,
    [property: JsonPropertyName("rate")] TelnyxCost Rate);

/// <summary>What a message keeps for this dialect in <see cref="Messages.Draft.Extra"/>.</summary>
/// <param name="MessagingProfileId">The profile it was sent with.</param>
/// <param name="Group">All recipients of the group message that it is part of, in their order.</param>
internal sealed record TelnyxExtra(
    [property: JsonPropertyName("profile"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MessagingProfileId,
    [property: JsonPropertyName("group"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Group = null);

/// <summary>Writes and reads this dialect's JSON.</summary>
[JsonSerializable(typeof(TelnyxData<TelnyxMessage>))]
[JsonSerializable(typeof(TelnyxData<IReadOnlyList<TelnyxMessage>>))]
[JsonSerializable(typeof(TelnyxMessage))]
[JsonSerializable(typeof(TelnyxData<TelnyxPublicKey>))]
[JsonSerializable(typeof(TelnyxErrorBody))]
[JsonSerializable(typeof(TelnyxExtra))]
internal sealed partial class TelnyxJson : JsonSerializerContext
{
    /// <summary>
    /// For answers and webhooks: <c>+</c> and letters beyond ASCII stay readable, since the content is JSON and never part of a page.
    /// </summary>
    public static TelnyxJson Wire { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
