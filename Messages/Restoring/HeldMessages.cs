namespace Belay.Messages;

/// <summary>The rules for messages that are held.</summary>
public static class HeldMessages
{
    /// <summary>Who drops, as timelines show it.</summary>
    private static readonly Actor Operator = new("review");

    private static readonly MessageError Reason = new(
        "dropped", "The outcome of a call is unknown since a backup was restored; an operator ended it.");

    /// <summary>Ends a message now, as the operator's step: as canceled, or as unconfirmed where the outcome of a call is unknown.</summary>
    public static Decision Drop(Message message, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Status != MessageStatus.Sending)
        {
            return MessageDecider.Decide(message, new Command.Cancel(Operator, CancelRule.Pending), now);
        }

        // A cancel would promise that nobody gets it (ADR 4).
        var step = new Step(message.Version + 1, MessageStatus.DeliveryUnconfirmed, StepCause.Dropped, now, Operator, Error: Reason);
        return new(message.Apply(step), Verdict.Done, [step]);
    }
}
