namespace Belay.Messages;

/// <summary>What makes a repeated create the same create.</summary>
/// <param name="Organization">Whose key.</param>
/// <param name="Scope">Where the key counts: dialect and operation.</param>
/// <param name="Key">The caller's key, 1 to 255 characters.</param>
public sealed record IdempotencyKey(OrganizationId Organization, string Scope, string Key)
{
    /// <summary>Most characters of a key.</summary>
    public const int LengthMax = 255;
}

/// <summary>The use of an idempotency key by a request.</summary>
/// <param name="Key">The key.</param>
/// <param name="Fingerprint">A hash of the request's body.</param>
/// <param name="KeepUntil">Keep it at least until then; it is always kept for a day after the last message is due.</param>
public sealed record IdempotencyUse(IdempotencyKey Key, string Fingerprint, DateTimeOffset? KeepUntil = null)
{
    /// <summary>How long after the due time a key is kept.</summary>
    public static TimeSpan KeptAfterDue { get; } = TimeSpan.FromHours(24);

    /// <summary>Until when the key of a request that made these messages is kept.</summary>
    public DateTimeOffset KeptUntil(IReadOnlyList<Message> messages)
    {
        var due = messages.Max(message => message.DueAt);
        var kept = due < DateTimeOffset.MaxValue - KeptAfterDue ? due + KeptAfterDue : DateTimeOffset.MaxValue;
        return KeepUntil > kept ? KeepUntil.Value : kept;
    }
}

/// <summary>A request that makes messages.</summary>
/// <param name="Drafts">1 to <see cref="BatchId.MessagesMax"/> drafts of one organization and one batch, with ordinals 0, 1, 2 …</param>
/// <param name="Actor">Who asks.</param>
/// <param name="Idempotency">The key it came with.</param>
public sealed record ScheduleRequest(IReadOnlyList<Draft> Drafts, Actor Actor, IdempotencyUse? Idempotency = null)
{
    /// <summary>The messages as they are when they are accepted.</summary>
    public IReadOnlyList<Message> Accept(DateTimeOffset now) => [.. Drafts.Select(draft => Message.Accept(draft, Actor, now))];

    /// <summary>
    /// Throws <see cref="InvalidOperationException"/> where the request breaks the rules above: a defect of the caller, not of its user.
    /// </summary>
    public void ThrowIfInvalid()
    {
        if (Drafts is not { Count: >= 1 and <= BatchId.MessagesMax })
        {
            throw new InvalidOperationException($"A request holds 1 to {BatchId.MessagesMax} drafts.");
        }

        if (Drafts.Count > 1 && Drafts.DistinctBy(draft => draft.Id).Count() < Drafts.Count)
        {
            throw new InvalidOperationException("The drafts of a request have an id each.");
        }

        if (!StorableText.IsStorable(Actor.Name) || !StorableText.IsStorable(Actor.RequestId)
            || !StorableText.IsStorable(Idempotency?.Key.Key) || !StorableText.IsStorable(Idempotency?.Key.Scope)
            || !StorableText.IsStorable(Idempotency?.Fingerprint))
        {
            throw new InvalidOperationException("The actor or the idempotency key holds U+0000 or half of a surrogate pair.");
        }

        for (var i = 0; i < Drafts.Count; i++)
        {
            if (Drafts[i].Ordinal != i || Drafts[i].Batch != Drafts[0].Batch || Drafts[i].Organization != Drafts[0].Organization)
            {
                throw new InvalidOperationException("The drafts of a request share organization and batch, and count their ordinals from 0.");
            }

            if (!Drafts[i].IsStorable())
            {
                throw new InvalidOperationException("A text of a draft holds U+0000 or half of a surrogate pair, which not every store gives back.");
            }
        }
    }
}

/// <summary>What became of a request: a closed family.</summary>
public abstract record ScheduleVerdict
{
    private ScheduleVerdict()
    {
    }

