using Belay.Engine.Embedded.Sqlite;
using Belay.Messages;
using Microsoft.Data.Sqlite;

namespace Belay.Tests.Simulation.Bugs;

/// <summary>Answers are given before the commit: what is told to be durable becomes so with the next transaction.</summary>
internal sealed class AckBeforeCommit : Bug
{
    public override WriteSession Open(World world, Life life, Database database) => new Session(world, life, database.OpenForWriting());

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
    public override WriteSession Open(World world, Life life, Database database) => new Session(world, life, database.OpenForWriting());

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
    public override WriteSession Open(World world, Life life, Database database) => new Session(world, life, database.OpenForWriting());

    private sealed class Session(World world, Life life, SqliteConnection connection) : FaultySession(world, life, connection)
    {
        public override bool TryUpdate(Message before, Decision decision) =>
            base.TryUpdate(before, decision.Steps is [.., { Cause: StepCause.CarrierLater }] ? decision with { Next = decision.Next with { WakeAt = null } } : decision);
    }
}

/// <summary>The receiver is told of a step while its transaction is still open.</summary>
internal sealed class WebhookBeforeCommit : Bug
{
    public override WriteSession Open(World world, Life life, Database database) => new Session(world, life, database.OpenForWriting());

    private sealed class Session(World world, Life life, SqliteConnection connection) : FaultySession(world, life, connection)
    {
        public override void Insert(Message message)
        {
            base.Insert(message);
            Tell(message, message.Timeline);
        }

        public override bool TryUpdate(Message before, Decision decision)
        {
            var updated = base.TryUpdate(before, decision);
            Tell(decision.Next, updated ? decision.Steps : []);
            return updated;
        }

        private void Tell(Message message, IReadOnlyList<Step> steps)
        {
            foreach (var step in steps.Where(step => step.Cause != StepCause.Archived && message.Draft.Webhook.On.Holds(step.Status)))
            {
                World.Receiver.See(new WebhookEvent(WebhookEvent.IdOf(message.Id, step.Version), message.AsOf(step.Version), 1));
            }
        }
    }
}

/// <summary>A start takes calls that it finds open for calls that were never made.</summary>
internal sealed class ResendAfterRestart : Bug
{
    public override WriteSession Open(World world, Life life, Database database) => new Session(world, life, database.OpenForWriting());

    private sealed class Session(World world, Life life, SqliteConnection connection) : FaultySession(world, life, connection)
    {
        public override List<Message> FindOpenCalls()
        {
            Requeue.All(this, base.FindOpenCalls(), World);
            return [];
        }
    }
}

/// <summary>The store does not sync (SQLite's <c>synchronous = NORMAL</c>): with the power go the last commits, answered or not.</summary>
internal sealed class CommitsNotSynced : Bug
{
    public override bool LosesSynced => true;

    public override WriteSession Open(World world, Life life, Database database) => new Session(world, life, database.OpenForWriting());

    private sealed class Session(World world, Life life, SqliteConnection connection) : FaultySession(world, life, connection)
    {
        public override void Commit()
        {
            base.Commit();
            World.Disk.NoteCommit();
        }
    }
}

/// <summary>Puts messages that are being sent back into the queue, as if the carrier had said "later".</summary>
internal static class Requeue
{
    public static void All(WriteSession session, IEnumerable<Message> messages, World world)
    {
        foreach (var message in messages)
        {
            var later = new Command.RecordAnswer(message.Claims, new CarrierAnswer.Later(TimeSpan.Zero), world.Carrier.Traits, world.Options.Sending, Jitter: 0);
            session.TryUpdate(message, MessageDecider.Decide(message, later, world.Clock.GetUtcNow()));
        }
    }
}
