using Microsoft.Data.Sqlite;

namespace Belay.Engine.Embedded.Sqlite;

/// <summary>A statement that is compiled once and run many times on its connection.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly Dictionary<string, SqliteParameter> _parameters = new(StringComparer.Ordinal);

    public Statement(SqliteConnection connection, string sql)
    {
        _command = connection.CreateCommand();
#pragma warning disable CA2100 // Only our own constant texts come here; values are parameters.
        _command.CommandText = sql;
#pragma warning restore CA2100
    }

    public Statement Set(string name, object? value)
    {
        var stored = value switch
        {
            null => DBNull.Value,
            DateTimeOffset at => Columns.ToMicroseconds(at),
            bool flag => flag ? 1L : 0L,
            int number => (long)number,
            _ => value,
        };
        if (_parameters.TryGetValue(name, out var parameter))
        {
            parameter.Value = stored;
        }
        else
        {
            _parameters[name] = _command.Parameters.AddWithValue(name, stored);
        }

        return this;
    }

    /// <summary>Runs it, and says how many rows it changed.</summary>
    public int Run() => _command.ExecuteNonQuery();

    /// <summary>Runs it, and reads each row.</summary>
    public List<T> ReadAll<T>(Func<SqliteDataReader, T> read)
    {
        var rows = new List<T>();
        using var reader = _command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Runs it, and reads the first row; default where there is none.</summary>
    public T? ReadFirst<T>(Func<SqliteDataReader, T> read)
    {
        using var reader = _command.ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    public void Dispose() => _command.Dispose();
}
