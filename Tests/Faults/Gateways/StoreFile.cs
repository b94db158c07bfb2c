using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Rows;

namespace Belay.Tests.Faults.Gateways;

/// <summary>The gateway's database, read from outside.</summary>
internal static class StoreFile
{
    /// <summary>
    /// How many messages and events are on their way, and which: those due by now that have not ended, and events that are not settled.
    /// </summary>
    public static (int Messages, int Events) Open(string directory, DateTimeOffset now)
    {
        using var connection = SqliteDatabase.Open(directory).OpenForReading();
        using var messages = new Statement(connection, "SELECT count(*) FROM message WHERE status <= 2 AND (due_at <= $now OR call_open = 1)");
        using var events = new Statement(connection, "SELECT count(*) FROM webhook_event");
        return (messages.Set("$now", now).ReadFirst(row => row.GetInt32(0)), events.ReadFirst(row => row.GetInt32(0)));
    }

    /// <summary>Every message.</summary>
    public static IReadOnlyList<Message> ReadAll(string directory)
    {
        using var connection = SqliteDatabase.Open(directory).OpenForReading();
        using var select = new Statement(connection, $"SELECT {MessageRow.Selected} FROM message m");
        return select.ReadAll(MessageRow.Read);
    }

    /// <summary>SQLite's own word on whether the file is whole.</summary>
    public static string CheckIntegrity(string directory)
    {
        using var connection = SqliteDatabase.Open(directory).OpenForReading();
        using var check = new Statement(connection, "PRAGMA integrity_check");
        return check.ReadFirst(row => row.GetString(0))!;
    }
}
