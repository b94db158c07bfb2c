using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Belay.Storage.Sqlite.Writing;

/// <summary>Keeps the write-ahead log short. Its members are called on the writer's thread; what takes long runs beside it.</summary>
/// <remarks>
/// While another program holds a read transaction (a backup, a browser of databases), the log cannot begin anew and grows with every commit. Then the
/// writer no longer copies the log in its commits, since the first one after the reader has gone would stand still for all of it: that is done on a
/// connection of its own, and the writer only cuts the log when next to nothing is left to copy.
/// </remarks>
internal sealed partial class LogKeeper(SqliteDatabase database, DiskReserve reserve, TimeProvider time, ILogger logger)
{
    /// <summary>From here on the log is longer than any commit explains.</summary>
    public const long BytesMax = 24 * 1024 * 1024;

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private long _lookedAt = time.GetTimestamp();
    private long _bytes;
    private volatile bool _isBlocked;
    private volatile bool _mayCut;
    private volatile bool _needsRoom;
    private bool _isLong;
    private volatile Task _copying = Task.CompletedTask;

    /// <summary>The bytes of the log when it was last looked at.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>What the operator should know; null: nothing.</summary>
    public string? Notice => _isBlocked
        ? $"The write-ahead log has grown to {Bytes / (1024 * 1024)} MiB, because another program holds a read transaction on belay.db (a backup, a "
            + "browser of databases). End it."
        : null;

    /// <summary>The copying that is under way, for tests that wait for it.</summary>
    internal Task Copying => _copying;

    /// <summary>Looks once a second, between two transactions.</summary>
    /// <returns>Whether the reserve was given up to the copying, and must be held again.</returns>
    public bool Tend(WriteSession session)
    {
        if (time.GetElapsedTime(_lookedAt) < LookAgainAfter)
        {
            return false;
        }

        Look();
        if (_isLong != Bytes > BytesMax)
        {
            _isLong = !_isLong;
            session.CopyLogInCommits(!_isLong);
        }

        if (!_isLong)
        {
            End();
        }
        else if (_needsRoom)
        {
            // The pages that the log brings into the database are what the reserve is for, and the log then gives back more than that.
            _needsRoom = false;
            var gaveUp = reserve.Release();
            Cut(session);
            return gaveUp;
        }
        else if (_mayCut)
        {
            Cut(session);
        }
        else if (_copying.IsCompleted)
        {
            _copying = Task.Run(Copy);
        }

        return false;
    }

    /// <summary>
    /// Cuts a long log whatever it takes: while nothing can be committed for want of room, nobody is kept waiting, and the log may be what takes the
    /// room.
    /// </summary>
    public void CutIfLong(WriteSession session)
    {
        Look();
        if (Bytes > BytesMax)
        {
            Cut(session);
        }
    }

    private void Look()
    {
        _lookedAt = time.GetTimestamp();
        Volatile.Write(ref _bytes, database.LogBytes);
    }

    private void Cut(WriteSession session)
    {
        _mayCut = false;
        try
        {
            session.CutLog();
        }
        catch (SqliteException failed)
        {
            LogNotCut(failed.SqliteErrorCode);
        }

        Look();
    }

    private void Copy()
    {
        try
        {
            var (pages, copied) = database.CopyLog();
            _mayCut = pages - copied <= SqliteDatabase.LogPagesExpected;
            if (!_mayCut && !_isBlocked)
            {
                _isBlocked = true;
                LogBlocked(Bytes / (1024 * 1024));
            }
            else if (_mayCut)
            {
                _isBlocked = false;
            }
        }
        catch (SqliteException failed)
        {
            _needsRoom = Outage.IsFull(failed);
            LogNotCut(failed.SqliteErrorCode);
        }
    }

    private void End()
    {
        _needsRoom = false;
        _mayCut = false;
        _isBlocked = false;
    }

    [LoggerMessage(
        6, LogLevel.Warning,
        "The write-ahead log has grown to {Mebibytes} MiB and cannot shrink: another program holds a read transaction on belay.db (a backup, a "
        + "browser of databases). End it, before the disk is full.")]
    private partial void LogBlocked(long mebibytes);

    [LoggerMessage(7, LogLevel.Warning, "The write-ahead log cannot be shortened: SQLite error {Code}. Belay goes on trying.")]
    private partial void LogNotCut(int code);
}
