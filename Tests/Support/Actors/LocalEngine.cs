using Belay.Engine;
using Belay.Engine.Erasing;
using Belay.Engine.Sending;
using Belay.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belay.Tests.Support;

/// <summary>
/// The engine in this process alone, without Orleans, on a clock and threads that a test may own. What is far is looked for here, where a cluster has
/// reminders.
/// </summary>
public sealed class LocalEngine : IMessageEngine, IEngineLevels, IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Most messages of one look ahead: where more is overdue, the sweeper takes it up in its turn.</summary>
    private const int AheadMax = 20_000;

    private readonly EngineHost _host;
    private readonly IMessageIndex _index;
    private readonly LocalActors _actors = new();
    private readonly LocalKeys _keys = new();
    private readonly OverdueSweeper _sweeper;
    private readonly FinishedEraser _eraser;
    private readonly Intake _intake;
    private readonly ITimer _look;
    private volatile Task _looking = Task.CompletedTask;
    private volatile bool _stopping;
    private volatile bool _stopped;

    /// <summary>Makes it on a store that has started; it sends after <see cref="Start"/>.</summary>
    /// <param name="host">What it stands on.</param>
    /// <param name="index">What is asked about many messages.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="between">What stands between the engine's own work and the actors: null, or something that a test puts there.</param>
    public LocalEngine(EngineHost host, IMessageIndex index, ILoggerFactory? logs = null, Func<IMessageActors, IMessageActors>? between = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        logs ??= NullLoggerFactory.Instance;
        (_host, _index) = (host, index);
        var actors = between?.Invoke(_actors) ?? _actors;
        Dispatcher = new Dispatcher(host, actors, logs.CreateLogger<Dispatcher>());
        _actors.Make = (id, stay) => new MessageActor(id, host, Dispatcher, stay);
        _sweeper = new OverdueSweeper(host, Dispatcher, actors, logs.CreateLogger<OverdueSweeper>());
        _eraser = new FinishedEraser(host, logs.CreateLogger<FinishedEraser>());
        _intake = new Intake(host, Dispatcher);
        _look = host.Time.CreateTimer(_ => _looking = Run(LookAheadAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What makes the calls of the carrier.</summary>
    public Dispatcher Dispatcher { get; }

    /// <summary>The messages' actors.</summary>
    public LocalActors Actors => _actors;

    /// <inheritdoc/>
    public long? LogBytes => _index.LogBytes;

    /// <summary>Lets sending begin.</summary>
    public void Start()
    {
        _sweeper.Start();
        _eraser.Start();
        _looking = Run(LookAheadAsync);
    }

    /// <summary>Ends sending in order. Until its last call has ended, it takes requests.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_stopping)
        {
            _stopping = true;
            await _look.DisposeAsync();
            await Task.WhenAny(_looking);
            await _sweeper.StopAsync();
            await _eraser.StopAsync();
            await Dispatcher.DrainAsync(cancellationToken);
        }

        _stopped = true;
    }

    /// <summary>Lets go of the timers, whatever is under way: all that the end of a process does.</summary>
    public void Close()
    {
        _stopping = _stopped = true;
        _look.Dispose();
        _sweeper.Dispose();
        _eraser.Dispose();
        Dispatcher.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        Close();
    }

    /// <inheritdoc/>
    public Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.ThrowIfInvalid();

        // What a key's owner has begun it ends, also where who asked has gone: a repeat must not come between.
        return Ask(
            () => request.Idempotency is { Key: var key }
                ? _keys.InTurnAsync(key, () => _intake.AcceptAsync(request, CancellationToken.None))
                : _intake.AcceptAsync(request, cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ScheduleVerdict.Replayed?> FindReplayAsync(IdempotencyKey key, CancellationToken cancellationToken) =>
        Ask(
            () => _keys.InTurnAsync(key, () => _index.FindReplayAsync(key, _host.Time.GetUtcNow(), CancellationToken.None)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<Message?> FindAsync(OrganizationId organization, MessageId id, CancellationToken cancellationToken) =>
        Ask(() => _actors.AskAsync(id, actor => actor.FindAsync(organization)), cancellationToken);

    /// <inheritdoc/>
    public async Task<CancelVerdict> CancelAsync(
        OrganizationId organization, MessageId id, Actor actor, CancelRule rule, CancellationToken cancellationToken) =>
        EngineMetrics.Count(await Ask(() => _actors.AskAsync(id, message => message.CancelAsync(organization, actor, rule)), cancellationToken));

    /// <inheritdoc/>
    public async Task<BatchCancelVerdict?> CancelBatchAsync(
        OrganizationId organization, BatchId batch, Actor actor, CancelRule rule, CancellationToken cancellationToken)
    {
        var ids = await Ask(() => _index.FindBatchIdsAsync(organization, batch, cancellationToken), cancellationToken);
        return ids.Count > 0 ? new([.. await Task.WhenAll(ids.Select(id => CancelAsync(organization, id, actor, rule, cancellationToken)))]) : null;
    }

    /// <inheritdoc/>
    public Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken) =>
        Ask(() => _index.ListAsync(query, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlySet<MessageId>> FindHeldAsync(
        OrganizationId organization, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken) =>
        (await Ask(() => _index.FindHeldAsync(organization, ids, cancellationToken), cancellationToken)).ToHashSet();

    /// <inheritdoc/>
    public Task<long> CountHeldAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        Ask(() => _index.CountHeldAsync(organization, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> ArchiveAsync(OrganizationId organization, BatchId batch, Actor actor, CancellationToken cancellationToken)
    {
        var ids = await Ask(() => _index.FindBatchIdsAsync(organization, batch, cancellationToken), cancellationToken);
        await Task.WhenAll(ids.Select(id => _actors.TellAsync(id, message => message.ArchiveAsync(organization, actor))));
        return ids.Count > 0;
    }

    /// <inheritdoc/>
    public async Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        var id = receipt.Id ?? (receipt.Reference is { } reference
            ? await Ask(() => _index.FindByReferenceAsync(reference, cancellationToken), cancellationToken)
            : null);
        return id is { } known
            ? await Ask(() => _actors.AskAsync(known, message => message.ReportAsync(carrierName, receipt)), cancellationToken)
            : ReceiptVerdict.NotFound;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ForecastAsync(
        OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken) =>
        Ask(() => _index.ForecastAsync(organization, from, slot, slots, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Tally>> TallyAsync(
        OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken) =>
        Ask(() => _index.TallyAsync(organization, from, slot, slots, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<EngineHealth> CheckHealthAsync(CancellationToken cancellationToken) =>
        _stopped ? Task.FromResult(new EngineHealth(false, "The engine is not running.")) : _index.CheckHealthAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<EngineLevels> ReadLevelsAsync(CancellationToken cancellationToken) => _index.ReadLevelsAsync(cancellationToken);

    private static StoreUnavailableException Stopped() => new("The engine is not running.", TimeSpan.FromSeconds(1));

    private Task<T> Ask<T>(Func<Task<T>> ask, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<T>(cancellationToken)
        : _stopped ? Task.FromException<T>(Stopped())
        : ask().WaitAsync(cancellationToken);

    private Task Run(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _host.Turns).Unwrap();

    private async Task LookAheadAsync()
    {
        DateTimeOffset lookedAt;
        do
        {
            lookedAt = _host.Time.GetUtcNow();
            try
            {
                foreach (var message in await _host.Store.FindDueAsync(lookedAt + _host.Options.WatchWithin, AheadMax, CancellationToken.None))
                {
                    Dispatcher.Enqueue(message.Id, message.WakeAt);
                }
            }
            catch (StoreUnavailableException)
            {
                // The next look comes soon.
            }

            if (_stopping)
            {
                return;
            }

            _look.Change(LookEvery, Timeout.InfiniteTimeSpan);
        }
        while (_host.Time.GetUtcNow() - lookedAt >= LookEvery); // The clock may have moved on before the timer began to count.
    }
}

/// <summary>This process alone: whoever else has claimed a message is gone.</summary>
/// <param name="self">A name that no process before had.</param>
public sealed class LocalClaimants(string self) : IClaimants
{
    /// <inheritdoc/>
    public string Self => self;

    /// <inheritdoc/>
    public bool IsGone(string process) => process != self;
}
