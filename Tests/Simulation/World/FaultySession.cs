using Belay.Messages;
using Belay.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Belay.Tests.Simulation;

/// <summary>Where in the work on the store a fault can strike.</summary>
internal enum StorePoint
{
    Begin,
    Write,
    BeforeCommit,
    AfterCommit,
}

/// <summary>The real session with faults in it: each of its points may be the end of the process, or of the store's good will.</summary>
internal class FaultySession(World world, Life life, SqliteConnection connection) : WriteSession(connection)
{
    private readonly List<(MessageId Id, Step Step)> _steps = [];
    private bool _limited;

    protected World World => world;

    protected Life Life => life;

    public override void Begin()
    {
        world.Strike(life, StorePoint.Begin);
        _steps.Clear();
        LimitGrowth();
        base.Begin();
    }

    public override void Insert(Message message)
    {
        world.Strike(life, StorePoint.Write);
        base.Insert(message);
        Note(message.Id, message.Timeline);
    }

    public override bool TryUpdate(Message before, Decision decision, Claimant? claimant = null)
    {
        world.Strike(life, StorePoint.Write);
        if (!base.TryUpdate(before, decision, claimant))
        {
            return false;
        }

        Note(before.Id, decision.Steps);
        return true;
    }

    public override void InsertIdempotencyKey(IdempotencyUse use, BatchId batch, DateTimeOffset keepUntil)
    {
        world.Strike(life, StorePoint.Write);
        base.InsertIdempotencyKey(use, batch, keepUntil);
    }

    public override void SettleEvent(Guid id, DateTimeOffset? retryAt)
    {
        world.Strike(life, StorePoint.Write);
        base.SettleEvent(id, retryAt);
    }

    public override void Commit()
    {
        world.Strike(life, StorePoint.BeforeCommit);
        base.Commit();
        world.Committed(_steps);
        _steps.Clear();
        world.Strike(life, StorePoint.AfterCommit);
    }

    public override void Probe()
    {
        LimitGrowth();
        base.Probe();
    }

    private void Note(MessageId id, IReadOnlyList<Step> steps) => _steps.AddRange(steps.Select(step => (id, step)));

    /// <summary>A full disk: the database may not grow any more.</summary>
    private void LimitGrowth()
    {
        if (world.StoreFull != _limited)
        {
            _limited = world.StoreFull;
            using var command = Connection.CreateCommand();
            command.CommandText = _limited ? "PRAGMA max_page_count = 1" : "PRAGMA max_page_count = 1000000";
            command.ExecuteNonQuery();
        }
    }
}
