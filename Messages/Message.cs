namespace Belay.Messages;

/// <summary>A message: what was asked for, and where it is in its life. Immutable; <see cref="MessageDecider"/> makes the next one.</summary>
public sealed record Message
{
    /// <summary>What was asked for.</summary>
    public required Draft Draft { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Where it is.</summary>
    public MessageStatus Status { get; init; }

    /// <summary>How many steps it made; the compare-and-set of every store goes by it.</summary>
    public long Version { get; init; }

    /// <summary>How often the carrier was called; the call that is open counts. A claim whose call was not made does not.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether a call of the carrier is under way, or was when the process ended.</summary>
    public bool CallOpen { get; init; }

    /// <summary>Whether the outcome of some call is unknown, so that it may have had its effect.</summary>
    public bool Tainted { get; init; }

    /// <summary>When the engine must look at it next; meaningless while <see cref="CallOpen"/>; null: never.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>The carrier's own id of it.</summary>
    public string? CarrierReference { get; init; }

    /// <summary>Whether a caller put it out of sight.</summary>
    public bool Archived { get; init; }

    /// <summary>When its texts and numbers were erased; null: they are there.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>Every step so far, oldest first; its last entry has <see cref="Version"/>.</summary>
    public IReadOnlyList<Step> Timeline { get; init; } = [];

    /// <summary>
    /// What is wrong with it now; null: nothing. What went wrong before and is over stands in the timeline alone: see <see cref="Step.ErrorAfter"/>.
    /// </summary>
    public MessageError? Error => Timeline.Aggregate(default(MessageError), (error, step) => step.ErrorAfter(error));

    /// <summary>
    /// How often it was claimed: the name of its last call, which no other call of it has. <see cref="Attempts"/> is none, since a call that was not
    /// made is taken back.
    /// </summary>
    public int Claims => Timeline.Count(step => step.Cause == StepCause.Claimed);

    /// <summary>The id.</summary>
    public MessageId Id => Draft.Id;

    /// <summary>The instant it is meant to leave: the send time asked for, or when it was accepted.</summary>
    public DateTimeOffset DueAt => Draft.SendAt is { } sendAt && sendAt > ReceivedAt ? sendAt : ReceivedAt;

    /// <summary>The number of this message within its batch's numbers.</summary>
    public long Number => Draft.Batch.NumberOf(Draft.Ordinal);

    /// <summary>When it was first claimed for a call of the carrier.</summary>
    public DateTimeOffset? FirstClaimedAt => TimeOf(MessageStatus.Sending);

    /// <summary>When it was first claimed for a call that was made, or may have been.</summary>
    public DateTimeOffset? FirstCalledAt => Calls().FirstOrDefault()?.At;

    /// <summary>The name of the carrier that was called last, or is called now; null before the first call.</summary>
    public string? LastCarrier => Calls().LastOrDefault()?.Carrier;

    /// <summary>When the carrier took it. Where it never said so, and only a late receipt proves that it did: when it was first called.</summary>
    public DateTimeOffset? SentAt =>
        TimeOf(MessageStatus.Sent) ?? (Status is MessageStatus.Delivered or MessageStatus.DeliveryFailed ? FirstCalledAt : null);

    /// <summary>When the receipt said that it arrived.</summary>
    public DateTimeOffset? DeliveredAt => TimeOf(MessageStatus.Delivered);

    /// <summary>When it was canceled.</summary>
    public DateTimeOffset? CanceledAt => TimeOf(MessageStatus.Canceled);

    /// <summary>When it reached its end.</summary>
    public DateTimeOffset? CompletedAt => Status.IsEnd() ? TimeOf(Status) : null;

    /// <summary>
    /// When it made its last step, if it is at rest: the engine will not look at it again. Its texts are kept for a while from then on.
    /// </summary>
    public DateTimeOffset? FinishedAt => Status.IsEnd() || (Status == MessageStatus.Sent && WakeAt is null) ? Timeline[^1].At : null;

    /// <summary>The claims whose calls were made, or may have been; the one that is open counts.</summary>
    public IEnumerable<Step> Calls()
    {
        Step? claim = null;
        foreach (var step in Timeline.Where(step => step.Cause != StepCause.Archived))
        {
            if (claim is not null && step.Cause != StepCause.NotCalled)
            {
                yield return claim;
            }

            claim = step.Cause == StepCause.Claimed ? step : null;
        }

        if (claim is not null)
        {
            yield return claim;
        }
    }

    /// <summary>The message without its texts and numbers. No step: what it did, and its version, stay as they are.</summary>
    public Message Erase(DateTimeOffset now) => this with { Draft = Draft.Erase(), ErasedAt = now };

    /// <summary>
    /// Accepts a draft: <see cref="MessageStatus.Scheduled"/> if it is for later, <see cref="MessageStatus.Queued"/> if it is for now.
    /// </summary>
    /// <remarks>
    /// Its times are rounded up to whole microseconds, which is what every store can hold: so it is read back as it was accepted, and never sent
    /// early.
    /// </remarks>
    public static Message Accept(Draft draft, Actor actor, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(draft);
        draft = draft with { SendAt = ToWholeMicroseconds(draft.SendAt), ValidUntil = ToWholeMicroseconds(draft.ValidUntil) };
        var forLater = draft.SendAt > now;
        var step = new Step(
            Version: 1,
            forLater ? MessageStatus.Scheduled : MessageStatus.Queued,
            StepCause.Accepted,
            now,
            actor,
            WakeAt: forLater ? draft.SendAt : now);
        return new Message { Draft = draft, ReceivedAt = now }.Apply(step);
    }

    /// <summary>The message as it was right after the step that made this version; the message itself for a version it has not reached.</summary>
    /// <param name="version">From 1: before its first step there is no message.</param>
    public Message AsOf(long version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        return version >= Version
            ? this
            : Timeline.TakeWhile(step => step.Version <= version)
                .Aggregate(new Message { Draft = Draft, ReceivedAt = ReceivedAt }, (message, step) => message.Apply(step)) with
                {
                    ErasedAt = ErasedAt,
                };
    }

    /// <summary>
    /// Makes one step. Throws where the step is not in <see cref="Lifecycle.Transitions"/> or skips a version: both would be a defect of ours.
    /// </summary>
    internal Message Apply(Step step)
    {
        if (step.Version != Version + 1)
        {
            throw new InvalidOperationException($"Message {Id} is at version {Version}; a step to {step.Version} skips one.");
        }

        if (!Lifecycle.Allows(Version == 0 ? null : Status, step.Cause, step.Status))
        {
            throw new InvalidOperationException($"Message {Id} cannot go from {Status} to {step.Status} because of {step.Cause}.");
        }

        return this with
        {
            Status = step.Status,
            Version = step.Version,
            Attempts = step.Cause switch
            {
                StepCause.Claimed => Attempts + 1,
                StepCause.NotCalled => Attempts - 1,
                _ => Attempts,
            },
            CallOpen = step.Cause == StepCause.Claimed || (CallOpen && step.Cause == StepCause.Archived),
            Tainted = Tainted || step.Cause == StepCause.OutcomeUnknown,
            WakeAt = step.WakeAt,
            CarrierReference = step.Reference ?? CarrierReference,
            Archived = Archived || step.Cause == StepCause.Archived,
            Timeline = [.. Timeline, step],
        };
    }

    private static DateTimeOffset? ToWholeMicroseconds(DateTimeOffset? at) =>
        at is { } given && given.UtcTicks % TimeSpan.TicksPerMicrosecond is var rest and > 0
        && given <= DateTimeOffset.MaxValue - TimeSpan.FromMicroseconds(1)
            ? given.AddTicks(TimeSpan.TicksPerMicrosecond - rest)
            : at;

    private DateTimeOffset? TimeOf(MessageStatus status)
    {
        foreach (var step in Timeline)
        {
            if (step.Status == status && step.Cause != StepCause.Archived)
            {
                return step.At;
            }
        }

        return null;
    }
}
