using Belay.Gateway.Api.Courier.Look;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier;

/// <summary>The record of a request to several recipients: what holds for all of them, and the record of each.</summary>
internal static class CourierRequestRecord
{
    /// <summary>
    /// Statuses as one for all: the first of these that a message has. So it is CANCELED or DELIVERED only where that is true of each, and an end
    /// only when nothing is under way any more.
    /// </summary>
    private static readonly string[] FirstOf =
    [
        CourierStatus.Delayed, CourierStatus.Enqueued, CourierStatus.Routed, CourierStatus.Sent,
        CourierStatus.Unroutable, CourierStatus.Undeliverable, CourierStatus.Delivered, CourierStatus.Canceled,
    ];

    /// <summary>The record of what an id stands for.</summary>
    /// <param name="requested">The id and its messages.</param>
    /// <param name="toRecord">The record of one message.</param>
    public static MessageDetails Of(Requested requested, Func<Message, MessageDetails> toRecord)
    {
        if (!requested.IsRequest)
        {
            return toRecord(requested.Messages[0]);
        }

        var records = requested.Messages.Select(toRecord).ToList();
        var shown = records.MinBy(record => Array.IndexOf(FirstOf, record.Status))!;
        return new()
        {
            Id = requested.Id,
            Status = shown.Status,
            Enqueued = records.Min(record => record.Enqueued),
            Sent = OfAll(records, record => record.Sent),
            Delivered = OfAll(records, record => record.Delivered),
            CanceledAt = OfAll(records, record => record.CanceledAt),
            Recipient = "",
            Event = shown.Event,
            Notification = shown.Notification,
            Error = shown.Error,
            Reason = shown.Reason,
            Messages = records,
        };
    }

    /// <summary>When it had happened to each; null: not to all of them yet.</summary>
    private static long? OfAll(List<MessageDetails> records, Func<MessageDetails, long?> time) =>
        records.TrueForAll(record => time(record) is not null) ? records.Max(time) : null;
}
