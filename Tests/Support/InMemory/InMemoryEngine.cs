using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>
/// The plainest engine that keeps the promises as long as its process lives: dictionaries under one lock, over <see cref="MessageDecider"/>.
/// It checks the suite that judges the real engines, and stands in for them where a test is about something else.
/// </summary>
public sealed partial class InMemoryEngine : IMessageEngine, IAsyncDisposable
{
    private readonly InMemoryStore _store;
    private readonly ICarrier _carrier;
    private readonly TimeProvider _time;
    private readonly EngineSettings _settings;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _timer;
    private readonly ITimer? _eraser;
    private int _open;
    private bool _stopped;

    /// <summary>Starts on what the store holds.</summary>
    public InMemoryEngine(InMemoryStore store, ICarrier carrier, TimeProvider time, EngineSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(carrier);
        ArgumentNullException.ThrowIfNull(time);
        (_store, _carrier, _time, _settings) = (store, carrier, time, settings ?? new EngineSettings());
        Outbox = new InMemoryOutbox(store, time);
        Access = new InMemoryAccess(store);
        Held = new InMemoryHeldMessages(store, time, Wake);
        _timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _eraser = _settings.KeepFinishedFor is { } keptFor
            ? time.CreateTimer(_ => EraseFinished(keptFor), null, ErasingPause.For(keptFor), ErasingPause.For(keptFor))
            : null;
        RecoverOpenCalls();
        Wake();
    }

    /// <summary>Its webhook events.</summary>
    public InMemoryOutbox Outbox { get; }

    /// <summary>What waits for an operator.</summary>
    public IHeldMessages Held { get; }

    /// <summary>Its keys and secrets.</summary>
    public InMemoryAccess Access { get; }

    /// <inheritdoc/>
    public Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.ThrowIfInvalid();
        return Commit(now => Schedule_NeedsLock(request, now), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CancelVerdict> CancelAsync(
        OrganizationId organization, MessageId id, Actor actor, CancelRule rule, CancellationToken cancellationToken) =>
        Commit<CancelVerdict>(
            now => Find_NeedsLock(organization, id) is { } message
                ? CancelVerdict.From(Decide_NeedsLock(message, new Command.Cancel(actor, rule), now))
                : new CancelVerdict.NotFound(),
            cancellationToken);

    /// <inheritdoc/>
    public Task<BatchCancelVerdict?> CancelBatchAsync(
        OrganizationId organization, BatchId batch, Actor actor, CancelRule rule, CancellationToken cancellationToken) =>
        Commit<BatchCancelVerdict?>(
            now => _store.Batches.TryGetValue((organization, batch), out var ids)
                ? new([.. ids.Select(id => CancelVerdict.From(Decide_NeedsLock(_store.Messages[id], new Command.Cancel(actor, rule), now)))])
                : null,
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ArchiveAsync(OrganizationId organization, BatchId batch, Actor actor, CancellationToken cancellationToken) =>
        Commit(
            now =>
            {
                var known = _store.Batches.TryGetValue((organization, batch), out var ids);
                foreach (var id in ids ?? [])
                {
                    Decide_NeedsLock(_store.Messages[id], new Command.Archive(actor), now);
                }

                return known;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return Commit(
            now =>
            {
                var id = receipt.Id
                    ?? (receipt.Reference is { } reference && _store.References.TryGetValue(reference, out var found) ? found : default);
                return !_store.Messages.TryGetValue(id, out var message)
                    ? ReceiptVerdict.NotFound
                    : Decide_NeedsLock(message, new Command.ApplyReceipt(receipt, carrierName), now).Verdict switch
                    {
                        Verdict.Done => ReceiptVerdict.Recorded,
                        Verdict.AlreadyDone => ReceiptVerdict.AlreadyKnown,
                        _ => ReceiptVerdict.Ignored,
                    };
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<EngineHealth> CheckHealthAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_stopped ? new EngineHealth(false, "Stopped.") : new EngineHealth(true, "Keeps everything in memory."));

    private void EraseFinished(TimeSpan keptFor)
    {
        lock (_store.Lock)
        {
            var now = _time.GetUtcNow();
            foreach (var message in _store.Messages.Values.Where(message => message.ErasedAt is null && message.FinishedAt + keptFor <= now).ToList())
            {
                if (_store.Events.All(waiting => waiting.MessageId != message.Id))
                {
                    _store.Messages[message.Id] = message.Erase(now);
                }
            }
        }
    }

    /// <summary>Stops as a crash would: what calls of the carrier answer from now on is not recorded.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_store.Lock)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
        }

        await _timer.DisposeAsync();
        await (_eraser?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _stopping.CancelAsync();
        _stopping.Dispose();
    }

    private ScheduleVerdict Schedule_NeedsLock(ScheduleRequest request, DateTimeOffset now)
    {
        var first = request.Drafts[0];
        if (request.Idempotency is { } use && Replay_NeedsLock(use.Key) is { } replayed)
        {
            return replayed;
        }

        if (_store.Pending.GetValueOrDefault(first.Organization) + request.Drafts.Count > _settings.PendingPerOrganizationMax)
        {
            return new ScheduleVerdict.PendingLimitReached(_settings.PendingPerOrganizationMax);
        }

        if (request.Drafts.Any(draft => _store.Messages.ContainsKey(draft.Id)))
        {
            return new ScheduleVerdict.IdTaken();
        }

        List<Message> messages = [.. request.Drafts.Select(draft => Message.Accept(draft, request.Actor, now))];
        foreach (var message in messages)
        {
            _store.Save_NeedsLock(null, message, message.Timeline, now);
        }

        List<MessageId> ids = [.. messages.Select(message => message.Id)];
        _store.Batches[(first.Organization, first.Batch)] = ids;
        if (request.Idempotency is { } kept)
        {
            _store.Requests[kept.Key] = new(kept.Fingerprint, ids);
        }

        return new ScheduleVerdict.Accepted(messages);
    }

    private ScheduleVerdict.Replayed? Replay_NeedsLock(IdempotencyKey key) =>
        _store.Requests.TryGetValue(key, out var kept)
            ? new([.. kept.Messages.Select(id => _store.Messages[id].AsOf(1))], kept.Fingerprint)
            : null;

    private Message? Find_NeedsLock(OrganizationId organization, MessageId id) =>
        _store.Messages.TryGetValue(id, out var message) && message.Draft.Organization == organization ? message : null;

    private Decision Decide_NeedsLock(Message message, Command command, DateTimeOffset now)
    {
        var decision = MessageDecider.Decide(message, command, now);
        if (decision.Verdict == Verdict.Done)
        {
            _store.Save_NeedsLock(message, decision.Next, decision.Steps, now);
        }

        return decision;
    }

    /// <summary>Runs one command under the lock, then looks at what is due: the commit may have brought it.</summary>
    private Task<T> Commit<T>(Func<DateTimeOffset, T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        T result;
        lock (_store.Lock)
        {
            if (_stopped)
            {
                return Task.FromException<T>(new StoreUnavailableException("The engine is stopped.", TimeSpan.FromSeconds(1)));
            }

            result = work(_time.GetUtcNow());
        }

        Outbox.Signal();
        Wake();
        return Task.FromResult(result);
    }
}
