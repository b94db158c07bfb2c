namespace Belay.Messages;

/// <summary>What is asked of a store about many messages, without changing them. Each answer is what is committed.</summary>
/// <remarks>
/// Any member throws <see cref="StoreUnavailableException"/> when the store is away. The members of the same name on <see cref="IMessageEngine"/> say
/// more.
/// </remarks>
public interface IMessageIndex : IEngineLevels
{
    /// <summary>What an idempotency key was used for; null: never used, or no longer kept.</summary>
    Task<ScheduleVerdict.Replayed?> FindReplayAsync(IdempotencyKey key, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Lists messages of one organization, newest first.</summary>
    Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken);

    /// <summary>The ids of a batch in the order of their ordinals; empty where the organization has no such batch.</summary>
    Task<IReadOnlyList<MessageId>> FindBatchIdsAsync(OrganizationId organization, BatchId batch, CancellationToken cancellationToken);

    /// <summary>The newest message that the carrier knows by this reference; null: none.</summary>
    Task<MessageId?> FindByReferenceAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Those of the organization's messages that wait for an operator after a restore.</summary>
    Task<IReadOnlyList<MessageId>> FindHeldAsync(OrganizationId organization, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken);

    /// <summary>How many of the organization's messages wait for an operator after a restore.</summary>
    Task<long> CountHeldAsync(OrganizationId organization, CancellationToken cancellationToken);

    /// <summary>Counts what is pending by its time.</summary>
    Task<IReadOnlyList<long>> ForecastAsync(
        OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken);

    /// <summary>Tells what became of an organization's messages, slot by slot.</summary>
    Task<IReadOnlyList<Tally>> TallyAsync(
        OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken);

    /// <summary>Whether the store accepts writes.</summary>
    Task<EngineHealth> CheckHealthAsync(CancellationToken cancellationToken);
}
