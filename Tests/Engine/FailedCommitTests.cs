using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Writing;
using Belay.Tests.Conformance;
using Microsoft.Data.Sqlite;

namespace Belay.Tests.Engine;

/// <summary>
/// A commit that is told to have failed may be durable all the same, as after a sync that went wrong: both are found by the simulation.
/// </summary>
public sealed class FailedCommitTests
{
    [Theory, Trait(EngineSuite.Promise, "P1")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_claim_whose_commit_failed_and_is_durable_is_called_all_the_same(bool archivedMeanwhile)
    {
        var store = new Store();
        await using var stage = store.OpenStage();
        var scene = stage.Scene;
        var message = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromMinutes(1)));

        store.FailAfterStep = StepCause.Claimed;
        await scene.AdvanceAsync(TimeSpan.FromMinutes(1));
        await store.FailedAfter;
        if (archivedMeanwhile)
        {
            Assert.True(await stage.Engine.ArchiveAsync(Scene.Acme, message.Draft.Batch, Scene.Caller, Scene.Stop));
        }

        await stage.RunClockUntilAsync(() => Task.FromResult(scene.Carrier.CallsOf(message.Id).Count > 0), "the call");

        var sent = await scene.WaitForAsync(message.Id, MessageStatus.Sent);
        Assert.Equal(StepCause.Claimed, store.Failed);
        Assert.Equal(1, sent.Attempts);
        Assert.False(sent.Tainted);
    }

    [Theory, Trait(EngineSuite.Promise, "P5")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_is_recorded_again_is_not_taken_for_the_next_calls(bool isCalled)
    {
        CarrierAnswer answer = isCalled ? new CarrierAnswer.Later() : new CarrierAnswer.NotCalled(new MessageError("circuit_open", "Left alone."));
        var cause = isCalled ? StepCause.CarrierLater : StepCause.NotCalled;
        var store = new Store();
        await using var stage = store.OpenStage();
        var scene = stage.Scene;
        var draft = scene.NewDraft();
        store.FailAfterStep = cause;
        scene.Carrier.Answer(draft.To, answer);
        var second = scene.Carrier.Hold(draft.To);
        await scene.AcceptAsync(draft);
        await store.FailedAfter;

        // The answer is durable and nobody knows it: the retry waits until it is brought again. Then it is brought once more, during the next call.
        await stage.RunClockUntilAsync(() => Task.FromResult(second.WaitForCallAsync().IsCompleted), "the next call");
        await stage.Engine.Actors.RecordAnswerAsync(draft.Id, 1, answer);

        var during = await scene.FindAsync(draft.Id);
        Assert.Equal((MessageStatus.Sending, true, isCalled ? 2 : 1, 2), (during.Status, during.CallOpen, during.Attempts, during.Claims));
        second.Release();
        await scene.WaitForAsync(draft.Id, MessageStatus.Sent);
        Assert.Equal(isCalled ? 2 : 1, scene.Carrier.CallsOf(draft.Id).Count);
    }

    /// <summary>Says of one commit that it failed, after it did not.</summary>
    private sealed class Store
    {
        private readonly TaskCompletionSource _failedAfter = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile object? _failAfterStep;

        public StepCause? FailAfterStep
        {
            set => _failAfterStep = value;
        }

        public StepCause? Failed { get; private set; }

        public Task FailedAfter => _failedAfter.Task.WaitAsync(ScriptedCarrier.Patience, TimeProvider.System);

        public Stage OpenStage() => Stage.Open(adjustments: new Adjustments
        {
            Surroundings = new SqliteSurroundings { OpenSession = database => new Session(this, database.OpenForWriting()) },
        });

        private sealed class Session(Store store, SqliteConnection connection) : WriteSession(connection)
        {
            private StepCause? _last;

            public override bool TryUpdate(Message before, Decision decision, Claimant? claimant = null)
            {
                _last = decision.Steps[^1].Cause;
                return base.TryUpdate(before, decision, claimant);
            }

            public override void Commit()
            {
                base.Commit();
                if (_last is { } last && last.Equals(store._failAfterStep))
                {
                    store._failAfterStep = null;
                    store.Failed = last;
                    store._failedAfter.TrySetResult();
                    throw new SqliteException("Told to have failed.", SQLitePCL.raw.SQLITE_IOERR);
                }
            }
        }
    }
}
