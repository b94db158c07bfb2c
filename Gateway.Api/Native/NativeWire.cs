using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary>A message as a caller asks for it. Times are RFC 3339 with a zone.</summary>
/// <param name="To">The one recipient: E.164 number or short code; for the channel <c>user</c> a user id.</param>
/// <param name="Text">What it says; may be left out where there is media.</param>
/// <param name="From">Sender: E.164 number, short code or name; the carrier chooses if left out.</param>
/// <param name="Channel"><c>sms</c>, <c>mms</c>, <c>voice</c> or <c>user</c>; if left out, <c>mms</c> with media and <c>sms</c> without.</param>
/// <param name="Subject">For media messages.</param>
/// <param name="Media">Addresses of media.</param>
/// <param name="Tags">The caller's own words, to find and cancel it by.</param>
/// <param name="SendAt">When; at once if left out. At most one year ahead.</param>
/// <param name="ValidUntil">When it must have left by; after that it expires.</param>
internal sealed record DraftWire(
    [property: Required] string? To = null,
    string? Text = null,
    string? From = null,
    [property: WordOf<Channel>] string? Channel = null,
    string? Subject = null,
    IReadOnlyList<string?>? Media = null,
    IReadOnlyList<string?>? Tags = null,
    string? SendAt = null,
    string? ValidUntil = null);

internal sealed record BatchDraftWire([property: Required] IReadOnlyList<DraftWire?>? Messages = null);

/// <summary>
/// A message of any origin. What is null has not happened, or was not given. One that was made with these calls has no webhooks: events are shaped by
/// a vendor's dialect.
/// </summary>
internal sealed record MessageWire
{
    public required string Id { get; init; }

    public required string Batch { get; init; }

    [OneOf("belay", "telnyx", "courier", "agent_message", "volt_mx")]
    public required string Dialect { get; init; }

    [WordOf<MessageStatus>]
    public required string Status { get; init; }

    /// <summary>
    /// Whether it waits for an operator's decision because a backup was restored: until then it is not sent, whatever its status and time say.
    /// </summary>
    public required bool Held { get; init; }

