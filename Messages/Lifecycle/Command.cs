namespace Belay.Messages;

/// <summary>Which messages a cancel may end. The core's own rule is <see cref="Pending"/>; a stricter one belongs to a dialect.</summary>
/// <param name="Statuses">The statuses that may be canceled; only those of <see cref="MessageStatuses.Pending"/> count.</param>
/// <param name="MoreThanBeforeDue">The message must be due later than this much from now; a queued one never is. Null: no such rule.</param>
public sealed record CancelRule(MessageStatuses Statuses, TimeSpan? MoreThanBeforeDue = null)
{
    /// <summary>Anything that is not claimed.</summary>
    public static CancelRule Pending { get; } = new(MessageStatuses.Pending);

    /// <summary>Only what still waits for its time.</summary>
    public static CancelRule Scheduled { get; } = new(MessageStatuses.Scheduled);
}

/// <summary>What may be done to a message that exists: a closed family.</summary>
public abstract record Command
{
    private Command()
    {
    }

    /// <summary>A caller changes their mind.</summary>
    /// <param name="Actor">Who.</param>
    /// <param name="Rule">What may be canceled.</param>
    public sealed record Cancel(Actor Actor, CancelRule Rule) : Command;

    /// <summary>The instant in <see cref="Message.WakeAt"/> has come: claim it, expire it, or stop waiting for its receipt.</summary>
    /// <param name="Carrier">Which promises the carrier makes that would be called now. It may not be the one of the calls before: settings
    /// change.</param>
    public sealed record Wake(CarrierTraits Carrier) : Command;

    /// <summary>The carrier answered a call, or the call was found open after a crash (<see cref="CarrierAnswer.Unknown"/>).</summary>
    /// <param name="Claim">Which call: <see cref="Message.Claims"/> when it was claimed. An answer to another one is stale.</param>
    /// <param name="Answer">What it said.</param>
    /// <param name="Carrier">Which promises the carrier makes that would be called next. After a crash it may not be the one that was called.</param>
    /// <param name="Rules">How to go on after "later" and "unknown".</param>
    /// <param name="Jitter">Randomness for the pause, from 0 up to but without 1.</param>
    public sealed record RecordAnswer(int Claim, CarrierAnswer Answer, CarrierTraits Carrier, SendingRules Rules, double Jitter) : Command;

    /// <summary>The carrier reports what became of a message.</summary>
    /// <param name="Receipt">The report.</param>
    /// <param name="CarrierName">Who reports.</param>
    public sealed record ApplyReceipt(Receipt Receipt, string CarrierName) : Command;

    /// <summary>A caller puts it out of sight.</summary>
    /// <param name="Actor">Who.</param>
    public sealed record Archive(Actor Actor) : Command;
}
