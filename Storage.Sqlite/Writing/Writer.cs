using System.Collections.Concurrent;
using Belay.Messages;
using Belay.Storage.Sqlite.Restoring;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Belay.Storage.Sqlite.Writing;

/// <summary>The one that writes. Turn by turn it takes all that has arrived, does it in one transaction, syncs once, then answers all.</summary>
/// <remarks>
/// Its turns never run two at once, so every verdict is linearizable; one sync for many commands, so it is fast.
/// </remarks>
internal sealed partial class Writer : IDisposable
{
    /// <summary>The longest sleep: the length of the log, and whether an outage is over, are looked at as often.</summary>
    private static readonly TimeSpan SleepMax = TimeSpan.FromSeconds(1);

    private readonly Func<WriteSession> _open;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Outage _outage;
    private readonly LogKeeper _log;
    private readonly int _groupMax;
    private readonly int _queueMax;
    private readonly Action _eventsWritten;
    private readonly ConcurrentQueue<WriteCommand> _queue = new();
    private readonly List<WriteCommand> _group = [];
    private readonly ITimer _timer;
    private readonly IWriterLoop _loop;
    private ProgressMark? _mark;
    private WriteSession? _session;
    private volatile bool _stopping;

    public Writer(
        Func<WriteSession> open, LogKeeper log, DiskReserve reserve, Func<Func<Turn>, IWriterLoop> runTurns, SqliteOptions options, TimeProvider time,
        Action eventsWritten, ILogger logger)
    {
        _open = open;
        _time = time;
        _logger = logger;
        _log = log;
        _outage = new Outage(reserve, log, time, logger);
        _groupMax = options.GroupMax;
        _queueMax = options.QueueMax;
        _eventsWritten = eventsWritten;
        _loop = runTurns(TakeTurn);
        _timer = time.CreateTimer(_ => _loop.Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What keeps the writer from committing; null: nothing.</summary>
    public string? Problem => _outage.Problem ?? (_loop.IsRunning ? null : "The writer has ended.");

    /// <summary>What an operator should know although it commits; null: nothing.</summary>
    public string? Notice => _log.Notice;

    /// <summary>How many commands wait.</summary>
    public int Queued => _queue.Count;

    /// <summary>Begins.</summary>
    /// <param name="mark">Where each commit leaves its mark.</param>
    public void Start(ProgressMark mark)
    {
        _mark = mark;
        _outage.HoldReserve();
        _loop.Start();
    }

    /// <summary>Queues a command from outside. Throws <see cref="StoreUnavailableException"/> where the queue is full or the engine stops.</summary>
    public async Task<T> DoAsync<T>(Func<WriteSession, DateTimeOffset, T> work, WriteKind kind, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_queue.Count >= _queueMax)
        {
            throw new StoreUnavailableException("The writer's queue is full.", Outage.LookAgainAfter);
        }

        return await Enqueue(work, kind, cancellationToken).WaitAsync(cancellationToken);
    }

    /// <summary>Queues the engine's own command: never refused for a full queue, since what it brings is bounded by the calls in flight.</summary>
    public Task<T> DoOwnAsync<T>(Func<WriteSession, DateTimeOffset, T> work, WriteKind kind) => Enqueue(work, kind, CancellationToken.None);

    /// <summary>Finishes what has arrived, refuses what comes after, and ends.</summary>
    public void Stop()
    {
        _stopping = true;
        _loop.Wake();
        _loop.Join();
        FailAll(new StoreUnavailableException("The engine is stopped.", Outage.LookAgainAfter));
    }

    public void Dispose()
    {
        _timer.Dispose();
        _session?.Dispose();
        _loop.Dispose();
    }

    private Task<T> Enqueue<T>(Func<WriteSession, DateTimeOffset, T> work, WriteKind kind, CancellationToken cancellationToken)
    {
        var command = new WriteCommand<T>(work, kind, cancellationToken);
        _queue.Enqueue(command);
        if (_stopping && !_loop.IsRunning)
        {
            FailAll(new StoreUnavailableException("The engine is stopped.", Outage.LookAgainAfter));
        }
        else
        {
            _loop.Wake();
        }

        return command.Answer;
    }

    private DateTimeOffset Now() => _time.GetUtcNow().ToStored();

    private Turn TakeTurn()
    {
        while (_group.Count < _groupMax && _queue.TryDequeue(out var command))
        {
            if (!command.IsAbandoned && !IsRefused(command))
            {
                _group.Add(command);
            }
        }

        if (_group.Count == 0 && _stopping)
        {
            return Turn.End;
        }

        var more = Commit(_group);
        _group.Clear();

        // The wake-up of a stop may have been used up by this very turn: nobody gives it again.
        return !more && _queue.IsEmpty && !_stopping ? Turn.Rest : Turn.Again;
    }

    /// <summary>One group. Returns whether there is more to do at once.</summary>
    private bool Commit(List<WriteCommand> group)
    {
        try
        {
            var session = _session ??= _open();
            var now = Now();
            if (group.Count > 0 && TryTransaction(session, group, now) is { } failure)
            {
                _outage.TryMakeRoom(failure);
                if (Outage.IsGone(failure))
                {
                    GiveUp(group, failure);
                    return false;
                }

                // One of them is at fault, and the others must not suffer for it. A cancel may also fit where a create does not.
                foreach (var command in group)
                {
                    if (!IsRefused(command) && TryTransaction(session, [command], now) is { } own)
                    {
                        Answer(command, own);
                    }
                }

                return true;
            }

            if (_log.Tend(session))
            {
                _outage.HoldReserve();
            }

            _outage.EndIfOver(session);
            _timer.Change(SleepMax, Timeout.InfiniteTimeSpan);
            return false;
        }
#pragma warning disable CA1031 // The writer must not end: nothing would ever be sent again, and nobody would be told.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            // The connection could not be opened, or cannot even roll back.
            GiveUp(group, failed);
            return false;
        }
    }

