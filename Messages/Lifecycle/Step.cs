namespace Belay.Messages;

/// <summary>Why a message moved. The numbers are stored: they never change.</summary>
public enum StepCause
{
    /// <summary>It was accepted, for later or for now.</summary>
    Accepted = 0,

    /// <summary>Its time has come.</summary>
    Due = 1,

    /// <summary>It was claimed for a call of the carrier.</summary>
    Claimed = 2,

    /// <summary>The carrier took it.</summary>
    CarrierAccepted = 3,

    /// <summary>The carrier said "later".</summary>
    CarrierLater = 4,

    /// <summary>The carrier refused it for good.</summary>
    CarrierRefused = 5,

    /// <summary>The call's outcome is not known: no answer, or the process ended during the call.</summary>
    OutcomeUnknown = 6,

    /// <summary>No further try is allowed by count or time.</summary>
    RetriesExhausted = 7,

    /// <summary>A caller canceled it.</summary>
    Canceled = 8,

    /// <summary>Its validity ran out.</summary>
    ValidityEnded = 9,

    /// <summary>A receipt says that it arrived.</summary>
    ReceiptDelivered = 10,

    /// <summary>A receipt says that it did not arrive.</summary>
    ReceiptFailed = 11,

    /// <summary>No receipt came in time.</summary>
    ReceiptMissing = 12,

    /// <summary>A caller put it out of sight; its status stays.</summary>
    Archived = 13,

    /// <summary>The call for which it was claimed was not made, so this was no try.</summary>
    NotCalled = 14,

    /// <summary>An operator ended what a restored backup held although a call's outcome is unknown.</summary>
    Dropped = 15,
}

/// <summary>What went wrong, in words that hold no text, number or key of the message.</summary>
/// <param name="Code">A short code, the carrier's or ours.</param>
/// <param name="Title">One line for people.</param>
public sealed record MessageError(string Code, string Title);

/// <summary>One entry of a message's timeline, and all that is needed to make the move again.</summary>
/// <param name="Version">The message's version after the step; the first step has 1, each next one adds 1.</param>
/// <param name="Status">The status after the step.</param>
/// <param name="Cause">Why.</param>
/// <param name="At">When, by the clock of who moved it.</param>
/// <param name="Actor">Who.</param>
/// <param name="WakeAt">When the engine must look at the message next; null: never.</param>
/// <param name="Reference">The carrier's own id of the message, where the step brought it.</param>
/// <param name="Error">What went wrong, where something did.</param>
/// <param name="Carrier">On a <see cref="StepCause.Claimed"/> step: the name of the carrier that is called; null on any other.</param>
public sealed record Step(
    long Version,
    MessageStatus Status,
    StepCause Cause,
    DateTimeOffset At,
    Actor Actor,
    DateTimeOffset? WakeAt = null,
    string? Reference = null,
    MessageError? Error = null,
    string? Carrier = null)
{
    /// <summary>What is wrong with the message after the step.</summary>
    /// <param name="before">What was wrong before it.</param>
    public MessageError? ErrorAfter(MessageError? before) => Cause switch
    {
        // It is with the carrier, it arrived, or nobody wants it any more: whatever delayed it is over.
        StepCause.CarrierAccepted or StepCause.ReceiptDelivered or StepCause.Canceled => null,

        // The receipt knows better than what was thought before.
        StepCause.ReceiptFailed => Error,

        // Of the others, those that tell of trouble name it.
        _ => Error ?? before,
    };
}
