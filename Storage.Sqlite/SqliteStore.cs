using Belay.Messages;
using Belay.Storage.Sqlite.Access;
using Belay.Storage.Sqlite.Reading;
using Belay.Storage.Sqlite.Restoring;
using Belay.Storage.Sqlite.Webhooks;
using Belay.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Belay.Storage.Sqlite;

/// <summary>The store in one file, while a process sends from it: its writer, its readers, and what tells a restored backup.</summary>
public sealed class SqliteStore : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteOptions _options;
    private readonly SqliteSurroundings _surroundings;
    private readonly TimeProvider _time;
    private readonly ReadPool _reads;
    private readonly DiskReserve _reserve;
    private readonly LogKeeper _log;
    private readonly Writer _writer;
    private readonly SqliteOutbox _outbox;
    private readonly SqliteIndex _index;
    private SendingLock? _lock;
    private ProgressMark? _mark;

    internal SqliteStore(
        SqliteDatabase database, SqliteOptions options, SqliteSurroundings surroundings, TimeProvider time, ILogger<SqliteStore> logger)
    {
        (_database, _options, _surroundings, _time) = (database, options, surroundings, time);
        _reads = new ReadPool(database);
        _reserve = database.NewReserve(options.DiskReserveBytes);
        _log = new LogKeeper(database, _reserve, time, logger);
        _outbox = new SqliteOutbox(time);
        _writer = new Writer(
            () => surroundings.OpenSession(database), _log, _reserve, surroundings.RunTurns, options, time, _outbox.Signal, logger);
        _outbox.Attach(_writer, _reads);
        _index = new SqliteIndex(_reads, _writer, _log);
        Messages = new SqliteMessages(_writer, _reads, options);
        var keys = new SqliteKeys(database);
        (Keys, Secrets) = (keys, keys);
    }

    /// <summary>The messages.</summary>
    public IMessageStore Messages { get; }

    /// <summary>What is asked about many of them.</summary>
    public IMessageIndex Index => _index;

    /// <summary>The webhook events.</summary>
    public IWebhookOutbox Outbox => _outbox;

    /// <summary>The API keys.</summary>
    public IApiKeyStore Keys { get; }

    /// <summary>The secrets.</summary>
    public ISecretStore Secrets { get; }

    /// <summary>Whether the start found a restored backup, or a database from elsewhere, and held what was due before.</summary>
    public bool IsRestored { get; private set; }

    /// <summary>Whether messages waited for an operator at the start.</summary>
    public bool Holds { get; private set; }

    /// <summary>How the AdoNet providers of Orleans reach the file.</summary>
    public string ConnectionString => _database.ConnectionString;

    /// <summary>The writer, for tests that look at what only it can reach.</summary>
    internal Writer Writer => _writer;

    /// <summary>Who keeps the log short, for tests that wait for it.</summary>
    internal LogKeeper Log => _log;

    /// <summary>Opens the file and brings its schema up to date. Throws <see cref="SqliteSetupException"/>.</summary>
    public static SqliteStore Open(SqliteOptions options, TimeProvider time, ILogger<SqliteStore> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(SqliteDatabase.Open(options.DataDirectory, mayMakeRoom: true), options, new SqliteSurroundings(), time, logger);
    }

    /// <summary>
    /// Makes sure that no other process sends from the file, holds what a restored backup may have sent already, and begins to write.
    /// </summary>
    /// <exception cref="SqliteSetupException">The file cannot be used; the message says why, in one sentence for the operator.</exception>
    public void Start()
    {
        _lock = _database.LockForSending();
        _mark = ProgressMark.Open(_options.DataDirectory, _time);
        try
        {
            try
            {
                Prepare(_mark);
            }
            catch (SqliteException failed) when (Outage.IsFull(failed) && _reserve.Release())
            {
                Prepare(_mark);
            }
        }
        catch (SqliteException failed)
        {
            // Without it, what may have been sent could not be told from what is to be sent.
            throw new SqliteSetupException(
                $"The database in Belay:DataDirectory cannot be written (SQLite error {failed.SqliteErrorCode}). Is the disk full, or another "
                + "program writing to it?");
        }

        _writer.Start(_mark);
    }

    /// <summary>Finishes what has arrived, and ends.</summary>
    public void Stop() => _writer.Stop();

    /// <summary>Lets go of the files, whatever is under way: all that the end of a process does.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _reads.Dispose();
        _mark?.Dispose();
        _lock?.Dispose();
    }

    private void Prepare(ProgressMark mark)
    {
        using var session = _surroundings.OpenSession(_database);
        _log.CutIfLong(session);
        session.Begin();
        IsRestored = mark.IsUnknown(session.Moves);
        if (IsRestored)
        {
            session.Hold(dueUntil: _time.GetUtcNow().ToStored());
            session.RaiseMoves(mark.Found ?? 0);
        }

        Holds = session.FindHeld(DateTimeOffset.UnixEpoch, 0, 1).Count > 0;
        session.Commit();
        mark.Advance(session.Moves);
    }
}
