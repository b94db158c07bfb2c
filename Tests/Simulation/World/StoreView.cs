using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Rows;
using Microsoft.Data.Sqlite;

namespace Belay.Tests.Simulation;

/// <summary>A look at what is committed, past the engine.</summary>
internal sealed class StoreView(SqliteDatabase database) : IDisposable
{
    private readonly SqliteConnection _connection = database.OpenForReading();
    private readonly Dictionary<string, Statement> _statements = [];

    public IReadOnlyList<Message> All() => Get($"SELECT {MessageRow.Selected} FROM message m ORDER BY m.seq").ReadAll(MessageRow.Read);

    /// <summary>Messages whose time has come and that nobody claimed.</summary>
    public IReadOnlyList<MessageId> Overdue(DateTimeOffset by) =>
        Get("SELECT id FROM message WHERE wake_at <= $by AND call_open = 0").Set("$by", by).ReadAll(Id);

    public IReadOnlyList<MessageId> Claimed() => Get("SELECT id FROM message WHERE call_open = 1").ReadAll(Id);

    /// <summary>When something is to be done next, a message or a webhook; null: never.</summary>
    public DateTimeOffset? Next() =>
        Get("SELECT min(at) FROM (SELECT min(wake_at) AS at FROM message WHERE call_open = 0 UNION ALL SELECT min(available_at) FROM webhook_event "
            + "WHERE blocked = 0)")
            .ReadFirst<DateTimeOffset?>(row => row.IsDBNull(0) ? null : Columns.FromMicroseconds(row.GetInt64(0)));

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private static MessageId Id(Row row) => new(row.GetGuid(0));

    private Statement Get(string sql) =>
        _statements.TryGetValue(sql, out var statement) ? statement : _statements[sql] = new Statement(_connection, sql);
}
