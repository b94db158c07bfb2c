using Belay.Messages;
using static Belay.Tests.Messages.Situations;

namespace Belay.Tests.Messages;

/// <summary>A command, and the instant at which it comes.</summary>
internal sealed record Order(Command Command, DateTimeOffset At);

/// <summary>Every command that <c>decisions.md</c> names, as it meets a given message.</summary>
internal static class Orders
{
    private static readonly TimeSpan Cutoff = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    /// <summary>The commands by their names in the table.</summary>
    public static IReadOnlyDictionary<string, Func<Message, Order>> All { get; } = new Dictionary<string, Func<Message, Order>>
    {
        ["cancel_pending"] = message => Soon(message, Cancel(CancelRule.Pending)),
        ["cancel_scheduled"] = message => Soon(message, Cancel(CancelRule.Scheduled)),
        ["cancel_nothing"] = message => Soon(message, Cancel(new CancelRule(MessageStatuses.None))),
        ["cancel_everything"] = message => Soon(message, Cancel(new CancelRule(MessageStatuses.All))),
        ["cancel_over_60_s"] = message => CancelBeforeDue(message, Cutoff + Tick),
        ["cancel_at_60_s"] = message => CancelBeforeDue(message, Cutoff),
        ["cancel_under_60_s"] = message => CancelBeforeDue(message, Cutoff - Tick),

        ["wake_early"] = message => Wake(WakeAt(message) - Tick),
        ["wake_on_time"] = message => Wake(WakeAt(message)),
        ["wake_on_time_plain"] = message => Wake(WakeAt(message), NoIdempotency),
        ["wake_late"] = message => Wake(WakeAt(message) + TimeSpan.FromHours(1)),
        ["wake_a_tick_before_validity_ends"] = message => Wake(message.Draft.ValidUntil!.Value - Tick),
        ["wake_as_validity_ends"] = message => Wake(message.Draft.ValidUntil!.Value),

        ["answer_accepted"] = message => Soon(message, AnswerTo(message, new CarrierAnswer.Accepted("ref"))),
        ["answer_accepted_plain"] = message => Soon(message, AnswerTo(message, new CarrierAnswer.Accepted(), NoReceipts)),
        ["answer_later"] = message => Soon(message, AnswerTo(message, new CarrierAnswer.Later())),
        ["answer_later_tries_spent"] = message => Soon(message, AnswerTo(message, new CarrierAnswer.Later(), rules: TriesSpent(message))),
        ["answer_later_time_spent"] = message => Soon(message, AnswerTo(message, new CarrierAnswer.Later(), rules: TimeSpent(message))),
        ["answer_not_working"] = message => Soon(message, AnswerTo(message, new CarrierAnswer.NotWorking(Trouble))),
        ["answer_not_called"] = message => Soon(message, AnswerTo(message, NotCalled)),
        ["answer_not_called_tries_spent"] = message => Soon(message, AnswerTo(message, NotCalled, rules: TriesSpent(message))),
        ["answer_not_called_time_spent"] = message => Soon(message, AnswerTo(message, NotCalled, rules: TimeSpent(message))),
        ["answer_refused"] = message => Soon(message, AnswerTo(message, new CarrierAnswer.Refused(Trouble))),
        ["answer_unknown"] = message => Soon(message, AnswerTo(message, new CarrierAnswer.Unknown(Trouble))),
        ["answer_unknown_tries_spent"] = message => Soon(message, AnswerTo(message, new CarrierAnswer.Unknown(Trouble), rules: TriesSpent(message))),
        ["answer_unknown_time_spent"] = message => Soon(message, AnswerTo(message, new CarrierAnswer.Unknown(Trouble), rules: TimeSpent(message))),
        ["answer_unknown_plain"] = message => Soon(message, AnswerTo(message, new CarrierAnswer.Unknown(Trouble), NoIdempotency)),
        ["answer_stale"] = message => Soon(message, AnswerTo(message, new CarrierAnswer.Accepted("ref")) with { Claim = message.Claims - 1 }),

        ["receipt_delivered"] = message => Soon(message, ReceiptOf(delivered: true)),
        ["receipt_failed"] = message => Soon(message, ReceiptOf(delivered: false)),
        ["archive"] = message => Soon(message, new Command.Archive(Drafts.Caller)),
    };

    /// <summary>The causes that the steps of a command may have.</summary>
    public static IReadOnlySet<StepCause> CausesOf(Order order) => order.Command switch
    {
        Command.Cancel => new HashSet<StepCause> { StepCause.Canceled },
        Command.Wake =>
            new HashSet<StepCause> { StepCause.Due, StepCause.Claimed, StepCause.ValidityEnded, StepCause.OutcomeUnknown, StepCause.ReceiptMissing },
        Command.RecordAnswer { Answer: CarrierAnswer.Accepted } => new HashSet<StepCause> { StepCause.CarrierAccepted },
        Command.RecordAnswer { Answer: CarrierAnswer.NotCalled } => new HashSet<StepCause> { StepCause.NotCalled, StepCause.RetriesExhausted },
        Command.RecordAnswer { Answer: CarrierAnswer.Later or CarrierAnswer.NotWorking } =>
            new HashSet<StepCause> { StepCause.CarrierLater, StepCause.RetriesExhausted },
        Command.RecordAnswer { Answer: CarrierAnswer.Refused } => new HashSet<StepCause> { StepCause.CarrierRefused },
        Command.RecordAnswer { Answer: CarrierAnswer.Unknown } => new HashSet<StepCause> { StepCause.OutcomeUnknown },
        Command.ApplyReceipt { Receipt.Delivered: true } => new HashSet<StepCause> { StepCause.CarrierAccepted, StepCause.ReceiptDelivered },
        Command.ApplyReceipt => new HashSet<StepCause> { StepCause.CarrierAccepted, StepCause.ReceiptFailed },
        _ => new HashSet<StepCause> { StepCause.Archived },
    };

    private static Order Soon(Message message, Command command) => new(command, message.LastAt() + TimeSpan.FromSeconds(1));

    private static Order Wake(DateTimeOffset at, CarrierTraits? carrier = null) => new(new Command.Wake(carrier ?? Full), at);

    private static Command.Cancel Cancel(CancelRule rule) => new(Drafts.Caller, rule);

    private static Order CancelBeforeDue(Message message, TimeSpan lead) =>
        new(Cancel(CancelRule.Scheduled with { MoreThanBeforeDue = Cutoff }), message.DueAt - lead);

    /// <summary>Its own time to wake; for a message that waits for nothing, some instant after its last step.</summary>
    private static DateTimeOffset WakeAt(Message message) => message.WakeAt ?? message.LastAt() + TimeSpan.FromSeconds(1);

    private static SendingRules TriesSpent(Message message) => Rules with { AttemptsMax = message.Attempts };

    /// <summary>The time for retries ends as the answer comes.</summary>
    private static SendingRules TimeSpent(Message message) =>
        Rules with { RetryFor = message.LastAt() + TimeSpan.FromSeconds(1) - (message.FirstClaimedAt ?? message.DueAt) };
}
