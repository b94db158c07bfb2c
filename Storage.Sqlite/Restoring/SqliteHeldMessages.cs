using Belay.Messages;
using Belay.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Belay.Storage.Sqlite.Restoring;

/// <summary>The held messages of a data directory. Works beside a running engine, which waits while a verb writes.</summary>
public sealed class SqliteHeldMessages : IHeldMessages
{
    /// <summary>Most messages of one page.</summary>
    private const int PageMax = 200;

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;

    private SqliteHeldMessages(SqliteDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Opens the store. Throws <see cref="SqliteSetupException"/>.</summary>
    public static SqliteHeldMessages Open(string dataDirectory, TimeProvider time) => new(SqliteDatabase.Open(dataDirectory), time);

    /// <inheritdoc/>
    public IAsyncEnumerable<HeldMessage> ListAsync(CancellationToken cancellationToken) => Pages().ToAsyncEnumerable();

    /// <inheritdoc/>
    public Task<int> HoldAsync(bool later, CancellationToken cancellationToken) =>
        Task.FromResult(InTransaction(session => session.Hold(later ? DateTimeOffset.MaxValue : Now())));

    /// <inheritdoc/>
    public Task<IReadOnlySet<MessageId>> ReleaseAsync(IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken) =>
        EachAsync(ids, (session, id) => session.IsHeld(id) && session.Release(id));

    /// <inheritdoc/>
    public Task<IReadOnlySet<MessageId>> DropAsync(IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken) =>
        EachAsync(ids, (session, id) => session.IsHeld(id) && Drop(session, id));

    private IEnumerable<HeldMessage> Pages()
    {
        var after = (DueAt: DateTimeOffset.UnixEpoch, Row: 0L);
        while (true)
        {
            var page = InTransaction(session => session.FindHeld(after.DueAt, after.Row, PageMax));
            foreach (var (row, message) in page)
            {
                after = (message.DueAt, row);
                yield return message;
            }

            if (page.Count < PageMax)
            {
                yield break;
            }
        }
    }

    private Task<IReadOnlySet<MessageId>> EachAsync(IReadOnlyCollection<MessageId> ids, Func<WriteSession, MessageId, bool> act) =>
        Task.FromResult<IReadOnlySet<MessageId>>(InTransaction(session => ids.Where(id => act(session, id)).ToHashSet()));

    private bool Drop(WriteSession session, MessageId id)
    {
        var message = session.Find(id)!;
        var decision = HeldMessages.Drop(message, Now());
        if (decision.Verdict == Verdict.Done && session.TryUpdate(message, decision))
        {
            // What has ended is not held any more: that is part of the update.
            return true;
        }

        session.Release(id);
        return false;
    }

    private DateTimeOffset Now() => _time.GetUtcNow().ToStored();

    private T InTransaction<T>(Func<WriteSession, T> work)
    {
        try
        {
            using var session = new WriteSession(_database.OpenForWriting());
            session.Begin();
            var result = work(session);
            session.Commit();
            return result;
        }
        catch (SqliteException failed)
        {
            throw new StoreUnavailableException(
                $"The store cannot be written (SQLite error {failed.SqliteErrorCode}).", TimeSpan.FromSeconds(1), failed);
        }
    }
}
