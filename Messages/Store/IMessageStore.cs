namespace Belay.Messages;

/// <summary>What keeps messages: the seam between the one engine and its stores. One suite judges every store.</summary>
/// <remarks>
/// Every answer is given after the commit behind it is durable. Any member throws <see cref="StoreUnavailableException"/> when the store is away:
/// then it is unknown whether a write happened.
/// </remarks>
public interface IMessageStore
{
    /// <summary>Accepts a request: all its messages, their events and the use of its idempotency key in one commit, or nothing.</summary>
    /// <param name="request">The request, valid.</param>
    /// <param name="now">When it is accepted.</param>
    /// <param name="cancellationToken">Gives up; then the outcome is unknown.</param>
    Task<ScheduleVerdict> AcceptAsync(ScheduleRequest request, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Reads a message as it is stored; null: there is none.</summary>
    Task<StoredMessage?> FindAsync(MessageId id, CancellationToken cancellationToken);

    /// <summary>Writes a decision with its events and counts in one commit, if what is stored is still at the version that was decided on.</summary>
    /// <param name="before">The message that was decided on.</param>
    /// <param name="decision">A decision that is <see cref="Verdict.Done"/>.</param>
    /// <param name="claimant">Who makes the call that is open after it; null where none is.</param>
    /// <param name="cancellationToken">Gives up; then the outcome is unknown.</param>
    /// <returns>False, and nothing changed: another writer was first, or the decision opens a call of a message that is held.</returns>
    Task<bool> TryWriteAsync(Message before, Decision decision, Claimant? claimant, CancellationToken cancellationToken);

    /// <summary>Messages that are neither held nor with the carrier and whose time came by an instant, most overdue first.</summary>
    Task<IReadOnlyList<DueMessage>> FindDueAsync(DateTimeOffset dueBy, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Messages that are not held and whose call of the carrier is open, whatever the clock says of their time: as many as there are calls at once.
    /// </summary>
    Task<IReadOnlyList<ClaimedMessage>> FindClaimedAsync(CancellationToken cancellationToken);

    /// <summary>Erases texts and numbers of messages that came to rest by an instant, oldest first, a bounded number at a time.</summary>
    /// <returns>How many it erased, and whether there may be more.</returns>
    Task<Erased> EraseFinishedAsync(DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A message as a store keeps it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Claimant">Who makes its open call; null: no call is open, or nobody knows.</param>
/// <param name="IsHeld">Whether it waits for an operator after a restore.</param>
public sealed record StoredMessage(Message Message, Claimant? Claimant, bool IsHeld);

/// <summary>A message whose time has passed.</summary>
/// <param name="Id">The message.</param>
/// <param name="WakeAt">The time that has passed.</param>
public sealed record DueMessage(MessageId Id, DateTimeOffset WakeAt);

/// <summary>A message whose call of the carrier is open.</summary>
/// <param name="Id">The message.</param>
/// <param name="WakeAt">The time that had come when it was claimed.</param>
/// <param name="Claimant">Who makes the call; null: nobody knows.</param>
public sealed record ClaimedMessage(MessageId Id, DateTimeOffset WakeAt, Claimant? Claimant);

/// <summary>What an erasing did.</summary>
/// <param name="Messages">How many messages it erased.</param>
/// <param name="MayBeMore">Whether there may be more to erase.</param>
public readonly record struct Erased(int Messages, bool MayBeMore);
