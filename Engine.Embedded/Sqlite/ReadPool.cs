using System.Collections.Concurrent;
using Belay.Messages;
using Microsoft.Data.Sqlite;

namespace Belay.Engine.Embedded.Sqlite;

/// <summary>Read connections, made as they are needed and used again.</summary>
internal sealed class ReadPool(Database database) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentBag<ReadSession> _idle = [];
    private volatile bool _closed;

    public T Read<T>(Func<ReadSession, T> read)
    {
        ReadSession? session = null;
        try
        {
            session = _idle.TryTake(out var idle) ? idle : new ReadSession(database.OpenForReading());
            var result = read(session);
            _idle.Add(session);
            if (_closed)
            {
                Dispose();
            }

            return result;
        }
        catch (SqliteException failed)
        {
            // Not used again: its connection may be what is broken.
            session?.Dispose();
            throw new StoreUnavailableException($"The store cannot be read (SQLite error {failed.SqliteErrorCode}).", RetryAfter, failed);
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }
}
