using System.Diagnostics;
using System.Text.Json;
using Belay.Gateway.Api.Requests;
using Belay.Messages;

namespace Belay.Gateway.Api.AgentMessage;

/// <summary>A message of any origin in AgentMessage's words.</summary>
internal static class AgentMessageMapping
{
    /// <summary>The priority of a message that was given none.</summary>
    public const string DefaultPriority = "default";

    /// <summary>Steps that the dialect has a webhook event for.</summary>
    public const MessageStatuses ToldToWebhooks =
        MessageStatuses.Sent | MessageStatuses.Delivered | MessageStatuses.SendingFailed | MessageStatuses.Expired
        | MessageStatuses.DeliveryFailed | MessageStatuses.DeliveryUnconfirmed | MessageStatuses.Canceled;

    public static MessageWire ToWire(Message message)
    {
        var draft = message.Draft;
        return new()
        {
            Id = message.Id.ToString(),
            From = draft.From,
            To = draft.To,
            Text = draft.Text,
            MediaUrls = draft.Media.Count == 0 ? null : draft.Media,
            Channel = ToWord(draft.Channel),
            Priority = PriorityOf(draft),
            Status = ToWord(message.Status),
            Tag = draft.Tags.Count == 0 ? null : draft.Tags[0],
            SegmentCount = message.SentAt is null ? null : draft.Parts,
            ScheduledAt = draft.SendAt is { } sendAt ? Rfc3339.Format(sendAt) : null,
            CreatedAt = Rfc3339.Format(message.ReceivedAt),
            SentAt = message.SentAt is { } sentAt ? Rfc3339.Format(sentAt) : null,
            DeliveredAt = message.DeliveredAt is { } deliveredAt ? Rfc3339.Format(deliveredAt) : null,
        };
    }

    /// <summary>The vendor's word for a status.</summary>
    /// <remarks>
    /// The vendor has no word for "outcome unknown". <c>undelivered</c> is the one that claims least: it is an end, and does not say that the message
    /// left (<c>sent</c>), arrived, or certainly never left (<c>failed</c>).
    /// </remarks>
    public static string ToWord(MessageStatus status) => status switch
    {
        MessageStatus.Scheduled or MessageStatus.Queued => "queued",
        MessageStatus.Sending => "sending",
        MessageStatus.Sent => "sent",
        MessageStatus.Delivered => "delivered",
        MessageStatus.DeliveryFailed or MessageStatus.DeliveryUnconfirmed => "undelivered",
        MessageStatus.SendingFailed or MessageStatus.Expired => "failed",
        MessageStatus.Canceled => "canceled",
        _ => throw new UnreachableException($"No word for {status}."),
    };

    /// <summary>All statuses that share a word; null: the vendor has no such word.</summary>
    public static MessageStatuses? StatusesOf(string word)
    {
        var statuses = Enum.GetValues<MessageStatus>()
            .Where(status => ToWord(status) == word).Aggregate(MessageStatuses.None, (set, status) => set | status.ToSet());
        return statuses == MessageStatuses.None ? null : statuses;
    }

    private static string ToWord(Channel channel) => channel switch
    {
        Channel.Sms => "sms",
        Channel.Mms => "mms",
        Channel.Voice => "voice",
        Channel.User => "user",
        _ => throw new UnreachableException($"No word for {channel}."),
    };

    private static string PriorityOf(Draft draft) =>
        (draft is { Dialect: Dialect.AgentMessage, Extra: { } extra }
            ? JsonSerializer.Deserialize(extra, AgentMessageJson.Wire.MessageExtra)?.Priority
            : null)
        ?? DefaultPriority;
}
