using Belay.Engine;
using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Belay.Tests.Simulation.Bugs;

/// <summary>Answers are given before the commit: what is told to be durable becomes so with the next transaction.</summary>
internal sealed class AckBeforeCommit : Bug
{
    public override WriteSession Open(World world, Life life, SqliteDatabase database) => new Session(world, life, database.OpenForWriting());

    private sealed class Session(World world, Life life, SqliteConnection connection) : FaultySession(world, life, connection)
    {
        private bool _owed;

        public override void Begin()
        {
            Pay();
            base.Begin();
        }

        public override void Commit() => _owed = true;

        public override void Rollback()
        {
            _owed = false;
            base.Rollback();
        }

        public override void Dispose()
        {
            if (!Life.Ended)
            {
                Pay();
            }

            base.Dispose();
        }

        private void Pay()
        {
            if (_owed)
            {
                _owed = false;
                base.Commit();
            }
        }
    }
}

/// <summary>The key of a create is written after its messages, in a transaction of its own.</summary>
internal sealed class KeyInAnotherTransaction : Bug
{
    public override WriteSession Open(World world, Life life, SqliteDatabase database) => new Session(world, life, database.OpenForWriting());

    private sealed class Session(World world, Life life, SqliteConnection connection) : FaultySession(world, life, connection)
    {
        private readonly List<(IdempotencyUse Use, BatchId Batch, DateTimeOffset KeepUntil)> _later = [];

        public override void Begin()
        {
            _later.Clear();
            base.Begin();
        }

        public override void InsertIdempotencyKey(IdempotencyUse use, BatchId batch, DateTimeOffset keepUntil) => _later.Add((use, batch, keepUntil));

        public override void Commit()
        {
            base.Commit();
            if (_later.Count > 0)
            {
                base.Begin();
                _later.ForEach(key => base.InsertIdempotencyKey(key.Use, key.Batch, key.KeepUntil));
                base.Commit();
            }
        }
    }
}

/// <summary>A retry is put off without its time in the index of what is due.</summary>
internal sealed class DueIndexLostOnReschedule : Bug
{
    public override WriteSession Open(World world, Life life, SqliteDatabase database) => new Session(world, life, database.OpenForWriting());

    private sealed class Session(World world, Life life, SqliteConnection connection) : FaultySession(world, life, connection)
    {
        public override bool TryUpdate(Message before, Decision decision, Claimant? claimant = null) =>
            base.TryUpdate(before, decision.Steps is [.., { Cause: StepCause.CarrierLater }]
                ? decision with { Next = decision.Next with { WakeAt = null } }
                : decision, claimant);
    }
}

/// <summary>The receiver is told of a step while its transaction is still open.</summary>
internal sealed class WebhookBeforeCommit : Bug
{
    public override WriteSession Open(World world, Life life, SqliteDatabase database) => new Session(world, life, database.OpenForWriting());

    private sealed class Session(World world, Life life, SqliteConnection connection) : FaultySession(world, life, connection)
    {
        public override void Insert(Message message)
        {
            base.Insert(message);
            Tell(message, message.Timeline);
        }

        public override bool TryUpdate(Message before, Decision decision, Claimant? claimant = null)
        {
            var updated = base.TryUpdate(before, decision, claimant);
            Tell(decision.Next, updated ? decision.Steps : []);
            return updated;
        }

        private void Tell(Message message, IReadOnlyList<Step> steps)
        {
            foreach (var step in steps.Where(step => WebhookEvent.IsTold(message, step)))
            {
                World.Receiver.See(new WebhookEvent(WebhookEvent.IdOf(message.Id, step.Version), message.AsOf(step.Version), 1));
            }
        }
    }
}

/// <summary>
/// A start takes calls that it finds open for its own, since the process before had its name, and so for calls that were never made.
/// </summary>
internal sealed class ResendAfterRestart : Bug
{
    public override IClaimants Around(IClaimants claimants) => new LocalClaimants("belay");
}

/// <summary>The store does not sync (SQLite's <c>synchronous = NORMAL</c>): with the power go the last commits, answered or not.</summary>
internal sealed class CommitsNotSynced : Bug
{
    public override bool LosesSynced => true;

    public override WriteSession Open(World world, Life life, SqliteDatabase database) => new Session(world, life, database.OpenForWriting());

    private sealed class Session(World world, Life life, SqliteConnection connection) : FaultySession(world, life, connection)
    {
        public override void Commit()
        {
            base.Commit();
            World.Disk.NoteCommit();
        }
    }
}
