namespace Belay.Tests.Gateway.Api.Dialects;

/// <summary>An engine whose every call fails the same way, or never ends (null).</summary>
internal sealed class BrokenEngine(Func<Exception?> failure) : IMessageEngine
{
    public Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request, CancellationToken cancellationToken) => Fail<ScheduleVerdict>();

    public Task<ScheduleVerdict.Replayed?> FindReplayAsync(IdempotencyKey key, CancellationToken cancellationToken) =>
        Fail<ScheduleVerdict.Replayed?>();

    public Task<Message?> FindAsync(OrganizationId organization, MessageId id, CancellationToken cancellationToken) => Fail<Message?>();

    public Task<CancelVerdict> CancelAsync(
        OrganizationId organization, MessageId id, Actor actor, CancelRule rule, CancellationToken cancellationToken) =>
        Fail<CancelVerdict>();

    public Task<BatchCancelVerdict?> CancelBatchAsync(
        OrganizationId organization, BatchId batch, Actor actor, CancelRule rule, CancellationToken cancellationToken) =>
        Fail<BatchCancelVerdict?>();

    public Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken) => Fail<MessagePage>();

    public Task<IReadOnlySet<MessageId>> FindHeldAsync(
        OrganizationId organization, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken) =>
        Fail<IReadOnlySet<MessageId>>();

    public Task<long> CountHeldAsync(OrganizationId organization, CancellationToken cancellationToken) => Fail<long>();

    public Task<bool> ArchiveAsync(OrganizationId organization, BatchId batch, Actor actor, CancellationToken cancellationToken) => Fail<bool>();

    public Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt, CancellationToken cancellationToken) => Fail<ReceiptVerdict>();

    public Task<IReadOnlyList<long>> ForecastAsync(
        OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken) =>
        Fail<IReadOnlyList<long>>();

    public Task<IReadOnlyList<Tally>> TallyAsync(
        OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken) =>
        Fail<IReadOnlyList<Tally>>();

    public Task<EngineHealth> CheckHealthAsync(CancellationToken cancellationToken) => Fail<EngineHealth>();

    private Task<T> Fail<T>() => failure() is { } exception ? Task.FromException<T>(exception) : new TaskCompletionSource<T>().Task;
}
