using System.Text;
using SQLitePCL;

namespace Belay.Storage.Sqlite.Rows;

/// <summary>The row that a statement is at, column by column from 0. Nothing of it may be kept.</summary>
internal readonly struct Row(sqlite3_stmt statement)
{
    public bool IsDBNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long GetInt64(int column) => raw.sqlite3_column_int64(statement, column);

    public int GetInt32(int column) => checked((int)GetInt64(column));

    public bool GetBoolean(int column) => GetInt64(column) != 0;

    /// <summary>A text, whatever characters are in it; empty where there is none.</summary>
    public string GetString(int column) => Encoding.UTF8.GetString(GetBytes(column));

    /// <summary>The bytes of a blob or text, until the next step.</summary>
    public ReadOnlySpan<byte> GetBytes(int column) => raw.sqlite3_column_blob(statement, column);

    public Guid GetGuid(int column) => new(GetBytes(column), bigEndian: true);
}
