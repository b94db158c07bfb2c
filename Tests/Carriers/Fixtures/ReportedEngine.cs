using System.Threading.Channels;
using Belay.Messages;

namespace Belay.Tests.Carriers;

/// <summary>An engine that only takes receipts, in the way that the test says.</summary>
internal sealed class ReportedEngine(Func<Receipt, ReceiptVerdict> report) : IMessageEngine
{
    private readonly Channel<(string Carrier, Receipt Receipt)> _calls = System.Threading.Channels.Channel.CreateUnbounded<(string, Receipt)>();

    /// <summary>Waits for the next call.</summary>
    public async Task<(string Carrier, Receipt Receipt)> NextAsync() => await _calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt, CancellationToken cancellationToken)
    {
        _calls.Writer.TryWrite((carrierName, receipt));
        return Task.FromResult(report(receipt));
    }

    public Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ScheduleVerdict.Replayed?> FindReplayAsync(IdempotencyKey key, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Message?> FindAsync(OrganizationId organization, MessageId id, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<CancelVerdict> CancelAsync(
        OrganizationId organization, MessageId id, Actor actor, CancelRule rule, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<BatchCancelVerdict?> CancelBatchAsync(
        OrganizationId organization, BatchId batch, Actor actor, CancelRule rule, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlySet<MessageId>> FindHeldAsync(
        OrganizationId organization, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<long> CountHeldAsync(OrganizationId organization, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> ArchiveAsync(OrganizationId organization, BatchId batch, Actor actor, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<long>> ForecastAsync(
        OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

    public Task<IReadOnlyList<Tally>> TallyAsync(
        OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<EngineHealth> CheckHealthAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
