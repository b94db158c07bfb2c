using Belay.Messages;
using static Belay.Grains.Interfaces.GrainCalls;

namespace Belay.Grains.Interfaces;

/// <summary>The engine as the gateway and other .NET services see it: every verb is a call of a grain.</summary>
public sealed class GrainEngine(IGrainFactory grains) : IMessageEngine
{
    /// <summary>Most messages of a batch that are worked on at once.</summary>
    private const int BatchConcurrency = 32;

    private readonly GrainReferences<IMessageGrain> _messages = new(grains);
    private readonly GrainReferences<IBatchGrain> _owners = new(grains);

    /// <inheritdoc/>
    public async Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.ThrowIfInvalid();
        var (verdict, mayBeSecond) = await TryAsync(
            () => request.Idempotency is { Key: var key }
                ? Owner(key).ScheduleAsync(request)
                : Intake.ScheduleAsync(request),
            cancellationToken);
        return verdict is ScheduleVerdict.IdTaken && mayBeSecond ? await FindOwnAsync(request, cancellationToken) ?? verdict : verdict;
    }

    /// <inheritdoc/>
    public async Task<ScheduleVerdict.Replayed?> FindReplayAsync(IdempotencyKey key, CancellationToken cancellationToken) =>
        (ScheduleVerdict.Replayed?)await AskAsync(() => Owner(key).FindReplayAsync(key), cancellationToken);

    /// <inheritdoc/>
    public Task<Message?> FindAsync(OrganizationId organization, MessageId id, CancellationToken cancellationToken) =>
        AskAsync(() => Message(id).FindAsync(organization), cancellationToken);

    /// <inheritdoc/>
    public async Task<CancelVerdict> CancelAsync(
        OrganizationId organization, MessageId id, Actor actor, CancelRule rule, CancellationToken cancellationToken)
    {
        var (verdict, mayBeSecond) = await TryAsync(() => Message(id).CancelAsync(organization, actor, rule), cancellationToken);
        var own = mayBeSecond && verdict is CancelVerdict.AlreadyCanceled { Message: var message }
            && message.Timeline.Last(step => step.Status == MessageStatus.Canceled).Actor == actor
            ? new CancelVerdict.Canceled(message)
            : verdict;
        return EngineMetrics.Count(own);
    }

    /// <inheritdoc/>
    public async Task<BatchCancelVerdict?> CancelBatchAsync(
        OrganizationId organization, BatchId batch, Actor actor, CancelRule rule, CancellationToken cancellationToken)
    {
        var ids = await AskAsync(() => Index.FindBatchAsync(organization, batch), cancellationToken);
        var verdicts = new CancelVerdict[ids.Count];
        await ForEachAsync(
            ids, async (place, id) => verdicts[place] = await CancelAsync(organization, id, actor, rule, cancellationToken), cancellationToken);
        return ids.Count > 0 ? new(verdicts) : null;
    }

    /// <inheritdoc/>
    public Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.ThrowIfInvalid();

        return AskAsync(() => Index.ListAsync(query), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> ArchiveAsync(OrganizationId organization, BatchId batch, Actor actor, CancellationToken cancellationToken)
    {
        var ids = await AskAsync(() => Index.FindBatchAsync(organization, batch), cancellationToken);
        await ForEachAsync(ids, (_, id) => AskAsync(() => Archive(id, organization, actor), cancellationToken), cancellationToken);
        return ids.Count > 0;
    }

    /// <inheritdoc/>
    public async Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        var id = receipt.Id ?? (receipt.Reference is { } reference
            ? await AskAsync(() => Index.FindByReferenceAsync(reference), cancellationToken)
            : null);
        return id is { } known ? await AskAsync(() => Message(known).ReportAsync(carrierName, receipt), cancellationToken) : ReceiptVerdict.NotFound;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<MessageId>> FindHeldAsync(
        OrganizationId organization, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken) =>
        (await AskAsync(() => Index.FindHeldAsync(organization, ids), cancellationToken)).ToHashSet();

    /// <inheritdoc/>
    public Task<long> CountHeldAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        AskAsync(() => Index.CountHeldAsync(organization), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ForecastAsync(
        OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken)
    {
        ForecastBounds.ThrowIfInvalid(slot, slots);
        return AskAsync(() => Index.ForecastAsync(organization, from, slot, slots), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Tally>> TallyAsync(
        OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken)
    {
        Tally.ThrowIfInvalid(from, slot, slots);
        return AskAsync(() => Index.TallyAsync(organization, from, slot, slots), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<EngineHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Not as a method group: where the silo of this process is gone, to get the grain fails too.
            return await AskAsync(() => Index.CheckHealthAsync(), cancellationToken);
        }
        catch (StoreUnavailableException unavailable)
        {
            return new EngineHealth(false, unavailable.Message);
        }
    }

    private IBatchGrain Owner(IdempotencyKey key) => _owners.Get(BatchKeys.Of(key));

    private IIntakeGrain Intake => field ??= grains.GetGrain<IIntakeGrain>(0);

    private IIndexGrain Index => field ??= grains.GetGrain<IIndexGrain>(0);

    /// <summary>What an earlier try of this very request made; null: the ids are somebody else's.</summary>
    private async Task<ScheduleVerdict?> FindOwnAsync(ScheduleRequest request, CancellationToken cancellationToken)
    {
        var messages = new List<Message>(request.Drafts.Count);
        foreach (var draft in request.Drafts)
        {
            if ((await FindAsync(draft.Organization, draft.Id, cancellationToken))?.AsOf(1) is not { } message
                || message.Timeline[0].Actor != request.Actor)
            {
                return null;
            }

            messages.Add(message);
        }

        return new ScheduleVerdict.Accepted(messages);
    }

    private async Task<bool> Archive(MessageId id, OrganizationId organization, Actor actor)
    {
        await Message(id).ArchiveAsync(organization, actor);
        return true;
    }

    private static Task ForEachAsync(
        IReadOnlyList<MessageId> ids, Func<int, MessageId, Task> work, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, ids.Count),
        new ParallelOptions { MaxDegreeOfParallelism = BatchConcurrency, CancellationToken = cancellationToken },
        async (place, _) => await work(place, ids[place]));

    private IMessageGrain Message(MessageId id) => _messages.Get(id.ToString());
}
