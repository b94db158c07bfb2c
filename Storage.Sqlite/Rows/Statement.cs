using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Belay.Storage.Sqlite.Rows;

/// <summary>A statement that is compiled once and run many times on its connection.</summary>
/// <remarks>
/// It speaks to SQLite itself. The package's commands look for each parameter by its name on every run, and box what they bind: that was a third of
/// the writer's time.
/// </remarks>
internal sealed class Statement : IDisposable
{
    /// <summary>Texts up to so many bytes are encoded without a buffer of their own.</summary>
    private const int SmallMax = 1_024;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _compiled;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Compiles it. Throws <see cref="SqliteException"/> where it cannot be.</summary>
    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _compiled));
        for (var place = raw.sqlite3_bind_parameter_count(_compiled); place > 0; place--)
        {
            _places[raw.sqlite3_bind_parameter_name(_compiled, place).utf8_to_string()] = place;
        }
    }

    public Statement Set(string name, long? value)
    {
        Check(value is { } number ? raw.sqlite3_bind_int64(_compiled, _places[name], number) : raw.sqlite3_bind_null(_compiled, _places[name]));
        return this;
    }

    public Statement Set(string name, bool value) => Set(name, value ? 1 : 0);

    public Statement Set(string name, DateTimeOffset? value) => Set(name, value is { } at ? Columns.ToMicroseconds(at) : null);

    public Statement Set(string name, string? value)
    {
        if (value is null)
        {
            return Set(name, (long?)null);
        }

        // A span of no length is no address, which SQLite takes for null.
        if (value.Length is 0 or > SmallMax / 3)
        {
            Check(raw.sqlite3_bind_text(_compiled, _places[name], value));
            return this;
        }

        Span<byte> small = stackalloc byte[SmallMax];
        Check(raw.sqlite3_bind_text(_compiled, _places[name], (ReadOnlySpan<byte>)small[..Encoding.UTF8.GetBytes(value, small)]));
        return this;
    }

    /// <summary>Bytes, at least one.</summary>
    public Statement Set(string name, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_compiled, _places[name], value));
        return this;
    }

    /// <summary>As sixteen bytes, big-endian.</summary>
    public Statement Set(string name, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Set(name, bytes);
    }

    /// <summary>Runs it, and says how many rows it changed.</summary>
    public int Run()
    {
        try
        {
            while (Step())
            {
            }

            return raw.sqlite3_changes(_database);
        }
        finally
        {
            raw.sqlite3_reset(_compiled);
        }
    }

    /// <summary>Runs it, and reads each row.</summary>
    public List<T> ReadAll<T>(Func<Row, T> read)
    {
        try
        {
            var rows = new List<T>();
            while (Step())
            {
                rows.Add(read(new Row(_compiled)));
            }

            return rows;
        }
        finally
        {
            raw.sqlite3_reset(_compiled);
        }
    }

    /// <summary>Runs it to its end, and reads the first row; default where there is none.</summary>
    public T? ReadFirst<T>(Func<Row, T> read)
    {
        try
        {
            if (!Step())
            {
                return default;
            }

            var first = read(new Row(_compiled));
            while (Step())
            {
            }

            return first;
        }
        finally
        {
            raw.sqlite3_reset(_compiled);
        }
    }

    public void Dispose() => _compiled.Dispose();

    private bool Step()
    {
        var code = raw.sqlite3_step(_compiled);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            Check(code);
        }

        return code == raw.SQLITE_ROW;
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
