using Belay.Messages;

namespace Belay.Tests.Messages;

/// <summary>Messages in every state that <c>decisions.md</c> names, each led there from its acceptance by commands alone.</summary>
internal static class Situations
{
    public static readonly TimeSpan Lead = TimeSpan.FromHours(1);

    public static readonly TimeSpan Validity = TimeSpan.FromHours(2);

    public static readonly CarrierTraits Full = new("test", HonoursIdempotencyKey: true, SendsReceipts: true);

    public static readonly CarrierTraits NoReceipts = Full with { SendsReceipts = false };

    public static readonly CarrierTraits NoIdempotency = Full with { HonoursIdempotencyKey = false };

    public static readonly CarrierTraits Elsewhere = Full with { Name = "elsewhere" };

    public static readonly SendingRules Rules = new();

    public static readonly MessageError Trouble = new("trouble", "Something went wrong.");

    public static readonly CarrierAnswer NotCalled = new CarrierAnswer.NotCalled(new MessageError("left_alone", "The carrier is left alone."));

    /// <summary>The states by their names in the table.</summary>
    public static IReadOnlyDictionary<string, Func<Message>> All { get; } = new Dictionary<string, Func<Message>>
    {
        ["scheduled"] = Scheduled,
        ["queued"] = Queued,
        ["queued_for_retry"] = () => Sending().Answered(new CarrierAnswer.Later(Error: Trouble)),
        ["queued_for_call"] = () => Sending().Answered(NotCalled),
        ["queued_for_retry_elsewhere"] = () => SendingElsewhere().Answered(new CarrierAnswer.Later(Error: Trouble), Elsewhere),
        ["sending"] = Sending,
        ["sending_elsewhere"] = SendingElsewhere,
        ["sending_tainted"] = () => SendingWaiting().Woken(),
        ["sending_tainted_elsewhere"] = () => SendingWaitingElsewhere().Woken(Elsewhere),
        ["sending_waiting"] = SendingWaiting,
        ["sending_waiting_for_call"] = () => SendingWaiting().Woken().Answered(NotCalled),
        ["sending_waiting_elsewhere"] = SendingWaitingElsewhere,
        ["sent"] = () => Sending().Answered(new CarrierAnswer.Accepted("ref")),
        ["sent_without_receipts"] = () => Sending().Answered(new CarrierAnswer.Accepted("ref"), NoReceipts),
        ["canceled"] = () => Scheduled().Then(new Command.Cancel(Drafts.Caller, CancelRule.Pending)),
        ["expired"] = () => Scheduled().Then(new Command.Wake(Full), Scheduled().Draft.ValidUntil),
        ["sending_failed"] = () => Sending().Answered(new CarrierAnswer.Refused(Trouble)),
        ["delivery_unconfirmed"] = () => Sending().Answered(new CarrierAnswer.Unknown(Trouble), NoIdempotency),
        ["unconfirmed_after_sent"] = () => Sending().Answered(new CarrierAnswer.Accepted("ref")).Woken(),
        ["delivered"] = () => Sending().Then(ReceiptOf(delivered: true)),
        ["delivery_failed"] = () => Sending().Then(ReceiptOf(delivered: false)),
    };

    public static Message Scheduled() =>
        Message.Accept(Drafts.Make(Drafts.Start + Lead, Drafts.Start + Lead + Validity), Drafts.Caller, Drafts.Start);

    public static Message Queued() => Message.Accept(Drafts.Make(null, Drafts.Start + Validity), Drafts.Caller, Drafts.Start);

    public static Message Sending() => Scheduled().Woken();

    public static Message SendingElsewhere() => Scheduled().Woken(Elsewhere);

    public static Message SendingWaiting() => Sending().Answered(new CarrierAnswer.Unknown(Trouble));

    public static Message SendingWaitingElsewhere() => SendingElsewhere().Answered(new CarrierAnswer.Unknown(Trouble), Elsewhere);

    public static Command.ApplyReceipt ReceiptOf(bool delivered) =>
        new(new Receipt(Drafts.Id(), "ref", delivered, Drafts.Start, delivered ? null : Trouble), "test");

    public static Command.RecordAnswer AnswerTo(
        Message message, CarrierAnswer answer, CarrierTraits? carrier = null, SendingRules? rules = null, double jitter = 0) =>
        new(message.Claims, answer, carrier ?? Full, rules ?? Rules, jitter);

    /// <summary>The message after a command that must change it; by default a second after its last step.</summary>
    public static Message Then(this Message message, Command command, DateTimeOffset? at = null)
    {
        var decision = MessageDecider.Decide(message, command, at ?? message.LastAt() + TimeSpan.FromSeconds(1));
        Assert.Equal(Verdict.Done, decision.Verdict);
        return decision.Next;
    }

    public static Message Woken(this Message message, CarrierTraits? carrier = null) =>
        message.Then(new Command.Wake(carrier ?? Full), message.WakeAt);

    public static Message Answered(this Message message, CarrierAnswer answer, CarrierTraits? carrier = null) =>
        message.Then(AnswerTo(message, answer, carrier));

    public static DateTimeOffset LastAt(this Message message) => message.Timeline[^1].At;
}