    [WordOf<Channel>]
    public required string Channel { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required string Text { get; init; }

    public string? Subject { get; init; }

    public required IReadOnlyList<string> Media { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary><c>gsm7</c> or <c>ucs2</c>: the alphabet in which the text leaves.</summary>
    [WordOf<SmsEncoding>]
    public required string Encoding { get; init; }

    public required int Parts { get; init; }

    public required long Version { get; init; }

    public required int Attempts { get; init; }

    public required string ReceivedAt { get; init; }

    /// <summary>The instant it is meant to leave.</summary>
    public required string DueAt { get; init; }

    public string? ValidUntil { get; init; }

    public string? SentAt { get; init; }

    public string? DeliveredAt { get; init; }

    public string? CanceledAt { get; init; }

    public string? CompletedAt { get; init; }

    public string? Carrier { get; init; }

    public string? CarrierReference { get; init; }

    public ErrorWire? Error { get; init; }

    public required bool Archived { get; init; }

    /// <summary>When its texts and numbers were erased: since then they are empty.</summary>
    public string? ErasedAt { get; init; }

    /// <summary>Who hears of its steps; null: nobody.</summary>
    public HearerWire? Webhook { get; init; }

    /// <summary>Every step, oldest first; left out in lists.</summary>
    public IReadOnlyList<StepWire>? Timeline { get; init; }
}

/// <summary>
/// One step. <paramref name="Event"/> is the id of the webhook event that tells of it; null: nobody hears of this one. <paramref name="Delivery"/> is
/// said by GET messages/{id} alone.
/// </summary>
internal sealed record StepWire(
    long Version, [property: WordOf<MessageStatus>] string Status, [property: WordOf<StepCause>] string Cause, string At, string Actor,
    string? RequestId, string? Reference, ErrorWire? Error, string? Carrier, Guid? Event,
    DeliveryWire? Delivery);

/// <summary>What became of a webhook event.</summary>
/// <param name="State"><c>delivered</c>: the receiver took it. <c>waiting</c>: for its first or its next try. <c>given_up</c>: nobody took it, and it
/// is not tried again.</param>
/// <param name="Tries">How often it was tried so far, one under way included; left out where it was delivered.</param>
/// <param name="NextAt">For <c>waiting</c>: the earliest instant of the next try.</param>
internal sealed record DeliveryWire([property: OneOf("delivered", "waiting", "given_up")] string State, int? Tries = null, string? NextAt = null);

/// <summary>Where a message's steps are told, and which. Only hosts are shown: an address may hold a secret.</summary>
/// <param name="Host">Null: the organization's own endpoint for the message's dialect.</param>
/// <param name="FailoverHost">Where it is told when the first cannot be reached.</param>
/// <param name="On">The statuses that are told.</param>
internal sealed record HearerWire(string? Host, string? FailoverHost, [property: WordOf<MessageStatus>] IReadOnlyList<string> On);

internal sealed record ErrorWire(string Code, string Title);

internal sealed record MessageListWire(
    IReadOnlyList<MessageWire> Messages, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);

internal sealed record BatchWire(string Batch, IReadOnlyList<MessageWire> Messages);

/// <summary>What became of a cancel: <c>canceled</c> or <c>already_canceled</c>.</summary>
internal sealed record CancelWire([property: OneOf("canceled", "already_canceled")] string Verdict, MessageWire Message);

/// <summary>What became of a cancel of a batch.</summary>
/// <param name="Batch">Its number.</param>
/// <param name="Canceled">How many this call canceled.</param>
/// <param name="Verdicts">How many there are of each verdict: <c>canceled</c>, <c>already_canceled</c>, <c>too_late</c>.</param>
/// <param name="Messages">The verdict on each message, in the batch's order: all of them, since a batch is bounded.</param>
internal sealed record BatchCancelWire(
    string Batch, int Canceled, IReadOnlyDictionary<string, int> Verdicts, IReadOnlyList<BatchVerdictWire> Messages);

/// <summary>The verdict on one message of a batch, and its status then.</summary>
internal sealed record BatchVerdictWire(string Id, string Verdict, string Status);

internal sealed record ForecastWire(string From, int SlotSeconds, IReadOnlyList<long> Counts);

/// <summary>What became of messages, slot by slot and in all.</summary>
internal sealed record TallyWire(string From, int SlotSeconds, TallySlotWire Total, IReadOnlyList<TallySlotWire> Slots);

/// <summary>What became of messages in one slot.</summary>
/// <param name="Sent">How many the carrier took.</param>
/// <param name="Delivered">How many a receipt reported as arrived.</param>
/// <param name="Canceled">How many were canceled.</param>
/// <param name="Failed">How many were refused, did not arrive, or expired.</param>
/// <param name="Unconfirmed">How many ended without anybody knowing whether they arrived.</param>
/// <param name="LatenessP50Ms">Half of those sent left at most so many milliseconds after they were due; left out where none was sent.</param>
/// <param name="LatenessP99Ms">The same of 99 in 100.</param>
internal sealed record TallySlotWire(
    long Sent, long Delivered, long Canceled, long Failed, long Unconfirmed, double? LatenessP50Ms, double? LatenessP99Ms);

internal sealed record KeyDraftWire(string? Name = null, [property: Required] IReadOnlyList<string?>? Scopes = null, int? ExpiresInDays = null);

/// <summary>A key without the key itself. <c>state</c> is <c>live</c>, <c>revoked</c> or <c>expired</c>.</summary>
/// <param name="Id">As timelines show it.</param>
/// <param name="Name">The operator's word for it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="State">Whether it works.</param>
/// <param name="FromSettings">Whether it stands in the gateway's settings, where alone it can be removed.</param>
/// <param name="CreatedAt">Null for a key of the settings.</param>
/// <param name="ExpiresAt">Null: never.</param>
/// <param name="RevokedAt">Null: it was not.</param>
internal sealed record KeyWire(
    string Id, string Name, IReadOnlyList<string> Scopes, [property: OneOf("live", "revoked", "expired")] string State, bool FromSettings,
    string? CreatedAt, string? ExpiresAt, string? RevokedAt);

internal sealed record KeyListWire(IReadOnlyList<KeyWire> Keys);

/// <summary>A new key: <paramref name="Secret"/> is the key itself, and is shown only now.</summary>
internal sealed record NewKeyWire(string Secret, KeyWire Key);

internal sealed record CallerWire(string Organization, string KeyId, string KeyName, IReadOnlyList<string> Scopes, string Time);

/// <summary>The state of the service.</summary>
/// <param name="Version">Of the gateway.</param>
/// <param name="Time">The gateway's clock.</param>
/// <param name="Ready">Whether it accepts, keeps and sends.</param>
/// <param name="Detail">One line for the operator.</param>
/// <param name="Carrier">How messages leave; null where this process does not send.</param>
/// <param name="Webhooks">The organization's endpoints from the settings.</param>
/// <param name="Held">How many of the organization's messages wait for an operator's decision after a restore; left out where the store does not
/// say.</param>
internal sealed record ServiceWire(
    string Version, string Time, bool Ready, string Detail, CarrierWire? Carrier, IReadOnlyList<EndpointWire> Webhooks, long? Held);

/// <summary>How messages leave; null where this process does not send.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="HonoursIdempotencyKey">Whether a second call with the same key has no second effect.</param>
/// <param name="SendsReceipts">Whether it reports what became of a message.</param>
/// <param name="Works">False while it does not work, or keeps failing and is left alone; messages wait.</param>
/// <param name="State"><c>works</c>, <c>not_working</c> (the account or the address that is set is at fault) or <c>left_alone</c> (it keeps
/// failing).</param>
/// <param name="Code">The code of what is at fault; null: nothing is.</param>
/// <param name="SenderMissing">Whether it needs a sender and no default is set: messages without one wait.</param>
internal sealed record CarrierWire(
    string Name, bool HonoursIdempotencyKey, bool SendsReceipts, bool Works, string State, string? Code, bool SenderMissing);

/// <summary>A webhook endpoint of the organization. Only its host is shown: an address may hold a secret.</summary>
/// <param name="Dialect">Messages of which dialect it hears of.</param>
/// <param name="Host">Where it is.</param>
/// <param name="Signed">Whether its events are signed.</param>
/// <param name="DownSince">Since when it has taken nothing, as far as the process that answers knows; null: it works, or was not tried.</param>
internal sealed record EndpointWire(string Dialect, string Host, bool Signed, string? DownSince = null);

internal sealed record EndpointChecksWire(IReadOnlyList<EndpointCheckWire> Endpoints);

/// <summary>Whether a connection to a webhook endpoint opens. Nothing is posted there.</summary>
/// <param name="Dialect">Messages of which dialect it hears of.</param>
/// <param name="Host">Where it is.</param>
/// <param name="Failover">Whether it is the address for when the first fails.</param>
/// <param name="Result"><c>reached</c>, <c>forbidden</c> (an address or port that events do not go to), <c>name_unknown</c>, <c>not_reached</c>,
/// <c>tls_failed</c> or <c>timed_out</c>.</param>
internal sealed record EndpointCheckWire(string Dialect, string Host, bool Failover, [property: WordOf<ProbeResult>] string Result);

/// <summary>A refusal: problem details (RFC 9457) with a <c>code</c> for programs.</summary>
/// <param name="Type">A page about the status.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The status.</param>
/// <param name="Detail">One sentence for people.</param>
/// <param name="Code">Which refusal it is.</param>
/// <param name="Errors">For <c>invalid</c>: each wrong field or parameter, and what it must be.</param>
/// <param name="Verdict">For <c>too_late</c>: that word.</param>
/// <param name="Message">For <c>too_late</c>: the message as it is now.</param>
internal sealed record ProblemWire(
    string Type, string Title, int Status, string Detail, string Code, IReadOnlyDictionary<string, string>? Errors = null,
    string? Verdict = null, MessageWire? Message = null);

[JsonSerializable(typeof(ProblemWire))]
[JsonSerializable(typeof(EndpointChecksWire))]
[JsonSerializable(typeof(DraftWire))]
[JsonSerializable(typeof(BatchDraftWire))]
[JsonSerializable(typeof(MessageWire))]
[JsonSerializable(typeof(MessageListWire))]
[JsonSerializable(typeof(BatchWire))]
[JsonSerializable(typeof(CancelWire))]
[JsonSerializable(typeof(BatchCancelWire))]
[JsonSerializable(typeof(ForecastWire))]
[JsonSerializable(typeof(TallyWire))]
[JsonSerializable(typeof(KeyDraftWire))]
[JsonSerializable(typeof(KeyWire))]
[JsonSerializable(typeof(KeyListWire))]
[JsonSerializable(typeof(NewKeyWire))]
[JsonSerializable(typeof(CallerWire))]
[JsonSerializable(typeof(ServiceWire))]
internal sealed partial class NativeJson : JsonSerializerContext
{
    /// <summary>Unknown fields are refused: one of them could be a misspelt send_at, and the message would leave now by mistake.</summary>
    public static NativeJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 64,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
