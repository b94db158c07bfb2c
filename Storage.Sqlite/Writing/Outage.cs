using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Belay.Storage.Sqlite.Writing;

/// <summary>What keeps the store from being written, and whether that is over. Changed by the writer's thread only.</summary>
internal sealed partial class Outage(DiskReserve reserve, LogKeeper log, TimeProvider time, ILogger logger)
{
    /// <summary>How long to wait before it is tried again, and what callers are told to wait.</summary>
    public static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private volatile string? _problem;
    private volatile bool _isFull;
    private long _lookedAt;

    /// <summary>What is wrong, in a sentence; null: nothing.</summary>
    public string? Problem => _problem;

    /// <summary>Whether new messages are refused, so that what room there is goes to cancels and to the outcomes of calls.</summary>
    public bool RefusesMessages => _isFull;

    /// <summary>Holds the reserve from the start on. Where there is no room for it, the disk counts as full.</summary>
    public void HoldReserve()
    {
        if (!reserve.TryHold())
        {
            _isFull = true;
            Begin("The disk has no room for the reserve (Belay:DiskReserveMebibytes), so no messages are accepted.");
            LogNoReserve();
        }
    }

    public void Begin(string problem)
    {
        _problem = problem;
        _lookedAt = time.GetTimestamp();
    }

    public void Begin(SqliteException failed)
    {
        _isFull |= IsFull(failed);
        Begin($"The store cannot be written (SQLite error {failed.SqliteErrorCode}/{failed.SqliteExtendedErrorCode}).");
        LogUnavailable(failed.SqliteErrorCode, failed.SqliteExtendedErrorCode);
    }

    /// <summary>Where the disk is full, gives up the reserve: what failed may then fit.</summary>
    public void TryMakeRoom(Exception failure)
    {
        if (failure is SqliteException failed && IsFull(failed) && reserve.Release())
        {
            Begin(failed);
            LogReserveSpent();
        }
    }

    /// <summary>
    /// Looks once a second whether it is over: whether the reserve can be held again, and a message fits beside it. That a cancel did says nothing.
    /// </summary>
    public void EndIfOver(WriteSession session)
    {
        if (_problem is null || time.GetElapsedTime(_lookedAt) < LookAgainAfter)
        {
            return;
        }

        _lookedAt = time.GetTimestamp();
        if (_isFull)
        {
            // What another program's read transaction made it grow to may be the room that is missing.
            log.CutIfLong(session);
        }

        if (!reserve.TryHold())
        {
            return;
        }

        try
        {
            session.Probe();
            _problem = null;
            _isFull = false;
            LogRecovered();
        }
        catch (SqliteException failed) when (!IsGone(failed))
        {
            TryMakeRoom(failed);
            LogUnavailable(failed.SqliteErrorCode, failed.SqliteExtendedErrorCode);
        }
    }

    /// <summary>
    /// Whether the failure is the file's or the connection's, and will be the same for each command. A full disk is not: what needs less room may
    /// still fit.
    /// </summary>
    public static bool IsGone(Exception failure) => failure is SqliteException
    {
        SqliteErrorCode: not (SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_ERROR
            or SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_TOOBIG
            or SQLitePCL.raw.SQLITE_MISMATCH or SQLitePCL.raw.SQLITE_RANGE),
    } failed && !IsFull(failed);

    /// <summary>The disk has no room: for the file or its log, or for the log's index, which has an error of its own.</summary>
    public static bool IsFull(SqliteException failed) =>
        failed.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL || failed.SqliteExtendedErrorCode == SQLitePCL.raw.SQLITE_IOERR_SHMSIZE;

    [LoggerMessage(
        1, LogLevel.Error,
        "The store cannot be written: SQLite error {Code}/{ExtendedCode}. Nothing that was acknowledged is lost; Belay goes on trying.")]
    private partial void LogUnavailable(int code, int extendedCode);

    [LoggerMessage(2, LogLevel.Information, "The store can be written again.")]
    private partial void LogRecovered();

    [LoggerMessage(
        4, LogLevel.Error,
        "The disk is full. The reserve is given up to cancels and to the outcomes of calls; new messages are refused until there is room again.")]
    private partial void LogReserveSpent();

    [LoggerMessage(5, LogLevel.Error, "The disk has no room for the reserve (Belay:DiskReserveMebibytes): new messages are refused until there is.")]
    private partial void LogNoReserve();
}
