using System.Diagnostics;

namespace Belay.Messages;

/// <summary>The whole policy of a message's life: pure and total.</summary>
public static class MessageDecider
{
    /// <summary>
    /// Says what a command does to a message at an instant. Never throws for any state and command; stores and carriers are the caller's business.
    /// </summary>
    public static Decision Decide(Message message, Command command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        return command switch
        {
            Command.Cancel cancel => Cancel(message, cancel, now),
            Command.Wake wake => Wake(message, wake.Carrier, now),
            Command.RecordAnswer record => RecordAnswer(message, record, now),
            Command.ApplyReceipt apply => ApplyReceipt(message, apply, now),
            Command.Archive archive => Archive(message, archive, now),
            _ => throw new UnreachableException($"No rule for {command}."),
        };
    }

    private static Decision Cancel(Message message, Command.Cancel cancel, DateTimeOffset now) => message.Status switch
    {
        MessageStatus.Scheduled or MessageStatus.Queued when !IsWithin(cancel.Rule, message, now) => Unchanged(message, Verdict.OutsideRule),
        MessageStatus.Scheduled or MessageStatus.Queued =>
            new Moves(message, now).To(MessageStatus.Canceled, StepCause.Canceled, cancel.Actor).Done(),
        MessageStatus.Canceled => Unchanged(message, Verdict.AlreadyDone),
        _ => Unchanged(message, Verdict.TooLate),
    };

    private static bool IsWithin(CancelRule rule, Message message, DateTimeOffset now) =>
        rule.Statuses.Holds(message.Status) && !(rule.MoreThanBeforeDue is { } lead && message.DueAt - now <= lead);

    private static Decision Wake(Message message, CarrierTraits carrier, DateTimeOffset now)
    {
        if (message.CallOpen || message.WakeAt is not { } wakeAt)
        {
            return Unchanged(message, Verdict.NotExpected);
        }

        if (now < wakeAt)
        {
            return Unchanged(message, Verdict.NotYet);
        }

        var moves = new Moves(message, now);
        var invalid = message.Draft.ValidUntil <= now;
        return message.Status switch
        {
            MessageStatus.Scheduled or MessageStatus.Queued when invalid =>
                moves.To(MessageStatus.Expired, StepCause.ValidityEnded, Actor.Engine, error: Errors.Expired).Done(),
            MessageStatus.Scheduled =>
                moves.To(MessageStatus.Queued, StepCause.Due, Actor.Engine, wakeAt).Claim(carrier, wakeAt).Done(),
            MessageStatus.Sending when invalid =>
                moves.To(MessageStatus.DeliveryUnconfirmed, StepCause.ValidityEnded, Actor.Engine, error: Errors.Expired).Done(),
            MessageStatus.Sending when message.Tainted && !KnowsTheKey(carrier, message) =>
                moves.To(MessageStatus.DeliveryUnconfirmed, StepCause.OutcomeUnknown, Actor.Engine, error: Errors.CarrierChanged).Done(),
            MessageStatus.Queued or MessageStatus.Sending =>
                moves.Claim(carrier, wakeAt).Done(),
            MessageStatus.Sent =>
                moves.To(MessageStatus.DeliveryUnconfirmed, StepCause.ReceiptMissing, Actor.Engine, error: Errors.NoReceipt).Done(),
            _ => throw new UnreachableException($"A message in {message.Status} waits for nothing."),
        };
    }

    private static Decision RecordAnswer(Message message, Command.RecordAnswer record, DateTimeOffset now)
    {
        if (!message.CallOpen || record.Claim != message.Claims)
        {
            return Unchanged(message, Verdict.NotExpected);
        }

        var actor = Actor.Carrier(message.LastCarrier ?? record.Carrier.Name);
        var moves = new Moves(message, now);
        return record.Answer switch
        {
            CarrierAnswer.Accepted accepted =>
                moves.To(MessageStatus.Sent, StepCause.CarrierAccepted, actor, ReceiptDeadline(record, now), accepted.Reference).Done(),

            CarrierAnswer.Refused refused =>
                moves.To(GivenUp(message), StepCause.CarrierRefused, actor, error: refused.Error).Done(),

            CarrierAnswer.Later later => PutOff(later.After, later.Error),
            CarrierAnswer.NotWorking notWorking => PutOff(notWorking.After, notWorking.Error),
            CarrierAnswer.NotCalled notCalled => NotCalled(message, record, notCalled, moves, now),

            CarrierAnswer.Unknown unknown => KnowsTheKey(record.Carrier, message) && RetryAt(message, record, null, now) is { } retryAt
                ? moves.To(MessageStatus.Sending, StepCause.OutcomeUnknown, actor, retryAt, error: unknown.Error).Done()
                : moves.To(MessageStatus.DeliveryUnconfirmed, StepCause.OutcomeUnknown, actor, error: IsLast(record.Carrier, message)
                    ? unknown.Error
                    : Errors.CarrierChanged).Done(),

            _ => throw new UnreachableException($"No rule for {record.Answer}."),
        };

        Decision PutOff(TimeSpan? after, MessageError? error) => RetryAt(message, record, after, now) is { } retryAt
            ? moves.To(Waiting(message), StepCause.CarrierLater, actor, retryAt, error: error).Done()
            : moves.To(GivenUp(message), StepCause.RetriesExhausted, actor, error: error ?? Errors.RetriesExhausted).Done();
    }