    /// <summary>The messages are durable.</summary>
    /// <param name="Messages">As they were accepted, in the order of the drafts.</param>
    public sealed record Accepted(IReadOnlyList<Message> Messages) : ScheduleVerdict;

    /// <summary>The idempotency key was used before; nothing was made.</summary>
    /// <param name="Messages">What the first use made, as it was accepted then.</param>
    /// <param name="Fingerprint">The first use's body.</param>
    public sealed record Replayed(IReadOnlyList<Message> Messages, string Fingerprint) : ScheduleVerdict;

    /// <summary>The organization has as many pending messages as it may have; nothing was made.</summary>
    /// <param name="Limit">How many that is.</param>
    public sealed record PendingLimitReached(long Limit) : ScheduleVerdict;

    /// <summary>One of the ids is in use already; nothing was made.</summary>
    public sealed record IdTaken : ScheduleVerdict;
}

/// <summary>What became of a cancel: a closed family.</summary>
public abstract record CancelVerdict
{
    private CancelVerdict()
    {
    }

    /// <summary>Canceled by this call; it will never be sent.</summary>
    public sealed record Canceled(Message Message) : CancelVerdict;

    /// <summary>It was canceled before.</summary>
    public sealed record AlreadyCanceled(Message Message) : CancelVerdict;

    /// <summary>It is claimed or ended; its status says which.</summary>
    public sealed record TooLate(Message Message) : CancelVerdict;

    /// <summary>It could be canceled, but not under the caller's rule.</summary>
    public sealed record OutsideRule(Message Message) : CancelVerdict;

    /// <summary>The organization has no such message.</summary>
    public sealed record NotFound : CancelVerdict;

    /// <summary>The seam's answer for the core's decision on a <see cref="Command.Cancel"/>.</summary>
    public static CancelVerdict From(Decision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision.Verdict switch
        {
            Verdict.Done => new Canceled(decision.Next),
            Verdict.AlreadyDone => new AlreadyCanceled(decision.Next),
            Verdict.OutsideRule => new OutsideRule(decision.Next),
            Verdict.TooLate => new TooLate(decision.Next),
            _ => throw new System.Diagnostics.UnreachableException($"A cancel is never {decision.Verdict}."),
        };
    }
}

/// <summary>What became of a request to cancel a batch.</summary>
/// <param name="Verdicts">One of each message, in the batch's order: at most <see cref="BatchId.MessagesMax"/>.</param>
public sealed record BatchCancelVerdict(IReadOnlyList<CancelVerdict> Verdicts)
{
    /// <summary>How many this call canceled.</summary>
    public int Canceled => Verdicts.Count(static verdict => verdict is CancelVerdict.Canceled);
}

/// <summary>What became of a receipt.</summary>
public enum ReceiptVerdict
{
    /// <summary>It moved the message.</summary>
    Recorded = 0,

    /// <summary>The message says so already.</summary>
    AlreadyKnown = 1,

    /// <summary>The message has another end, or was never handed over; nothing changed.</summary>
    Ignored = 2,

    /// <summary>There is no such message.</summary>
    NotFound = 3,
}

/// <summary>Verdicts on receipts.</summary>
public static class ReceiptVerdicts
{
    /// <summary>The seam's answer for the core's decision on a <see cref="Command.ApplyReceipt"/>.</summary>
    public static ReceiptVerdict ToReceiptVerdict(this Decision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision.Verdict switch
        {
            Verdict.Done => ReceiptVerdict.Recorded,
            Verdict.AlreadyDone => ReceiptVerdict.AlreadyKnown,
            _ => ReceiptVerdict.Ignored,
        };
    }
}

/// <summary>The engine cannot know or keep the truth just now. Nothing that was acknowledged is lost.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Says what is wrong and when to come back.</summary>
    public StoreUnavailableException(string message, TimeSpan retryAfter, Exception? innerException = null)
        : base(message, innerException) => RetryAfter = retryAfter;

    /// <summary>When a new try makes sense.</summary>
    public TimeSpan RetryAfter { get; }
}
