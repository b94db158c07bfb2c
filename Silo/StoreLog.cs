using Belay.Storage.Postgres;
using Belay.Storage.Sqlite;

namespace Belay.Silo;

/// <summary>What the log says of the store that a start found.</summary>
internal static partial class StoreLog
{
    public static void Say(ILogger logger, DataPlace data, SqliteStore store)
    {
        LogData(logger, data.Directory);
        if (data.Notice is { } notice)
        {
            LogNotice(logger, notice);
        }

        Say(logger, store.IsRestored, store.Holds);
    }

    public static void Say(ILogger logger, PostgresDatabase database) => Say(logger, database.IsRestored, database.Holds);

    private static void Say(ILogger logger, bool isRestored, bool holds)
    {
        if (isRestored)
        {
            LogRestored(logger);
        }

        if (holds)
        {
            LogHolds(logger);
        }
    }

    [LoggerMessage(
        1, LogLevel.Warning,
        "The database is a restored backup, or comes from elsewhere. What was canceled after it was made is pending in it again; "
            + "what was due before now may have been sent, and is held.")]
    private static partial void LogRestored(ILogger logger);

    [LoggerMessage(3, LogLevel.Information, "The database lies in {Directory}.")]
    private static partial void LogData(ILogger logger, string directory);

    [LoggerMessage(4, LogLevel.Warning, "{Notice}")]
    private static partial void LogNotice(ILogger logger, string notice);

    [LoggerMessage(2, LogLevel.Warning, "Messages are held until an operator releases or drops them: see 'review list'.")]
    private static partial void LogHolds(ILogger logger);
}
