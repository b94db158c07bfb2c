using Belay.Messages;
using Belay.Storage.Sqlite.Writing;

namespace Belay.Tests.Simulation.Bugs;

/// <summary>A cancel looks first, and acts later on what it saw.</summary>
internal sealed class CheckThenActCancel : Bug
{
    public override IMessageEngine Around(Life life) => new Seam(life);

    private sealed class Seam(Life life) : EngineSeam(life.Engine)
    {
        public override async Task<CancelVerdict> CancelAsync(
            OrganizationId organization, MessageId id, Actor actor, CancelRule rule, CancellationToken cancellationToken)
        {
            if (await FindAsync(organization, id, cancellationToken) is not { Status: MessageStatus.Scheduled or MessageStatus.Queued } seen)
            {
                return await base.CancelAsync(organization, id, actor, rule, cancellationToken);
            }

            await Task.Yield();
            return await life.Store.Writer.DoAsync<CancelVerdict>(
                (session, now) =>
                {
                    var decision = MessageDecider.Decide(seen, new Command.Cancel(actor, rule), now);
                    session.TryUpdate(session.Find(id)!, decision);
                    return new CancelVerdict.Canceled(decision.Next);
                },
                WriteKind.Cancel,
                cancellationToken);
        }
    }
}

/// <summary>A receipt is believed whatever the message's state.</summary>
internal sealed class TerminalOverwrittenByReceipt : Bug
{
    public override IMessageEngine Around(Life life) => new Seam(life);

    private sealed class Seam(Life life) : EngineSeam(life.Engine)
    {
        public override async Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt, CancellationToken cancellationToken)
        {
            var verdict = await base.ReportAsync(carrierName, receipt, cancellationToken);
            return verdict != ReceiptVerdict.Ignored || receipt.Id is not { } id ? verdict : await life.Store.Writer.DoAsync(
                (session, now) =>
                {
                    var message = session.Find(id)!;
                    var (status, cause) = receipt.Delivered
                        ? (MessageStatus.Delivered, StepCause.ReceiptDelivered)
                        : (MessageStatus.DeliveryFailed, StepCause.ReceiptFailed);
                    var step = new Step(message.Version + 1, status, cause, now, Actor.Carrier(carrierName));
                    session.TryUpdate(message, new Decision(
                        message with { Status = status, Version = step.Version, WakeAt = null, Timeline = [.. message.Timeline, step] },
                        Verdict.Done,
                        [step]));
                    return ReceiptVerdict.Recorded;
                },
                WriteKind.Receipt,
                cancellationToken);
        }
    }
}

/// <summary>A list does not ask whose messages it shows.</summary>
internal sealed class OrganizationMissingInList : Bug
{
    public override IMessageEngine Around(Life life) => new Seam(life);

    private sealed class Seam(Life life) : EngineSeam(life.Engine)
    {
        public override async Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken)
        {
            var found = new List<Message>();
            foreach (var organization in Clients.Everybody)
            {
                found.AddRange((await base.ListAsync(query with { Organization = organization }, cancellationToken)).Messages);
            }

            return new([.. found.OrderByDescending(message => message.Id).Take(query.Limit)], null);
        }
    }
}

/// <summary>The engine, with room for a mistake around it.</summary>
internal abstract class EngineSeam(IMessageEngine engine) : IMessageEngine
{
    public virtual Task<CancelVerdict> CancelAsync(
        OrganizationId organization, MessageId id, Actor actor, CancelRule rule, CancellationToken cancellationToken) =>
        engine.CancelAsync(organization, id, actor, rule, cancellationToken);

    public virtual Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken) => engine.ListAsync(query, cancellationToken);

    public virtual Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt, CancellationToken cancellationToken) =>
        engine.ReportAsync(carrierName, receipt, cancellationToken);

    public Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request, CancellationToken cancellationToken) =>
        engine.ScheduleAsync(request, cancellationToken);

    public Task<ScheduleVerdict.Replayed?> FindReplayAsync(IdempotencyKey key, CancellationToken cancellationToken) =>
        engine.FindReplayAsync(key, cancellationToken);

    public virtual Task<Message?> FindAsync(OrganizationId organization, MessageId id, CancellationToken cancellationToken) =>
        engine.FindAsync(organization, id, cancellationToken);

    public Task<BatchCancelVerdict?> CancelBatchAsync(
        OrganizationId organization, BatchId batch, Actor actor, CancelRule rule, CancellationToken cancellationToken) =>
        engine.CancelBatchAsync(organization, batch, actor, rule, cancellationToken);

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
}
