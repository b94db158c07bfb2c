using System.Diagnostics;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier;

/// <summary>A message in Courier's words, whoever created it.</summary>
internal static class CourierMapping
{
    private const string CarrierPrefix = "carrier:";

    /// <summary>The record with what each carrier did: what retrieve and webhooks show.</summary>
    public static MessageDetails ToDetails(Message message) => ToRecord(message) with { Providers = ToProviders(message) };

    /// <summary>The record alone: what lists and cancels show.</summary>
    public static MessageDetails ToRecord(Message message) => new()
    {
        Id = message.Id.ToCourierString(),
        Status = CourierStatus.Of(message),
        Enqueued = message.ReceivedAt.ToUnixTimeMilliseconds(),
        Sent = message.SentAt?.ToUnixTimeMilliseconds(),
        Delivered = message.DeliveredAt?.ToUnixTimeMilliseconds(),
        CanceledAt = message.CanceledAt?.ToUnixTimeMilliseconds(),
        Recipient = Label(message, CourierLabels.User) ?? message.Draft.To,
        Event = Label(message, CourierLabels.Event) ?? "",
        Notification = Label(message, CourierLabels.Notification) ?? "",
        Error = CourierStatus.ErrorOf(message),
        Reason = CourierStatus.ReasonOf(message),
    };

    /// <summary>The rendered content of the message's one channel.</summary>
    public static MessageOutput ToOutput(Message message)
    {
        var draft = message.Draft;
        var channel = ToChannel(draft.Channel).Key;
        var title = draft.Subject ?? "";
        return new([new(channel, channel, new([new("text", draft.TextToSend)], draft.TextToSend, "", title, draft.TextToSend, title))]);
    }

    /// <summary>Courier's channel for a means of delivery.</summary>
    public static ProviderChannel ToChannel(Channel channel) => channel switch
    {
        Channel.Sms => new("sms", "SMS"),
        Channel.Mms => new("sms", "MMS"),
        Channel.Voice => new("voice", "Voice"),
        Channel.User => new("inbox", "Inbox"),
        _ => throw new UnreachableException($"Courier has no channel for {channel}."),
    };

    /// <summary>The carrier that made a step; null: it was somebody else.</summary>
    public static string? CarrierOf(Step step) =>
        step.Actor.Name.StartsWith(CarrierPrefix, StringComparison.Ordinal) ? step.Actor.Name[CarrierPrefix.Length..] : null;

    /// <summary>The carriers that had their say, by the last of their steps.</summary>
    public static IEnumerable<string> CarriersOf(Message message) =>
        message.Timeline.Select(CarrierOf).OfType<string>().Distinct(StringComparer.Ordinal);

    private static ProviderDetails[]? ToProviders(Message message)
    {
        // One carrier serves a gateway; the last one to speak is the one whose answer stands.
        if (CarriersOf(message).LastOrDefault() is not { } carrier)
        {
            return null;
        }

        return
        [
            new ProviderDetails
            {
                Provider = carrier,
                Status = CourierStatus.Of(message),
                Channel = ToChannel(message.Draft.Channel),
                Sent = message.SentAt?.ToUnixTimeMilliseconds(),
                Delivered = message.DeliveredAt?.ToUnixTimeMilliseconds(),
                Error = CourierStatus.ErrorOf(message),
                Reference = message.CarrierReference,
            },
        ];
    }

    private static string? Label(Message message, string name) => message.Draft.Labels.GetValueOrDefault(name);
}
