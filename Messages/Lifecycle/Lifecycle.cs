using static Belay.Messages.MessageStatus;
using static Belay.Messages.StepCause;

namespace Belay.Messages;

/// <summary>One arrow of the state machine; <paramref name="From"/> is null for the arrow that begins a life.</summary>
public readonly record struct Transition(MessageStatus? From, StepCause Cause, MessageStatus To);

/// <summary>The transition table. <c>lifecycle.md</c> beside this file is its picture, and a test compares the two.</summary>
public static class Lifecycle
{
    /// <summary>Every arrow. <see cref="StepCause.Archived"/> is no arrow: it is allowed anywhere and leaves the status as it is.</summary>
    public static IReadOnlyList<Transition> Transitions { get; } =
    [
        new(null, Accepted, Scheduled),
        new(null, Accepted, Queued),

        new(Scheduled, Due, Queued),
        new(Scheduled, StepCause.Canceled, MessageStatus.Canceled),
        new(Scheduled, ValidityEnded, Expired),

        new(Queued, Claimed, Sending),
        new(Queued, StepCause.Canceled, MessageStatus.Canceled),
        new(Queued, ValidityEnded, Expired),
        new(Queued, RetriesExhausted, SendingFailed),
        new(Queued, CarrierAccepted, Sent),

        new(Sending, CarrierAccepted, Sent),
        new(Sending, CarrierLater, Queued),
        new(Sending, CarrierLater, Sending),
        new(Sending, NotCalled, Queued),
        new(Sending, NotCalled, Sending),
        new(Sending, OutcomeUnknown, Sending),
        new(Sending, Claimed, Sending),
        new(Sending, CarrierRefused, SendingFailed),
        new(Sending, CarrierRefused, DeliveryUnconfirmed),
        new(Sending, RetriesExhausted, SendingFailed),
        new(Sending, RetriesExhausted, DeliveryUnconfirmed),
        new(Sending, OutcomeUnknown, DeliveryUnconfirmed),
        new(Sending, ValidityEnded, DeliveryUnconfirmed),
        new(Sending, Dropped, DeliveryUnconfirmed),

        new(Sent, ReceiptDelivered, Delivered),
        new(Sent, ReceiptFailed, DeliveryFailed),
        new(Sent, ReceiptMissing, DeliveryUnconfirmed),

        new(DeliveryUnconfirmed, ReceiptDelivered, Delivered),
        new(DeliveryUnconfirmed, ReceiptFailed, DeliveryFailed),
    ];

    private static readonly HashSet<Transition> Table = [.. Transitions];

    /// <summary>Whether the step is in the table.</summary>
    public static bool Allows(MessageStatus? from, StepCause cause, MessageStatus to) =>
        cause == Archived ? from == to : Table.Contains(new(from, cause, to));
}