    /// <summary>The claim is taken back, and so is no try. Where the time for tries is over, the message ends by a step of its own.</summary>
    private static Decision NotCalled(Message message, Command.RecordAnswer record, CarrierAnswer.NotCalled answer, Moves moves, DateTimeOffset now)
    {
        var pause = record.Rules.PauseAfter(NotCalledInARow(message) + 1, message.Claims, answer.After, record.Jitter);
        return InTime(message, record.Rules, pause, now) is { } retryAt
            ? moves.To(Waiting(message), StepCause.NotCalled, Actor.Engine, retryAt, error: answer.Error).Done()
            : moves.To(Waiting(message), StepCause.NotCalled, Actor.Engine, now, error: answer.Error)
                .To(GivenUp(message), StepCause.RetriesExhausted, Actor.Engine, error: LastOfACall(message) ?? answer.Error).Done();
    }

    /// <summary>What the last call that was made met: that is why a message ends, and not that the carrier was left alone after it.</summary>
    private static MessageError? LastOfACall(Message message) =>
        message.Timeline.LastOrDefault(static step => step is { Error: not null, Cause: not StepCause.NotCalled })?.Error;

    /// <summary>How many claims before the one that is open now were taken back, since the last call that was made.</summary>
    private static int NotCalledInARow(Message message) =>
        message.Timeline.Reverse()
            .Where(step => step.Cause is not (StepCause.Claimed or StepCause.Archived))
            .TakeWhile(step => step.Cause == StepCause.NotCalled)
            .Count();

    /// <summary>Where a message waits for its next try.</summary>
    private static MessageStatus Waiting(Message message) => message.Tainted ? MessageStatus.Sending : MessageStatus.Queued;

    /// <summary>What a message ends as that is not tried again.</summary>
    private static MessageStatus GivenUp(Message message) => message.Tainted ? MessageStatus.DeliveryUnconfirmed : MessageStatus.SendingFailed;

    /// <summary>
    /// Whether a call of this carrier has no second effect if the last one had one: it goes by the key, and it is the one that saw it.
    /// </summary>
    /// <remarks>The name of the last carrier is enough: once an outcome is unknown, no other one is called.</remarks>
    private static bool KnowsTheKey(CarrierTraits carrier, Message message) => carrier.HonoursIdempotencyKey && IsLast(carrier, message);

    private static bool IsLast(CarrierTraits carrier, Message message) => carrier.Name == message.LastCarrier;

    private static DateTimeOffset? ReceiptDeadline(Command.RecordAnswer record, DateTimeOffset now) =>
        record.Carrier.SendsReceipts ? Shift(now, record.Rules.ReceiptTimeout) : null;

    /// <summary>When to call again after a call; null where count or time forbid it.</summary>
    private static DateTimeOffset? RetryAt(Message message, Command.RecordAnswer record, TimeSpan? asked, DateTimeOffset now) =>
        record.Rules.AttemptsMax is > 0 and var most && message.Attempts >= most
            ? null
            : InTime(message, record.Rules, record.Rules.PauseAfter(message.Attempts, message.Claims, asked, record.Jitter), now);

