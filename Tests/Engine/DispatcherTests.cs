using Belay.Messages;
using Belay.Tests.Conformance;

namespace Belay.Tests.Engine;

public sealed class DispatcherTests
{
    private const string Promise = EngineSuite.Promise;

    [Fact, Trait(Promise, "P6"), Trait(Promise, "P1")]
    public async Task Thousands_due_at_one_instant_all_leave_once_and_never_more_at_once_than_allowed()
    {
        await using var stage = Stage.Open(new EngineSettings { DispatchConcurrency = 8 });
        List<CarrierGate> held = [];
        for (var i = 0; i < 5; i++)
        {
            var batch = stage.Scene.NewBatch(1_000, TimeSpan.FromMinutes(1));
            held.AddRange(i > 0 ? [] : batch.Take(8).Select(draft => stage.Scene.Carrier.Hold(draft.To)));
            await stage.Scene.AcceptAllAsync(batch);
        }

        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(held.Select(gate => gate.WaitForCallAsync()));
        await stage.Scene.CancelAsync(stage.Scene.NewId());
        Assert.Equal(8, stage.Scene.Carrier.Calls.Count);
        held.ForEach(gate => gate.Release());

        await stage.RunClockUntilAsync(() => Task.FromResult(stage.Scene.Carrier.Calls.Count >= 5_000), "5,000 calls");
        await stage.Scene.SettleAsync();
        List<MessageId> called =
            [.. stage.Scene.Carrier.Calls.Where(call => call.Submission.Draft.Organization == Scene.Acme).Select(call => call.Id)];
        Assert.Equal(5_000, called.Count);
        Assert.Equal(5_000, called.Distinct().Count());
        Assert.Equal(8, stage.Scene.Carrier.MostOpenCalls);
    }

