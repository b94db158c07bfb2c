namespace Belay.Messages;

/// <summary>The rules for messages that are held.</summary>
public static class HeldMessages
{
    /// <summary>Who drops, as timelines show it.</summary>
    private static readonly Actor Operator = new("review");

    /// <summary>Nobody's promises: a message whose outcome is unknown is not tried again, and ends as that.</summary>
    private static readonly CarrierTraits NoCarrier = new("", HonoursIdempotencyKey: false, SendsReceipts: false);

    private static readonly MessageError CallLost = new("call_lost", "The call was under way when the backup was made; its answer is not known.");

    /// <summary>Ends a message as canceled; one whose call has an unknown outcome, as unconfirmed.</summary>
    public static Decision Drop(Message message, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message switch
        {
            { CallOpen: true } => MessageDecider.Decide(message, new Command.RecordAnswer(message.Claims, new CarrierAnswer.Unknown(CallLost), NoCarrier, new SendingRules(), 0), now),

            // A call that waits for its next try waits no longer.
            { Status: MessageStatus.Sending } => MessageDecider.Decide(message, new Command.Wake(NoCarrier), message.WakeAt > now ? message.WakeAt.Value : now),
            _ => MessageDecider.Decide(message, new Command.Cancel(Operator, CancelRule.Pending), now),
        };
    }
}
