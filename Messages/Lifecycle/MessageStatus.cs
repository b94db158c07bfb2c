namespace Belay.Messages;

/// <summary>Where a message is in its life. The picture is <c>Messages/Lifecycle/lifecycle.md</c>.</summary>
/// <remarks>The numbers are stored: they never change.</remarks>
public enum MessageStatus
{
    /// <summary>Waits for its time. Moved by the engine when it is due, or by a cancel.</summary>
    Scheduled = 0,

    /// <summary>Due, and waiting for its turn, or for a retry after a definite "later" or a call that was not made. A cancel still wins.</summary>
    Queued = 1,

    /// <summary>Claimed: the intent to call the carrier is durable. After a crash here the outcome of the call is unknown.</summary>
    Sending = 2,

    /// <summary>The carrier took it. Waits for a delivery receipt where the carrier sends them.</summary>
    Sent = 3,

    /// <summary>
    /// End: canceled while no call was open and every call so far, if any, was answered with a definite "later" or not made; it will never be sent.
    /// </summary>
    Canceled = 4,

    /// <summary>End: its validity ran out before any call that may have had an effect.</summary>
    Expired = 5,

    /// <summary>End: the carrier refused it for good, or did not take it until the time for retries was over.</summary>
    SendingFailed = 6,

    /// <summary>
    /// End: the outcome is unknown, because a call was not answered or no receipt came in time. A receipt that comes all the same says what it was.
    /// </summary>
    DeliveryUnconfirmed = 7,

    /// <summary>End: a receipt says that it arrived.</summary>
    Delivered = 8,

    /// <summary>End: a receipt says that it did not arrive.</summary>
    DeliveryFailed = 9,
}

/// <summary>A set of <see cref="MessageStatus"/> values, one bit each.</summary>
[Flags]
public enum MessageStatuses
{
    /// <summary>No status.</summary>
    None = 0,

    /// <summary>See <see cref="MessageStatus.Scheduled"/>.</summary>
    Scheduled = 1 << MessageStatus.Scheduled,

    /// <summary>See <see cref="MessageStatus.Queued"/>.</summary>
    Queued = 1 << MessageStatus.Queued,

    /// <summary>See <see cref="MessageStatus.Sending"/>.</summary>
    Sending = 1 << MessageStatus.Sending,

    /// <summary>See <see cref="MessageStatus.Sent"/>.</summary>
    Sent = 1 << MessageStatus.Sent,

    /// <summary>See <see cref="MessageStatus.Canceled"/>.</summary>
    Canceled = 1 << MessageStatus.Canceled,

    /// <summary>See <see cref="MessageStatus.Expired"/>.</summary>
    Expired = 1 << MessageStatus.Expired,

    /// <summary>See <see cref="MessageStatus.SendingFailed"/>.</summary>
    SendingFailed = 1 << MessageStatus.SendingFailed,

    /// <summary>See <see cref="MessageStatus.DeliveryUnconfirmed"/>.</summary>
    DeliveryUnconfirmed = 1 << MessageStatus.DeliveryUnconfirmed,

    /// <summary>See <see cref="MessageStatus.Delivered"/>.</summary>
    Delivered = 1 << MessageStatus.Delivered,

    /// <summary>See <see cref="MessageStatus.DeliveryFailed"/>.</summary>
    DeliveryFailed = 1 << MessageStatus.DeliveryFailed,

    /// <summary>The two statuses that a cancel can end.</summary>
    Pending = Scheduled | Queued,

    /// <summary>
    /// The ends. A late receipt refines <see cref="DeliveryUnconfirmed"/>, a lack of knowledge, to one of the two below it; nothing leaves the
    /// others.
    /// </summary>
    Ended = Canceled | Expired | SendingFailed | DeliveryUnconfirmed | Delivered | DeliveryFailed,

    /// <summary>Every status.</summary>
    All = Pending | Sending | Sent | Ended,
}

/// <summary>Questions that one asks of a status.</summary>
public static class MessageStatusFacts
{
    /// <summary>The set that holds just this status.</summary>
    public static MessageStatuses ToSet(this MessageStatus status) => (MessageStatuses)(1 << (int)status);

    /// <summary>Whether the set holds the status.</summary>
    public static bool Holds(this MessageStatuses set, MessageStatus status) => (set & status.ToSet()) != MessageStatuses.None;

    /// <summary>Whether this is an end: the engine does nothing more, and see <see cref="MessageStatuses.Ended"/>.</summary>
    public static bool IsEnd(this MessageStatus status) => MessageStatuses.Ended.Holds(status);

    /// <summary>Whether a cancel can still win.</summary>
    public static bool IsPending(this MessageStatus status) => MessageStatuses.Pending.Holds(status);
}