    [Fact, Trait(Promise, "P6")]
    public async Task What_is_due_at_one_instant_leaves_in_the_order_in_which_it_came()
    {
        await using var stage = Stage.Open(new EngineSettings { DispatchConcurrency = 1 });
        var batch = stage.Scene.NewBatch(100);
        var first = stage.Scene.Carrier.Hold(batch[0].To);
        await stage.Scene.AcceptAllAsync(batch);
        await first.WaitForCallAsync();

        first.Release();
        await stage.Scene.Carrier.WaitForCallsAsync(batch.Count);

        Assert.Equal(batch.Select(draft => draft.Id), stage.Scene.Carrier.Calls.Select(call => call.Id));
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P2")]
    public async Task What_came_due_while_the_store_was_away_leaves_once_when_it_is_back_and_can_be_canceled_until_then()
    {
        await using var stage = Stage.Open(new EngineSettings().WithoutIdempotentCarrier());
        var scene = stage.Scene;
        var due = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromSeconds(30)));
        var canceled = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromSeconds(30)));
        using var other = stage.ConnectAsOther();
        Stage.Run(other, "BEGIN IMMEDIATE");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => scene.CancelAsync(canceled.Id));

        stage.Clock.Advance(TimeSpan.FromSeconds(29));
        stage.Clock.Advance(TimeSpan.FromMilliseconds(999));
        Stage.Run(other, "ROLLBACK");
        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(canceled.Id));
        Stage.Run(other, "BEGIN IMMEDIATE");
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        await stage.RunClockUntilAsync(async () => !(await stage.Engine.CheckHealthAsync(Scene.Stop)).Ready, "the claim to fail");
        Assert.Empty(scene.Carrier.Calls);
        Stage.Run(other, "ROLLBACK");

        await stage.RunClockUntilAsync(async () => (await scene.FindAsync(due.Id)).Status == MessageStatus.Sent, "the message to leave");
        var sent = await scene.FindAsync(due.Id);
        Assert.Equal((1, false), (sent.Attempts, sent.Tainted));
        Assert.Equal(due.Id, Assert.Single(scene.Carrier.Calls).Id);
    }

    [Fact, Trait(Promise, "P6")]
    public async Task What_came_due_while_the_store_was_away_leaves_in_due_order_when_it_is_back()
    {
        await using var stage = Stage.Open(new EngineSettings { DispatchConcurrency = 1 });
        var scene = stage.Scene;
        List<Message> messages = [];
        for (var i = 0; i < 20; i++)
        {
            messages.Add(await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromSeconds(30 + (i * 7 % 20)))));
        }

        using var other = stage.ConnectAsOther();
        Stage.Run(other, "BEGIN IMMEDIATE");
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        await stage.RunClockUntilAsync(async () => !(await stage.Engine.CheckHealthAsync(Scene.Stop)).Ready, "the claim to fail");
        Stage.Run(other, "ROLLBACK");

        await stage.RunClockUntilAsync(() => Task.FromResult(scene.Carrier.Calls.Count >= messages.Count), "the calls");
        Assert.Equal(messages.OrderBy(message => message.DueAt).Select(message => message.Id), scene.Carrier.Calls.Select(call => call.Id));
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P6")]
    public async Task After_an_outage_no_more_is_in_memory_than_there_is_work_for()
    {
        await using var stage = Stage.Open(new EngineSettings { DispatchConcurrency = 4 });
        var scene = stage.Scene;
        for (var i = 0; i < 3; i++)
        {
            await scene.AcceptAllAsync(
                [.. scene.NewBatch(400).Select((draft, n) => draft with { SendAt = scene.Now + TimeSpan.FromSeconds(1 + n) })]);
        }

        await scene.RestartAsync(down: TimeSpan.FromHours(1));
        var most = 0;
        await stage.RunClockUntilAsync(
            () =>
            {
                most = Math.Max(most, stage.Engine.Dispatcher.Due);
                return Task.FromResult(scene.Carrier.Calls.Count >= 1_200);
            },
            "the calls");

        Assert.InRange(most, 1, 300);
        var calls = scene.Carrier.Calls.Select(call => call.Submission.DueAt).ToList();
        Assert.All(calls.Zip(calls.Skip(12)), pair => Assert.True(pair.First <= pair.Second, "Out of order by more than the calls at once."));
    }

    [Fact, Trait(Promise, "P2"), Trait(Promise, "P3"), Trait(Promise, "P6")]
    public async Task A_carrier_that_is_stuck_holds_up_only_what_waits_for_its_places()
    {
        await using var stage = Stage.Open(new EngineSettings { DispatchConcurrency = 2 });
        var scene = stage.Scene;
        var stuck = await scene.AcceptHeldAsync(scene.NewDraft());
        var other = await scene.AcceptHeldAsync(scene.NewDraft());
        var waiting = await scene.AcceptAsync(scene.NewDraft());
        var next = await scene.AcceptAsync(scene.NewDraft());

        Assert.Equal(MessageStatus.Queued, (await scene.FindAsync(waiting.Id)).Status);
        Assert.IsType<CancelVerdict.TooLate>(await scene.CancelAsync(scene.Carrier.Calls[0].Id));
        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(waiting.Id));
        Assert.True((await stage.Engine.CheckHealthAsync(Scene.Stop)).Ready);
        other.Release();
        await scene.WaitForAsync(next.Id, MessageStatus.Sent);

        Assert.True((await scene.FindAsync(scene.Carrier.Calls[0].Id)).CallOpen);
        Assert.Empty(scene.Carrier.CallsOf(waiting.Id));
        stuck.Release();
    }

    [Fact, Trait(Promise, "P5")]
    public async Task A_stop_waits_for_open_calls_and_records_their_answers()
    {
        await using var stage = Stage.Open(new EngineSettings().WithoutIdempotentCarrier());
        var draft = stage.Scene.NewDraft();
        var gate = await stage.Scene.AcceptHeldAsync(draft);

        var stop = stage.Running.StopAsync(Scene.Stop);
        var late = await stage.Scene.AcceptAsync(stage.Scene.NewDraft());
        Assert.False(stop.IsCompleted);
        gate.Release();
        await stop;

        await stage.Scene.RestartAsync();
        Assert.Equal(MessageStatus.Sent, (await stage.Scene.FindAsync(draft.Id)).Status);
        await stage.Scene.WaitForAsync(late.Id, MessageStatus.Sent);
        Assert.Equal(2, stage.Scene.Carrier.Calls.Count);
    }

    [Fact, Trait(Promise, "P5")]
    public async Task A_call_that_outlasts_the_grace_is_cut_short_and_its_outcome_is_unknown()
    {
        await using var stage = Stage.Open(
            new EngineSettings().WithoutIdempotentCarrier(),
            new Adjustments { Engine = options => options with { StopGrace = TimeSpan.FromMilliseconds(50) } });
        var draft = stage.Scene.NewDraft();
        await stage.Scene.AcceptHeldAsync(draft);

        await stage.Running.StopAsync(Scene.Stop);

        using var other = stage.ConnectAsOther();
        Assert.Equal((long)MessageStatus.DeliveryUnconfirmed, Stage.Scalar(other, "SELECT status FROM message"));
    }

    [Theory, Trait(Promise, "P4"), Trait(Promise, "P5")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_a_crash_cut_short_is_unknown_at_the_next_start(bool idempotent)
    {
        var settings = new EngineSettings();
        await using var stage = Stage.Open(idempotent ? settings : settings.WithoutIdempotentCarrier());
        var before = await stage.Scene.SendAsync(stage.Scene.NewDraft());
        var draft = stage.Scene.NewDraft();
        var gate = await stage.Scene.AcceptHeldAsync(draft);

        var copy = stage.Fixture.CopyAsAfterCrash();
        await using (var next = stage.Fixture.OpenCopy(copy))
        {
            next.Start();
            var found = await Stage.WaitForAsync(next, draft.Id, message => message.Tainted);
            Assert.Equal(idempotent ? MessageStatus.Sending : MessageStatus.DeliveryUnconfirmed, found.Status);
            Assert.Equal("call_lost", found.Timeline[^1].Error?.Code);
            Assert.Equal(MessageStatus.Sent, (await next.Engine.FindAsync(Scene.Acme, before.Id, Scene.Stop))!.Status);
        }

        gate.Release();
        Directory.Delete(copy, recursive: true);
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P10")]
    public async Task Creates_that_meet_a_stop_are_either_kept_or_refused()
    {
        await using var stage = Stage.Open();
        var scene = stage.Scene;
        var accepted = new System.Collections.Concurrent.ConcurrentBag<MessageId>();
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                while (true)
                {
                    try
                    {
                        accepted.Add((await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromMinutes(1)))).Id);
                    }
                    catch (StoreUnavailableException)
                    {
                        return;
                    }

                    if (accepted.Count >= 50)
                    {
                        busy.TrySetResult();
                    }
                }
            },
            Scene.Stop)).ToArray();
        await await Task.WhenAny([busy.Task, .. callers]).WaitAsync(ScriptedCarrier.Patience, TimeProvider.System, Scene.Stop);

        await stage.Running.StopAsync(Scene.Stop);
        await Task.WhenAll(callers).WaitAsync(ScriptedCarrier.Patience, TimeProvider.System, Scene.Stop);

        using var other = stage.ConnectAsOther();
        Assert.Equal((long)accepted.Count, Stage.Scalar(other, "SELECT count(*) FROM message"));
    }
}