    /// <summary>Does the commands in one transaction and answers them; returns what kept it from being committed, with nothing done.</summary>
    private Exception? TryTransaction(WriteSession session, List<WriteCommand> group, DateTimeOffset now)
    {
        TimeSpan syncing;
        session.Begin();
        try
        {
            foreach (var command in group)
            {
                command.Execute(session, now);
            }

            StoreEvents.Log.Committing(group);
            var began = _time.GetTimestamp();
            session.Commit();
            syncing = _time.GetElapsedTime(began);
        }
#pragma warning disable CA1031 // Whatever a command throws must not end the writer: it is answered to the one who asked.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            session.Rollback();
            return exception;
        }

        _mark!.Advance(session.Moves);
        StoreEvents.Log.Committed(group);
        EngineMetrics.Committed(group.Count, syncing);
        if (session.TouchedEvents)
        {
            _eventsWritten();
        }

        foreach (var command in group)
        {
            command.Succeed();
        }

        return null;
    }

    /// <summary>While the disk is full, new messages are answered at once: they must not take the room that cancels need.</summary>
    private bool IsRefused(WriteCommand command)
    {
        if (command.Kind != WriteKind.Schedule || !_outage.RefusesMessages)
        {
            return false;
        }

        command.Fail(Unavailable(null));
        return true;
    }

    private StoreUnavailableException Unavailable(Exception? cause) =>
        new(_outage.Problem ?? "The store cannot be written.", Outage.LookAgainAfter, cause);

    private void Answer(WriteCommand command, Exception failure)
    {
        if (failure is SqliteException failed)
        {
            _outage.Begin(failed);
            command.Fail(Unavailable(failed));
        }
        else
        {
            LogDefect(failure.GetType().Name, failure.StackTrace);
            command.Fail(failure);
        }
    }

    /// <summary>Fails the group and begins anew, on a fresh connection, with the next command or after a pause.</summary>
    private void GiveUp(List<WriteCommand> group, Exception failure)
    {
        if (failure is SqliteException failed)
        {
            _outage.Begin(failed);
        }
        else
        {
            _outage.Begin("The store cannot be used.");
            LogDefect(failure.GetType().Name, failure.StackTrace);
        }

        try
        {
            _session?.Dispose();
        }
        catch (SqliteException)
        {
            // It is given up anyway.
        }

        _session = null;
        group.ForEach(command => command.Fail(Unavailable(failure)));
        _timer.Change(Outage.LookAgainAfter, Timeout.InfiniteTimeSpan);
    }

    private void FailAll(StoreUnavailableException unavailable)
    {
        while (_queue.TryDequeue(out var command))
        {
            command.Fail(unavailable);
        }
    }

    [LoggerMessage(3, LogLevel.Error, "A command failed: {ExceptionType} at {Stack}")]
    private partial void LogDefect(string exceptionType, string? stack);
}
