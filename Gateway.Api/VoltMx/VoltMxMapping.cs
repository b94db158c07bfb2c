using System.Diagnostics;
using System.Globalization;
using Belay.Messages;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>The vendor's statuses. <c>Opened</c> exists too; nobody tells us of it.</summary>
internal enum VoltMxStatus
{
    Initial,
    Submitted,
    Undelivered,
    Rejected,
    NotAttempted,
    Cancelled,
}

/// <summary>A message of any origin in Volt MX's words.</summary>
internal static class VoltMxMapping
{
    private const string CarrierPrefix = "carrier:";

    /// <summary>
    /// The vendor's status. It has no word for delivered; an unknown outcome is <see cref="VoltMxStatus.Undelivered"/>, which claims least.
    /// </summary>
    public static VoltMxStatus ToVoltMx(this MessageStatus status) => status switch
    {
        MessageStatus.Scheduled or MessageStatus.Queued => VoltMxStatus.Initial,
        MessageStatus.Sending or MessageStatus.Sent or MessageStatus.Delivered => VoltMxStatus.Submitted,
        MessageStatus.DeliveryFailed or MessageStatus.DeliveryUnconfirmed => VoltMxStatus.Undelivered,
        MessageStatus.SendingFailed => VoltMxStatus.Rejected,
        MessageStatus.Expired => VoltMxStatus.NotAttempted,
        MessageStatus.Canceled => VoltMxStatus.Cancelled,
        _ => throw new UnreachableException($"No status for {status}."),
    };

    public static string ToWord(this VoltMxStatus status) => status switch
    {
        VoltMxStatus.Initial => "Initial",
        VoltMxStatus.Submitted => "Submitted",
        VoltMxStatus.Undelivered => "Undelivered",
        VoltMxStatus.Rejected => "Rejected",
        VoltMxStatus.NotAttempted => "Not Attempted",
        VoltMxStatus.Cancelled => "Cancelled",
        _ => throw new UnreachableException($"No word for {status}."),
    };

    /// <summary>A user id, which only Courier has, is the nearest to an audience id; such a message has no number.</summary>
    public static StatusMessageWire ToStatusWire(Message message, VoltMxOptions options)
    {
        var draft = message.Draft;
        var isUser = draft.Channel == Channel.User;
        return new(
            SentDate: VoltMxTimestamp.Format(message.SentAt ?? message.DueAt),
            SmsId: NumberOf(message),
            LastActivityDate: VoltMxTimestamp.Format(message.Timeline[^1].At),
            MobileNumber: isUser ? "" : draft.To,
            RequestId: draft.Batch.ToString(),
            AudienceId: isUser ? draft.To : options.IdOf(draft.Organization, draft.To) ?? "",
            StatusMessage: Explain(message),
            Status: message.Status.ToVoltMx().ToWord());
    }

    public static FetchMessageWire ToFetchWire(Message message) => new(NumberOf(message), message.Draft.Text, message.Status.ToVoltMx().ToWord());

    private static string NumberOf(Message message) => message.Number.ToString(CultureInfo.InvariantCulture);

    private static string Explain(Message message) => message.Status switch
    {
        MessageStatus.Scheduled => "SMS request scheduled",
        MessageStatus.Queued => "SMS request queued",
        MessageStatus.Sending => "SMS request being sent",
        MessageStatus.Sent => $"SMS request sent to {GatewayOf(message)} Gateway",
        MessageStatus.Delivered => $"SMS delivered by {GatewayOf(message)} Gateway",
        MessageStatus.Canceled => "SMS request cancelled",
        MessageStatus.DeliveryFailed or MessageStatus.DeliveryUnconfirmed or MessageStatus.SendingFailed or MessageStatus.Expired =>
            message.Error?.Title ?? "SMS request failed",
        _ => throw new UnreachableException($"No text for {message.Status}."),
    };

    /// <summary>The name of the carrier that took the message, in capitals as the vendor writes TWILIO.</summary>
    private static string GatewayOf(Message message)
    {
        var actor = message.Timeline.First(step => step.Status == MessageStatus.Sent).Actor.Name;
        return (actor.StartsWith(CarrierPrefix, StringComparison.Ordinal) ? actor[CarrierPrefix.Length..] : actor).ToUpperInvariant();
    }
}
