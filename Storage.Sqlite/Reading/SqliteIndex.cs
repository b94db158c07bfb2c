using Belay.Messages;
using Belay.Storage.Sqlite.Writing;

namespace Belay.Storage.Sqlite.Reading;

/// <summary>What is asked about messages without changing them.</summary>
internal sealed class SqliteIndex(ReadPool reads, Writer writer, LogKeeper log) : IMessageIndex
{
    /// <inheritdoc/>
    public long? LogBytes => log.Bytes;

    public Task<ScheduleVerdict.Replayed?> FindReplayAsync(IdempotencyKey key, DateTimeOffset now, CancellationToken cancellationToken) =>
        reads.ReadAsync(session => session.FindReplay(key, now));

    public Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.ThrowIfInvalid();
        return reads.ReadAsync(session => session.List(query));
    }

    public Task<IReadOnlyList<MessageId>> FindBatchIdsAsync(OrganizationId organization, BatchId batch, CancellationToken cancellationToken) =>
        reads.ReadAsync(session => session.FindBatchIds(organization, batch));

    public Task<MessageId?> FindByReferenceAsync(string reference, CancellationToken cancellationToken) =>
        reads.ReadAsync(session => session.FindByReference(reference));

    public Task<IReadOnlyList<MessageId>> FindHeldAsync(
        OrganizationId organization, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken) =>
        reads.ReadAsync<IReadOnlyList<MessageId>>(session => [.. session.FindHeld(organization, ids)]);

    public Task<long> CountHeldAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        reads.ReadAsync(session => session.CountHeld(organization));

    public Task<IReadOnlyList<long>> ForecastAsync(
        OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken)
    {
        ForecastBounds.ThrowIfInvalid(slot, slots);
        return reads.ReadAsync(session => session.Forecast(organization, from, slot, slots));
    }

    public Task<IReadOnlyList<Tally>> TallyAsync(
        OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken)
    {
        Tally.ThrowIfInvalid(from, slot, slots);
        return reads.ReadAsync(session => session.Tally(organization, from, slot, slots));
    }

    public Task<EngineHealth> CheckHealthAsync(CancellationToken cancellationToken) =>
        Task.FromResult(writer.Problem is { } problem ? new EngineHealth(false, problem) : new EngineHealth(true, writer.Notice ?? "ok"));

    public Task<EngineLevels> ReadLevelsAsync(CancellationToken cancellationToken) => reads.ReadAsync(session =>
    {
        var (pending, webhookEvents, held) = session.Levels();
        return new EngineLevels(pending, webhookEvents, held, writer.Queued);
    });
}
