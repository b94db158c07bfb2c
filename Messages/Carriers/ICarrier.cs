namespace Belay.Messages;

/// <summary>What a carrier promises; the state machine goes by it.</summary>
/// <param name="Name">Its name in settings, logs and timelines.</param>
/// <param name="HonoursIdempotencyKey">Whether a second call with the same key has no second effect. Only then is an unanswered call
/// repeated.</param>
/// <param name="SendsReceipts">Whether it reports what became of a message. If not, <see cref="MessageStatus.Sent"/> is where messages rest.</param>
/// <param name="CallsMax">How many calls it takes at once; null: as many as are made. A message beyond them is not claimed, and can be
/// canceled.</param>
public sealed record CarrierTraits(string Name, bool HonoursIdempotencyKey, bool SendsReceipts, int? CallsMax = null)
{
    /// <summary>How many calls may be open at once, where a dispatcher is set to make at most <paramref name="concurrency"/>.</summary>
    public int CallsAtOnce(int concurrency) => Math.Min(concurrency, CallsMax ?? concurrency);
}

/// <summary>How a message leaves.</summary>
public interface ICarrier
{
    /// <summary>What it promises.</summary>
    CarrierTraits Traits { get; }

    /// <summary>
    /// Hands one message over. Must not throw for anything the network does: that is <see cref="CarrierAnswer.Unknown"/>. An exception counts as
    /// unknown too.
    /// </summary>
    /// <param name="submission">The message.</param>
    /// <param name="cancellationToken">Fires when the process stops; a call cut short by it is <see cref="CarrierAnswer.Unknown"/>.</param>
    Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken);
}

/// <summary>One call of a carrier.</summary>
/// <param name="Draft">What to send; <see cref="Draft.TextToSend"/> is the text.</param>
/// <param name="Attempt">Which call for this message it is, from 1; one that was not made (<see cref="CarrierAnswer.NotCalled"/>) does not
/// count.</param>
/// <param name="DueAt">When it was meant to leave.</param>
public sealed record Submission(Draft Draft, int Attempt, DateTimeOffset DueAt)
{
    /// <summary>The same on every call for one message.</summary>
    public string IdempotencyKey => Draft.Id.ToString();
}

/// <summary>What a carrier says to a call: a closed family.</summary>
public abstract record CarrierAnswer
{
    private CarrierAnswer()
    {
    }

    /// <summary>It took the message.</summary>
    /// <param name="Reference">Its own id of it, where it gives one.</param>
    public sealed record Accepted(string? Reference = null) : CarrierAnswer;

    /// <summary>It did not take the message, for certain, and may be asked again.</summary>
    /// <param name="After">The least pause it asks for.</param>
    /// <param name="Error">Why.</param>
    public sealed record Later(TimeSpan? After = null, MessageError? Error = null) : CarrierAnswer;

    /// <summary>
    /// It did not take the message, for certain, and takes no other either: the account or the address that is set for it is at fault. Somebody must
    /// mend that.
    /// </summary>
    /// <param name="Error">What is at fault.</param>
    /// <param name="After">The least pause it asks for.</param>
    public sealed record NotWorking(MessageError Error, TimeSpan? After = null) : CarrierAnswer;

    /// <summary>It was not called at all, so this was no try.</summary>
    /// <param name="Error">Why not.</param>
    /// <param name="After">When a call may be made again, from now.</param>
    public sealed record NotCalled(MessageError Error, TimeSpan? After = null) : CarrierAnswer;

    /// <summary>It will never take the message.</summary>
    /// <param name="Error">Why.</param>
    public sealed record Refused(MessageError Error) : CarrierAnswer;

    /// <summary>The request may have reached it, and no answer came.</summary>
    /// <param name="Error">What was seen.</param>
    public sealed record Unknown(MessageError Error) : CarrierAnswer;
}

/// <summary>A carrier's report on a message it took.</summary>
/// <param name="Id">The message, where the carrier names it by our id.</param>
/// <param name="Reference">The carrier's own id; used where <paramref name="Id"/> is null.</param>
/// <param name="Delivered">Whether it arrived.</param>
/// <param name="At">When, by the carrier's clock; null: not said.</param>
/// <param name="Error">Why it did not arrive.</param>
public sealed record Receipt(MessageId? Id, string? Reference, bool Delivered, DateTimeOffset? At = null, MessageError? Error = null);