    /// <summary>
    /// The end of a pause, and at the latest the end of the time for tries, which is used to its end; null: it is over. Never before the send time,
    /// and never later than the end of validity, so that the message expires on time.
    /// </summary>
    private static DateTimeOffset? InTime(Message message, SendingRules rules, TimeSpan pause, DateTimeOffset now)
    {
        var end = Shift(message.FirstClaimedAt ?? now, rules.TriedFor);
        if (now >= end)
        {
            return null;
        }

        var retryAt = Shift(now, pause);
        retryAt = retryAt > end ? end : retryAt;

        // Where the clock was set back since the claim, the send time is still to come: a retry is no earlier than a first call.
        retryAt = message.Draft.SendAt > retryAt ? message.Draft.SendAt.Value : retryAt;
        return message.Draft.ValidUntil < retryAt ? message.Draft.ValidUntil : retryAt;
    }

    /// <summary>Adds a span and stops at the ends of time: a carrier may ask for any pause, and a setting may mean "for ever".</summary>
    private static DateTimeOffset Shift(DateTimeOffset at, TimeSpan by) =>
        new(at.UtcTicks + Math.Clamp(by.Ticks, -at.UtcTicks, DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks), TimeSpan.Zero);

    private static Decision ApplyReceipt(Message message, Command.ApplyReceipt apply, DateTimeOffset now)
    {
        var (target, cause) = apply.Receipt.Delivered
            ? (MessageStatus.Delivered, StepCause.ReceiptDelivered)
            : (MessageStatus.DeliveryFailed, StepCause.ReceiptFailed);
        var actor = Actor.Carrier(apply.CarrierName);
        var moves = new Moves(message, now);
        return message.Status switch
        {
            // No call was made of which it could tell.
            MessageStatus.Queued when message.Attempts == 0 => Unchanged(message, Verdict.NotExpected),

            // In a pause it shows that the carrier took the message although it said "later": a further call would be a second text.
            MessageStatus.Queued or MessageStatus.Sending =>
                moves.To(MessageStatus.Sent, StepCause.CarrierAccepted, actor, now, apply.Receipt.Reference)
                    .To(target, cause, actor, error: apply.Receipt.Error).Done(),
            MessageStatus.Sent => moves.To(target, cause, actor, error: apply.Receipt.Error).Done(),

            // Nobody knew; now somebody does. What is known, no receipt contradicts.
            MessageStatus.DeliveryUnconfirmed =>
                moves.To(target, cause, actor, reference: apply.Receipt.Reference, error: apply.Receipt.Error).Done(),
            _ => Unchanged(message, message.Status == target ? Verdict.AlreadyDone : Verdict.NotExpected),
        };
    }

    private static Decision Archive(Message message, Command.Archive archive, DateTimeOffset now) =>
        message.Archived
            ? Unchanged(message, Verdict.AlreadyDone)
            : new Moves(message, now).To(message.Status, StepCause.Archived, archive.Actor, message.WakeAt).Done();

    private static Decision Unchanged(Message message, Verdict verdict) => new(message, verdict, []);

    private static class Errors
    {
        public static readonly MessageError Expired = new("expired", "Its validity ended before it could be sent.");
        public static readonly MessageError NoReceipt = new("no_receipt", "No delivery receipt came in time.");
        public static readonly MessageError CarrierChanged = new(
            "carrier_changed", "A call of the carrier has an unknown outcome, and the carrier set now does not know that call's key.");
        public static readonly MessageError RetriesExhausted = new("retries_exhausted", "The carrier did not take it within the allowed tries.");
    }

    /// <summary>Collects the steps of one decision.</summary>
    private sealed class Moves(Message message, DateTimeOffset now)
    {
        private readonly List<Step> _steps = [];
        private Message _next = message;

        public Moves To(
            MessageStatus status,
            StepCause cause,
            Actor actor,
            DateTimeOffset? wakeAt = null,
            string? reference = null,
            MessageError? error = null,
            string? carrier = null)
        {
            // A carrier's words are taken as they come; an answer that no store can keep would be asked for again and again.
            var said = error is null ? null : new MessageError(StorableText.Clean(error.Code)!, StorableText.Clean(error.Title)!);
            var step = new Step(_next.Version + 1, status, cause, now, actor, wakeAt, StorableText.Clean(reference), said, carrier);
            _next = _next.Apply(step);
            _steps.Add(step);
            return this;
        }

        public Moves Claim(CarrierTraits carrier, DateTimeOffset wakeAt) =>
            To(MessageStatus.Sending, StepCause.Claimed, Actor.Engine, wakeAt, carrier: carrier.Name);

        public Decision Done() => new(_next, Verdict.Done, _steps);
    }
}
