using Belay.Engine.Embedded.Sqlite;
using Belay.Messages;
using Microsoft.Data.Sqlite;

namespace Belay.Engine.Embedded.Restoring;

/// <summary>A message that waits for an operator's decision.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Organization">Whose it is.</param>
/// <param name="DueAt">When it was meant to leave.</param>
/// <param name="Status">Where it is in its life. In <see cref="MessageStatus.Sending"/> the outcome of one call is unknown.</param>
public sealed record HeldMessage(MessageId Id, OrganizationId Organization, DateTimeOffset DueAt, MessageStatus Status);

/// <summary>What an operator does with messages of a restored backup that may have been sent since it was made. Works beside a running engine too.</summary>
/// <remarks>Throws <see cref="StoreUnavailableException"/> where the store cannot be written just now; what was done until then stands.</remarks>
public sealed class HeldMessages
{
    /// <summary>How many messages one transaction takes, so that a running engine never waits long.</summary>
    private const int GroupMax = 200;

    /// <summary>Who drops, as timelines show it.</summary>
    private static readonly Actor Operator = new("review");

    /// <summary>Nobody's promises: a message whose outcome is unknown is not tried again, and ends as that.</summary>
    private static readonly CarrierTraits NoCarrier = new("", HonoursIdempotencyKey: false, SendsReceipts: false);

    private readonly Database _database;
    private readonly TimeProvider _time;

    private HeldMessages(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Opens the store. Throws <see cref="StoreSetupException"/>.</summary>
    public static HeldMessages Open(string dataDirectory, TimeProvider time) => new(Database.Open(dataDirectory), time);

    /// <summary>All held messages, in the order of their times; one page after the other is read.</summary>
    public IEnumerable<HeldMessage> List()
    {
        var after = (DueAt: DateTimeOffset.UnixEpoch, Row: 0L);
        while (true)
        {
            var page = InTransaction(session => session.FindHeld(after.DueAt, after.Row, GroupMax));
            foreach (var (row, message) in page)
            {
                after = (message.DueAt, row);
                yield return message;
            }

            if (page.Count < GroupMax)
            {
                yield break;
            }
        }
    }

    /// <summary>Holds every message that is not sent yet and was due before now; with <paramref name="later"/> also what is due later.</summary>
    /// <returns>How many.</returns>
    public int Hold(bool later) => InTransaction(session => session.Hold(later ? DateTimeOffset.MaxValue : Now()));

    /// <summary>Lets a message go its way again, at once where its time has passed. False: it is not held.</summary>
    public bool Release(MessageId id) => InTransaction(session => session.Release(id));

    /// <summary>Ends a message as canceled; one whose outcome is unknown, as unconfirmed. False: it is not held.</summary>
    public bool Drop(MessageId id) => InTransaction(session => session.IsHeld(id) && Drop(session, id));

    /// <summary>Releases all that are held.</summary>
    /// <returns>How many.</returns>
    public int ReleaseAll() => Each((session, id) => session.Release(id));

    /// <summary>Drops all that are held.</summary>
    /// <returns>How many.</returns>
    public int DropAll() => Each(Drop);

    private int Each(Func<WriteSession, MessageId, bool> act)
    {
        var done = 0;
        while (true)
        {
            var group = InTransaction(session =>
            {
                var held = session.FindHeld(DateTimeOffset.UnixEpoch, 0, GroupMax);
                held.ForEach(found => act(session, found.Message.Id));
                return held.Count;
            });
            done += group;
            if (group < GroupMax)
            {
                return done;
            }
        }
    }

    private bool Drop(WriteSession session, MessageId id)
    {
        var message = session.Find(id)!;
        Command command = message.Status == MessageStatus.Sending ? new Command.Wake(NoCarrier) : new Command.Cancel(Operator, CancelRule.Pending);
        var now = Now();

        // A call that waits for its next try waits no longer.
        var decision = MessageDecider.Decide(message, command, command is Command.Wake && message.WakeAt > now ? message.WakeAt.Value : now);
        if (decision.Verdict == Verdict.Done)
        {
            session.TryUpdate(message, decision);
        }

        return session.Release(id) && decision.Verdict == Verdict.Done;
    }

    private DateTimeOffset Now() => Columns.Truncate(_time.GetUtcNow());

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
            throw new StoreUnavailableException($"The store cannot be written (SQLite error {failed.SqliteErrorCode}).", TimeSpan.FromSeconds(1), failed);
        }
    }
}
