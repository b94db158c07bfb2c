using System.Diagnostics;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier;

/// <summary>Courier's words for where a message is, and why it failed.</summary>
internal static class CourierStatus
{
    public const string Canceled = "CANCELED";
    public const string Delayed = "DELAYED";
    public const string Delivered = "DELIVERED";
    public const string Enqueued = "ENQUEUED";
    public const string Routed = "ROUTED";
    public const string Sent = "SENT";
    public const string Undeliverable = "UNDELIVERABLE";
    public const string Unroutable = "UNROUTABLE";

    /// <summary>The code with which a carrier says that it has no way to this recipient.</summary>
    private const string NoRoute = "no_route";

    /// <summary>The status of a message.</summary>
    /// <remarks>
    /// Courier has no word for "nobody knows". A message that the carrier took and no receipt came for stays SENT, which is what is known. One whose
    /// call got no answer is UNDELIVERABLE, with an error that says that it may have arrived all the same.
    /// </remarks>
    public static string Of(Message message) => message.Status switch
    {
        MessageStatus.Scheduled => Delayed,
        MessageStatus.Queued => Enqueued,
        MessageStatus.Sending => Routed,
        MessageStatus.Sent => Sent,
        MessageStatus.Delivered => Delivered,
        MessageStatus.DeliveryFailed or MessageStatus.Expired => Undeliverable,
        MessageStatus.SendingFailed => message.Error?.Code == NoRoute ? Unroutable : Undeliverable,
        MessageStatus.DeliveryUnconfirmed => message.SentAt is null ? Undeliverable : Sent,
        MessageStatus.Canceled => Canceled,
        _ => throw new UnreachableException($"Courier has no word for {message.Status}."),
    };

    /// <summary>The statuses that a message may have whose record shows this word; none for a word that Belay never says.</summary>
    public static MessageStatuses Behind(string word) => word switch
    {
        Delayed => MessageStatuses.Scheduled,
        Enqueued => MessageStatuses.Queued,
        Routed => MessageStatuses.Sending,
        Sent => MessageStatuses.Sent | MessageStatuses.DeliveryUnconfirmed,
        Delivered => MessageStatuses.Delivered,
        Undeliverable =>
            MessageStatuses.DeliveryFailed | MessageStatuses.Expired | MessageStatuses.SendingFailed | MessageStatuses.DeliveryUnconfirmed,
        Unroutable => MessageStatuses.SendingFailed,
        Canceled => MessageStatuses.Canceled,
        _ => MessageStatuses.None,
    };

    /// <summary>The reason of a failure; null where the status is none.</summary>
    public static string? ReasonOf(Message message) => (message.Status, Of(message)) switch
    {
        (MessageStatus.DeliveryFailed, _) => "BOUNCED",
        (MessageStatus.Expired, _) => "FAILED",
        (_, Unroutable) => "NO_PROVIDERS",
        (_, Undeliverable) => "PROVIDER_ERROR",
        _ => null,
    };

    /// <summary>What went wrong, in a sentence; null where nothing did.</summary>
    public static string? ErrorOf(Message message) => message.Status switch
    {
        MessageStatus.DeliveryUnconfirmed when message.SentAt is null =>
            "The outcome is not known: the carrier did not answer. The message may have arrived.",
        MessageStatus.DeliveryUnconfirmed or MessageStatus.DeliveryFailed or MessageStatus.Expired or MessageStatus.SendingFailed =>
            message.Error?.Title,
        _ => null,
    };
}
