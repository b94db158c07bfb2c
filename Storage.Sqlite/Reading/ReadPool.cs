using System.Collections.Concurrent;
using Belay.Messages;
using Microsoft.Data.Sqlite;

namespace Belay.Storage.Sqlite.Reading;

/// <summary>Read connections, made as they are needed and used again.</summary>
internal sealed class ReadPool(SqliteDatabase database) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>How many idle connections are kept, each with a cache of its own; a rush makes more and lets them go again.</summary>
    private const int IdleMax = 16;

    private readonly ConcurrentBag<ReadSession> _idle = [];
    private volatile bool _closed;

    /// <summary>Reads at once, and gives a failure as the task's.</summary>
    public Task<T> ReadAsync<T>(Func<ReadSession, T> read)
    {
        try
        {
            return Task.FromResult(Read(read));
        }
        catch (StoreUnavailableException unavailable)
        {
            return Task.FromException<T>(unavailable);
        }
    }

    public T Read<T>(Func<ReadSession, T> read)
    {
        ReadSession? session = null;
        try
        {
            session = _idle.TryTake(out var idle) ? idle : new ReadSession(database.OpenForReading());
            var result = read(session);
            if (_idle.Count < IdleMax)
            {
                _idle.Add(session);
                session = null;
                Interlocked.MemoryBarrier();
                if (_closed)
                {
                    Dispose();
                }
            }

            return result;
        }
        catch (SqliteException failed)
        {
            throw new StoreUnavailableException($"The store cannot be read (SQLite error {failed.SqliteErrorCode}).", RetryAfter, failed);
        }
        finally
        {
            // After a failure it is not used again: its connection may be what is broken.
            session?.Dispose();
        }
    }

    public void Dispose()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }
}
