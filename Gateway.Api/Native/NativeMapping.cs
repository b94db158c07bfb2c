using System.Collections.Frozen;
using System.Text.Json;
using Belay.Gateway.Api.Requests;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary>Messages of any origin in Belay's own words.</summary>
internal static class NativeMapping
{
    /// <summary>A message on the wire.</summary>
    /// <param name="message">The message.</param>
    /// <param name="withTimeline">Whether its steps are shown.</param>
    /// <param name="undelivered">Its events that were not delivered, looked up after the message was; null: what became of its events is not
    /// shown.</param>
    /// <param name="isHeld">Whether it is held after a restore. A message that was just accepted or ended is not.</param>
    public static MessageWire ToWire(Message message, bool withTimeline, IReadOnlyList<UndeliveredEvent>? undelivered = null, bool isHeld = false)
    {
        var draft = message.Draft;
        return new()
        {
            Id = message.Id.ToString(),
            Batch = draft.Batch.ToString(),
            Dialect = draft.Dialect == Dialect.None ? "belay" : Words<Dialect>.Of(draft.Dialect),
            Status = Words<MessageStatus>.Of(message.Status),
            Held = isHeld,
            Channel = Words<Channel>.Of(draft.Channel),
            From = draft.From,
            To = draft.To,
            Text = draft.Text,
            Subject = draft.Subject,
            Media = draft.Media,
            Tags = draft.Tags,
            Encoding = Words<SmsEncoding>.Of(draft.Encoding),
            Parts = draft.Parts,
            Version = message.Version,
            Attempts = message.Attempts,
            ReceivedAt = Rfc3339.Format(message.ReceivedAt),
            DueAt = Rfc3339.Format(message.DueAt),
            ValidUntil = Format(draft.ValidUntil),
            SentAt = Format(message.SentAt),
            DeliveredAt = Format(message.DeliveredAt),
            CanceledAt = Format(message.CanceledAt),
            CompletedAt = Format(message.CompletedAt),
            Carrier = message.LastCarrier,
            CarrierReference = message.CarrierReference,
            Error = ToWire(message.Error),
            Archived = message.Archived,
            ErasedAt = Format(message.ErasedAt),
            Webhook = ToWire(draft.Webhook),
            Timeline = withTimeline ? [.. message.Timeline.Select(step => ToWire(message, step, undelivered))] : null,
        };
    }

    /// <summary>Which of these messages are held. Asked only where one may be: most pages show what has left.</summary>
    public static async Task<IReadOnlySet<MessageId>> FindHeldAsync(
        this IMessageEngine engine, OrganizationId organization, IEnumerable<Message> messages, CancellationToken cancellationToken)
    {
        List<MessageId> waiting =
            [.. messages.Where(message => message.Status is MessageStatus.Scheduled or MessageStatus.Queued or MessageStatus.Sending)
                .Select(message => message.Id)];
        return waiting.Count == 0 ? new HashSet<MessageId>() : await engine.FindHeldAsync(organization, waiting, cancellationToken);
    }

    public static string? Format(DateTimeOffset? at) => at is { } instant ? Rfc3339.Format(instant) : null;

    private static HearerWire? ToWire(WebhookTarget target) => target.On == MessageStatuses.None
        ? null
        : new(HostOf(target.Url), HostOf(target.FailoverUrl),
            [.. Enum.GetValues<MessageStatus>().Where(status => target.On.Holds(status)).Select(Words<MessageStatus>.Of)]);

    private static string? HostOf(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host : null;

    private static StepWire ToWire(Message message, Step step, IReadOnlyList<UndeliveredEvent>? undelivered)
    {
        var isTold = WebhookEvent.IsTold(message, step);
        return new(
            step.Version, Words<MessageStatus>.Of(step.Status), Words<StepCause>.Of(step.Cause), Rfc3339.Format(step.At),
            step.Actor.Name, step.Actor.RequestId, step.Reference, ToWire(step.Error), step.Carrier,
            isTold ? WebhookEvent.IdOf(message.Id, step.Version) : null,
            isTold && undelivered is not null ? ToWire(undelivered.FirstOrDefault(one => one.Version == step.Version)) : null);
    }

    private static DeliveryWire ToWire(UndeliveredEvent? undelivered) => undelivered switch
    {
        null => new("delivered"),
        { NextAt: { } at } => new("waiting", undelivered.Attempts, Rfc3339.Format(at)),
        _ => new("given_up", undelivered.Attempts),
    };

    private static ErrorWire? ToWire(MessageError? error) => error is null ? null : new(error.Code, error.Title);
}

/// <summary>The words of an enumeration on the wire: its names in snake case.</summary>
internal static class Words<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> ByValue =
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    private static readonly FrozenDictionary<string, T> ByWord = ByValue.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    public static string All { get; } = string.Join(", ", ByValue.OrderBy(pair => pair.Key).Select(pair => pair.Value));

    public static string Of(T value) => ByValue[value];

    public static bool TryParse(string word, out T value) => ByWord.TryGetValue(word, out value);
}
