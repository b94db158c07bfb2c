using Belay.Messages;

namespace Belay.Gateway.Api.Receipts;

/// <summary>
/// The engine as receipts reach it: one that changes nothing is said, for a carrier that reports on a canceled message, or on one that still waits,
/// means that somebody may have got it, or that the carrier is wrong.
/// </summary>
internal sealed partial class WatchedReceipts(IMessageEngine engine, ILogger<WatchedReceipts> logger) : IMessageEngine
{
    private readonly ILogger _logger = logger;

    public async Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt, CancellationToken cancellationToken)
    {
        var verdict = await engine.ReportAsync(carrierName, receipt, cancellationToken);
        if (verdict == ReceiptVerdict.Ignored)
        {
            ReceiptMetrics.Ignored(carrierName);
            LogIgnored(carrierName, receipt.Delivered ? "delivered" : "delivery_failed", receipt.Id);
        }

        return verdict;
    }

    public Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request, CancellationToken cancellationToken) =>
        engine.ScheduleAsync(request, cancellationToken);

    public Task<ScheduleVerdict.Replayed?> FindReplayAsync(IdempotencyKey key, CancellationToken cancellationToken) =>
        engine.FindReplayAsync(key, cancellationToken);

    public Task<Message?> FindAsync(OrganizationId organization, MessageId id, CancellationToken cancellationToken) =>
        engine.FindAsync(organization, id, cancellationToken);

    public Task<CancelVerdict> CancelAsync(
        OrganizationId organization, MessageId id, Actor actor, CancelRule rule, CancellationToken cancellationToken) =>
        engine.CancelAsync(organization, id, actor, rule, cancellationToken);

    public Task<BatchCancelVerdict?> CancelBatchAsync(
        OrganizationId organization, BatchId batch, Actor actor, CancelRule rule, CancellationToken cancellationToken) =>
        engine.CancelBatchAsync(organization, batch, actor, rule, cancellationToken);

    public Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken) => engine.ListAsync(query, cancellationToken);

    public Task<IReadOnlySet<MessageId>> FindHeldAsync(
        OrganizationId organization, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken) =>
        engine.FindHeldAsync(organization, ids, cancellationToken);

    public Task<long> CountHeldAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        engine.CountHeldAsync(organization, cancellationToken);

    public Task<bool> ArchiveAsync(OrganizationId organization, BatchId batch, Actor actor, CancellationToken cancellationToken) =>
        engine.ArchiveAsync(organization, batch, actor, cancellationToken);

    public Task<IReadOnlyList<long>> ForecastAsync(
        OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken) =>
        engine.ForecastAsync(organization, from, slot, slots, cancellationToken);

    public Task<IReadOnlyList<Tally>> TallyAsync(
        OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken) =>
        engine.TallyAsync(organization, from, slot, slots, cancellationToken);

    public Task<EngineHealth> CheckHealthAsync(CancellationToken cancellationToken) => engine.CheckHealthAsync(cancellationToken);

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "Carrier {Carrier} sent a receipt ({Status}) for {Message}, and nothing changed: "
        + "that message has another end, or was never handed to the carrier.")]
    private partial void LogIgnored(string carrier, string status, MessageId? message);
}
