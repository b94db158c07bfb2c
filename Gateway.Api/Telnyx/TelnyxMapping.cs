using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Belay.Messages;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>A message in this dialect's words, for answers and for webhooks; also one that was created in another dialect.</summary>
internal static class TelnyxMapping
{
    /// <summary>The steps that the vendor tells a webhook of: handed to the carrier, and every end but a cancel, which is not in its list.</summary>
    public const MessageStatuses ToldToWebhooks =
        MessageStatuses.Sent | MessageStatuses.Delivered | MessageStatuses.DeliveryFailed
        | MessageStatuses.DeliveryUnconfirmed | MessageStatuses.SendingFailed | MessageStatuses.Expired;

    /// <summary>
    /// One message. As part of a group, the group's other recipients are its <c>cc</c>, without a status: theirs are told by their own messages.
    /// </summary>
    public static TelnyxMessage ToWire(Message message)
    {
        var draft = message.Draft;
        var extra = ReadExtra(draft);
        return new TelnyxMessage
        {
            Id = message.Id.Value,
            Type = draft.Channel == Channel.Mms ? "MMS" : "SMS",
            MessagingProfileId = extra?.MessagingProfileId,
            OrganizationId = ToUuid(draft.Organization),
            From = new(draft.From),
            To = [ToAddress(message)],
            Cc = [.. (extra?.Group ?? []).Where(number => number != draft.To).Select(number => new TelnyxAddress(number))],
            Text = draft.Text.Length == 0 ? null : draft.Text,
            Subject = draft.Subject,
            Media = [.. draft.Media.Select(url => new TelnyxMedia(url))],
            WebhookUrl = draft.Webhook.Url,
            WebhookFailoverUrl = draft.Webhook.FailoverUrl,
            Encoding = ToWire(draft.Encoding),
            Parts = draft.Parts,
            Tags = draft.Tags,
            ReceivedAt = TelnyxTime.Format(message.ReceivedAt),
            SentAt = Format(message.SentAt),
            CompletedAt = Format(CompletedAt(message)),
            // Null once the message has left the queue, by whatever way: the schema says so.
            ValidUntil = message.Status.IsPending() ? Format(draft.ValidUntil) : null,
            Errors = ErrorsOf(message),
            SmartEncodingApplied = draft.SmartEncoded,
        };
    }

    /// <summary>
    /// The messages of a group as the one message that they are in this dialect: the first one's id, and every recipient with its status.
    /// </summary>
    /// <param name="messages">All of the group, in their order.</param>
    public static TelnyxMessage ToWireGroup(IReadOnlyList<Message> messages) => ToWire(messages[0]) with
    {
        To = [.. messages.Select(ToAddress)],
        Cc = [],
        SentAt = Format(messages.Min(message => message.SentAt)),
        CompletedAt = messages.All(message => CompletedAt(message) is not null) ? Format(messages.Max(CompletedAt)) : null,
        Errors = [.. messages.SelectMany(ErrorsOf)],
    };

    /// <summary>Whether the message stands for a whole group: it is the first of a group message.</summary>
    public static bool LeadsGroup(Message message) => message.Draft.Ordinal == 0 && ReadExtra(message.Draft)?.Group is not null;

    /// <summary>Every status has a word.</summary>
    public static string ToWire(MessageStatus status) => status switch
    {
        MessageStatus.Scheduled => "scheduled",
        MessageStatus.Queued => "queued",
        MessageStatus.Sending => "sending",
        MessageStatus.Sent => "sent",
        MessageStatus.Canceled => "cancelled",
        MessageStatus.Expired => "expired",
        MessageStatus.SendingFailed => "sending_failed",
        MessageStatus.DeliveryUnconfirmed => "delivery_unconfirmed",
        MessageStatus.Delivered => "delivered",
        MessageStatus.DeliveryFailed => "delivery_failed",
        _ => throw new UnreachableException($"No word for {status}."),
    };

    /// <summary>
    /// The organization as the UUID that the schema wants: the first 128 bits of SHA-256 of <c>belay:organization:&lt;name&gt;</c>, with the
    /// version and variant bits of a UUID of version 8 (RFC 9562 §5.8).
    /// </summary>
    /// <remarks>Made from the name alone, so every process and every installation says the same without keeping anything.</remarks>
    public static Guid ToUuid(OrganizationId organization)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("belay:organization:" + organization.Value));
        var bytes = hash.AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static TelnyxAddress ToAddress(Message message) => new(message.Draft.To, ToWire(message.Status));

    private static string ToWire(SmsEncoding encoding) => encoding switch
    {
        SmsEncoding.Gsm7 => "GSM-7",
        SmsEncoding.Ucs2 => "UCS-2",
        _ => throw new UnreachableException($"No word for {encoding}."),
    };

    /// <summary>A canceled message has no time of completion: the vendor's example of one shows null.</summary>
    private static DateTimeOffset? CompletedAt(Message message) => message.Status == MessageStatus.Canceled ? null : message.CompletedAt;

    /// <summary>What went wrong, told only of messages that ended badly: a retry that worked out is nobody's error.</summary>
    private static IReadOnlyList<TelnyxError> ErrorsOf(Message message) => message.Status switch
    {
        MessageStatus.Expired => [new("40014", "Message expired in queue", message.Error?.Title)],
        MessageStatus.SendingFailed or MessageStatus.DeliveryFailed or MessageStatus.DeliveryUnconfirmed when IsVendorCode(message.Error?.Code) =>
            [new(message.Error!.Code, message.Error.Title)],
        MessageStatus.SendingFailed or MessageStatus.DeliveryFailed => [new("40008", "Undeliverable", message.Error?.Title)],
        MessageStatus.DeliveryUnconfirmed when message.Error?.Code == "expired" =>
            [new("40005", "Message expired during transmission", message.Error.Title)],
        // No code of the vendor says "unknown"; each of the 400xx would claim that it did not arrive, which nobody knows.
        MessageStatus.DeliveryUnconfirmed => [new("10007", "Unexpected error", message.Error?.Title)],
        _ => [],
    };

    /// <summary>Whether a carrier's code is one of the vendor's delivery codes already: 40 and three digits.</summary>
    private static bool IsVendorCode(string? code) => code is ['4', '0', _, _, _] && code.All(char.IsAsciiDigit);

    private static TelnyxExtra? ReadExtra(Draft draft) =>
        draft is { Dialect: Dialect.Telnyx, Extra: { } extra } ? JsonSerializer.Deserialize(extra, TelnyxJson.Default.TelnyxExtra) : null;

    private static string? Format(DateTimeOffset? instant) => instant is { } known ? TelnyxTime.Format(known) : null;
}
