namespace Belay.Messages;

/// <summary>The seam between who speaks to Belay and what keeps its messages. Two engines implement it, and one suite judges both.</summary>
/// <remarks>
/// Every answer is given after the commit behind it is durable. Any member throws <see cref="StoreUnavailableException"/> when it cannot know or keep
/// the truth, and <see cref="OperationCanceledException"/> when the token fires first: then the outcome is unknown.
/// </remarks>
public interface IMessageEngine
{
    /// <summary>Accepts one request of 1 to <see cref="BatchId.MessagesMax"/> messages, all or none.</summary>
    Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Looks up what an idempotency key was used for; null: never used, or no longer kept. A key has one owner: while a create with it is under way,
    /// the look waits and tells what came of it.
    /// </summary>
    Task<ScheduleVerdict.Replayed?> FindReplayAsync(IdempotencyKey key, CancellationToken cancellationToken);

    /// <summary>Finds a message of the organization; null for any other.</summary>
    Task<Message?> FindAsync(OrganizationId organization, MessageId id, CancellationToken cancellationToken);

    /// <summary>Cancels one message.</summary>
    Task<CancelVerdict> CancelAsync(OrganizationId organization, MessageId id, Actor actor, CancelRule rule, CancellationToken cancellationToken);

    /// <summary>Cancels what the rule allows of a batch, each message by its own verdict.</summary>
    /// <returns>The verdict on each message, in the batch's order; null: the organization has no such batch.</returns>
    Task<BatchCancelVerdict?> CancelBatchAsync(
        OrganizationId organization, BatchId batch, Actor actor, CancelRule rule, CancellationToken cancellationToken);

    /// <summary>Lists messages of one organization, newest first.</summary>
    Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Says which of the organization's messages are held: they wait for an operator's decision after a restore, and are not sent before it.
    /// </summary>
    /// <remarks>That is no state of a message, so it is asked beside it.</remarks>
    Task<IReadOnlySet<MessageId>> FindHeldAsync(OrganizationId organization, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken);

    /// <summary>Counts the organization's messages that are held.</summary>
    Task<long> CountHeldAsync(OrganizationId organization, CancellationToken cancellationToken);

    /// <summary>Puts all messages of a batch out of sight.</summary>
    /// <returns>Whether the organization has such a batch.</returns>
    Task<bool> ArchiveAsync(OrganizationId organization, BatchId batch, Actor actor, CancellationToken cancellationToken);

    /// <summary>Takes a carrier's report. Unknown ids are answered with <see cref="ReceiptVerdict.NotFound"/> and have no effect.</summary>
    Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt, CancellationToken cancellationToken);

    /// <summary>Counts what is pending by its time.</summary>
    /// <param name="organization">Whose messages; null: everybody's.</param>
    /// <param name="from">Start of the first slot.</param>
    /// <param name="slot">Length of a slot, at least one second.</param>
    /// <param name="slots">How many slots, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One count per slot.</returns>
    Task<IReadOnlyList<long>> ForecastAsync(
        OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken);

    /// <summary>Tells what became of an organization's messages, slot by slot, and how late they left.</summary>
    /// <param name="organization">Whose messages.</param>
    /// <param name="from">Start of the first slot, a whole minute.</param>
    /// <param name="slot">Length of a slot, one or more whole minutes.</param>
    /// <param name="slots">How many slots, 1 to <see cref="Tally.SlotsMax"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One tally per slot. What is older than <see cref="Tally.KeptFor"/> may be forgotten.</returns>
    Task<IReadOnlyList<Tally>> TallyAsync(
        OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken);

    /// <summary>Says whether the engine can accept, keep and send.</summary>
    Task<EngineHealth> CheckHealthAsync(CancellationToken cancellationToken);
}

/// <summary>State of an engine.</summary>
/// <param name="Ready">Whether it accepts.</param>
/// <param name="Detail">One line for the operator; never a path, number or text.</param>
public sealed record EngineHealth(bool Ready, string Detail);
