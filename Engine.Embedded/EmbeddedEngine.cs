using Belay.Engine.Embedded.Erasing;
using Belay.Engine.Embedded.Sending;
using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Reading;
using Belay.Storage.Sqlite.Restoring;
using Belay.Storage.Sqlite.Webhooks;
using Belay.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Belay.Engine.Embedded;

/// <summary>The engine for one process: SQLite, one writer, one due timer.</summary>
internal sealed partial class EmbeddedEngine : IMessageEngine, IEngineLevels, IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>How many expired idempotency keys one request clears away, so that the table does not grow for ever.</summary>
    private const int PurgeMax = 4;

    private readonly SqliteDatabase _database;
    private readonly EmbeddedEngineOptions _options;
    private readonly Surroundings _surroundings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ReadPool _reads;
    private readonly DiskReserve _reserve;
    private readonly Dispatcher _dispatcher;
    private readonly LogKeeper _log;
    private readonly Writer _writer;
    private readonly Eraser? _eraser;
    private SendingLock? _lock;
    private ProgressMark? _mark;
    private volatile bool _running;

    public EmbeddedEngine(
        SqliteDatabase database, EmbeddedEngineOptions options, ICarrier carrier, TimeProvider time, ILogger<EmbeddedEngine> logger, Surroundings? surroundings = null)
    {
        _database = database;
        _options = options;
        _surroundings = surroundings ?? new Surroundings();
        _time = time;
        _logger = logger;
        _reads = new ReadPool(database);
        _reserve = database.NewReserve(options.DiskReserveBytes);
        Outbox = new SqliteOutbox(time);
        _dispatcher = new Dispatcher(carrier, options, _surroundings, time, Outbox.Signal, logger);
        _log = new LogKeeper(database, _reserve, time, logger);
        _writer = new Writer(() => _surroundings.OpenSession(database), _log, _reserve, _surroundings.RunTurns, options.Store, time, _surroundings.DueWork(_dispatcher), logger);
        _dispatcher.Attach(_writer);
        Outbox.Attach(_writer, _reads);
        _eraser = options.KeepFinishedFor is { } keptFor ? new Eraser(_writer, keptFor, time, logger) : null;
    }

    public SqliteOutbox Outbox { get; }

    /// <summary>The writer, for tests that look at what only it can reach.</summary>
    internal Writer Writer => _writer;

    /// <summary>Who keeps the log short, for tests that wait for it.</summary>
    internal LogKeeper Log => _log;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _lock = _database.LockForSending();
        _mark = ProgressMark.Open(_options.DataDirectory, _time);
        try
        {
            try
            {
                Recover();
            }
            catch (SqliteException failed) when (Outage.IsFull(failed) && _reserve.Release())
            {
                Recover();
            }
        }
        catch (SqliteException failed)
        {
            // Without it, calls that were open could not be told from calls to come.
            throw new SqliteSetupException($"The database in Belay:DataDirectory cannot be written (SQLite error {failed.SqliteErrorCode}). Is the disk full, or another program writing to it?");
        }

        _writer.Start(_mark);
        _running = true;
        _eraser?.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_running)
        {
            await (_eraser?.StopAsync() ?? Task.CompletedTask);
            await _dispatcher.DrainAsync(cancellationToken);
            _running = false;
            _writer.Stop();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        _writer.Stop();
        Close();
    }

    /// <summary>Lets go of the files and the timer, whatever is under way: all that the end of a process does.</summary>
    internal void Close()
    {
        _writer.Dispose();
        _eraser?.Dispose();
        _dispatcher.Dispose();
        _reads.Dispose();
        _mark?.Dispose();
        _lock?.Dispose();
    }

    public Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.ThrowIfInvalid();
        return WriteAsync((session, now) => Schedule(session, request, now), WriteKind.Schedule, cancellationToken);
    }

    public async Task<CancelVerdict> CancelAsync(OrganizationId organization, MessageId id, Actor actor, CancelRule rule, CancellationToken cancellationToken) =>
        EngineMetrics.Count(await WriteAsync<CancelVerdict>(
            (session, now) => session.Find(id) is { } message && message.Draft.Organization == organization
                ? CancelVerdict.From(Decide(session, message, new Command.Cancel(actor, rule), now))
                : new CancelVerdict.NotFound(),
            WriteKind.Cancel,
            cancellationToken));

    public async Task<BatchCancelVerdict?> CancelBatchAsync(OrganizationId organization, BatchId batch, Actor actor, CancelRule rule, CancellationToken cancellationToken)
    {
        var answer = await WriteAsync<BatchCancelVerdict?>(
            (session, now) => session.FindBatch(organization, batch) is { Count: > 0 } messages
                ? new([.. messages.Select(message => CancelVerdict.From(Decide(session, message, new Command.Cancel(actor, rule), now)))])
                : null,
            WriteKind.Cancel,
            cancellationToken);
        foreach (var verdict in answer?.Verdicts ?? [])
        {
            EngineMetrics.Count(verdict);
        }

        return answer;
    }

    public Task<bool> ArchiveAsync(OrganizationId organization, BatchId batch, Actor actor, CancellationToken cancellationToken) =>
        WriteAsync(
            (session, now) =>
            {
                var messages = session.FindBatch(organization, batch);
                messages.ForEach(message => Decide(session, message, new Command.Archive(actor), now));
                return messages.Count > 0;
            },
            WriteKind.Other,
            cancellationToken);

    public Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return WriteAsync(
            (session, now) =>
            {
                var message = receipt.Id is { } id ? session.Find(id) : receipt.Reference is { } reference ? session.FindByReference(reference) : null;
                return message is null
                    ? ReceiptVerdict.NotFound
                    : Decide(session, message, new Command.ApplyReceipt(receipt, carrierName), now).Verdict switch
                    {
                        Verdict.Done => ReceiptVerdict.Recorded,
                        Verdict.AlreadyDone => ReceiptVerdict.AlreadyKnown,
                        _ => ReceiptVerdict.Ignored,
                    };
            },
            WriteKind.Receipt,
            cancellationToken);
    }

    public Task<Message?> FindAsync(OrganizationId organization, MessageId id, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Find(organization, id), cancellationToken);

    public Task<ScheduleVerdict.Replayed?> FindReplayAsync(IdempotencyKey key, CancellationToken cancellationToken) =>
        ReadAsync(session => session.FindReplay(key, _time.GetUtcNow()), cancellationToken);

    public Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.ThrowIfInvalid();

        return ReadAsync(session => session.List(query), cancellationToken);
    }

    public Task<IReadOnlySet<MessageId>> FindHeldAsync(OrganizationId organization, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken) =>
        ReadAsync(session => session.FindHeld(organization, ids), cancellationToken);

    public Task<long> CountHeldAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        ReadAsync(session => session.CountHeld(organization), cancellationToken);

    public Task<IReadOnlyList<long>> ForecastAsync(
        OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken)
    {
        ForecastBounds.ThrowIfInvalid(slot, slots);
        return ReadAsync(session => session.Forecast(organization, from, slot, slots), cancellationToken);
    }

    public Task<IReadOnlyList<Tally>> TallyAsync(OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken)
    {
        Tally.ThrowIfInvalid(from, slot, slots);
        return ReadAsync(session => session.Tally(organization, from, slot, slots), cancellationToken);
    }

    public Task<EngineHealth> CheckHealthAsync(CancellationToken cancellationToken) => Task.FromResult(
        !_running ? new EngineHealth(false, "The engine is not running.")
        : _writer.Problem is { } problem ? new EngineHealth(false, problem)
        : new EngineHealth(true, _writer.Notice ?? "ok"));

    /// <inheritdoc/>
    public long? LogBytes => _running ? _log.Bytes : null;

    public Task<EngineLevels> ReadLevelsAsync(CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            var (pending, webhookEvents, held) = session.Levels();
            return new EngineLevels(pending, webhookEvents, held, _writer.Queued);
        },
        cancellationToken);

    private void Recover()
    {
        using var session = _surroundings.OpenSession(_database);
        _log.CutIfLong(session);
        session.Begin();
        var now = _time.GetUtcNow().ToStored();
        var found = _dispatcher.Recover(session, now);
        var isRestored = _mark!.IsUnknown(session.Moves);
        if (isRestored)
        {
            session.Hold(dueUntil: now);
            session.RaiseMoves(_mark.Found ?? 0);
        }

        var holds = session.FindHeld(DateTimeOffset.UnixEpoch, 0, 1).Count > 0;
        StoreEvents.Log.Recovering(found);
        session.Commit();
        _mark.Advance(session.Moves);
        StoreEvents.Log.Recovered(found);
        EngineMetrics.Count(session.Steps);
        if (found > 0)
        {
            LogRecovered(found);
        }

        if (isRestored)
        {
            LogRestored();
        }

        if (holds)
        {
            LogHolds();
        }
    }

    /// <summary>Decides and writes. The row was read in this very transaction, by the only writer, so it cannot have moved.</summary>
    private static Decision Decide(WriteSession session, Message message, Command command, DateTimeOffset now)
    {
        var decision = MessageDecider.Decide(message, command, now);
        if (decision.Verdict == Verdict.Done && !session.TryUpdate(message, decision))
        {
            throw new InvalidOperationException($"Message {message.Id} moved during the transaction: there is a second writer.");
        }

        return decision;
    }

    private ScheduleVerdict Schedule(WriteSession session, ScheduleRequest request, DateTimeOffset now)
    {
        var first = request.Drafts[0];
        if (request.Idempotency is { } use)
        {
            session.PurgeIdempotencyKeys(now, PurgeMax);
            if (session.FindIdempotencyKey(use.Key, now) is { } used)
            {
                return new ScheduleVerdict.Replayed(
                    [.. session.FindBatch(first.Organization, used.Batch).Select(message => message.AsOf(1))], used.Fingerprint);
            }
        }

        if (!session.HasRoom(first.Organization, request.Drafts.Count, _options.PendingPerOrganizationMax))
        {
            return new ScheduleVerdict.PendingLimitReached(_options.PendingPerOrganizationMax);
        }

        if (request.Drafts.Any(draft => session.Exists(draft.Id)))
        {
            return new ScheduleVerdict.IdTaken();
        }

        List<Message> messages = [.. request.Drafts.Select(draft => Message.Accept(draft, request.Actor, now))];
        messages.ForEach(session.Insert);
        if (request.Idempotency is { } kept)
        {
            var due = messages.Max(message => message.DueAt);
            var keepUntil = due < DateTimeOffset.MaxValue - IdempotencyUse.KeptAfterDue ? due + IdempotencyUse.KeptAfterDue : DateTimeOffset.MaxValue;
            session.InsertIdempotencyKey(kept, first.Batch, kept.KeepUntil > keepUntil ? kept.KeepUntil.Value : keepUntil);
        }

        return new ScheduleVerdict.Accepted(messages);
    }

    private Task<T> WriteAsync<T>(Func<WriteSession, DateTimeOffset, T> work, WriteKind kind, CancellationToken cancellationToken) =>
        _running ? _writer.DoAsync(work, kind, cancellationToken) : Task.FromException<T>(Stopped());

    private Task<T> ReadAsync<T>(Func<ReadSession, T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return _running ? Task.FromResult(_reads.Read(read)) : Task.FromException<T>(Stopped());
        }
        catch (StoreUnavailableException unavailable)
        {
            return Task.FromException<T>(unavailable);
        }
    }

    private static StoreUnavailableException Stopped() => new("The engine is not running.", RetryAfter);

    [LoggerMessage(1, LogLevel.Warning, "{Count} calls of the carrier were open when Belay ended; their outcome is unknown.")]
    private partial void LogRecovered(int count);

    [LoggerMessage(2, LogLevel.Warning, "The database is a restored backup, or comes from elsewhere. What was canceled after it was made is pending in it again; what was due before now may have been sent, and is held.")]
    private partial void LogRestored();

    [LoggerMessage(3, LogLevel.Warning, "Messages are held until an operator releases or drops them: see 'review list'.")]
    private partial void LogHolds();
}
