using Belay.Messages;
using Belay.Tests.Conformance;

namespace Belay.Tests.Storage.Sqlite;

/// <summary>The store is full, or another program keeps it: said, never hidden, and over without a restart (P1, P2, P10).</summary>
public sealed class OutageTests
{
    private const string Promise = EngineSuite.Promise;

    [Fact, Trait(Promise, "P10"), Trait(Promise, "P1")]
    public async Task A_full_store_refuses_what_does_not_fit_keeps_what_it_has_and_takes_more_when_there_is_room()
    {
        await using var stage = Stage.Open();
        var scene = stage.Scene;
        List<Message> kept = [.. await scene.AcceptAllAsync(scene.NewBatch(20, TimeSpan.FromMinutes(1)))];
        await stage.LimitGrowthAsync(40);

        StoreUnavailableException? refused = null;
        while (refused is null)
        {
            try
            {
                kept.Add(await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromMinutes(1)) with { Text = new string('x', 2_000) }));
            }
            catch (StoreUnavailableException unavailable)
            {
                refused = unavailable;
            }
        }

        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Assert.False((await stage.Engine.CheckHealthAsync(Scene.Stop)).Ready);
        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(kept[0].Id));
        Assert.False((await stage.Engine.CheckHealthAsync(Scene.Stop)).Ready, "A cancel needs no room, so it proves none.");
        await AssertNotReadyAfterAsync(stage, TimeSpan.FromSeconds(3));

        await stage.LimitGrowthAsync(1_000_000);
        await stage.ReadyAgainAsync();
        kept.Add(await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromMinutes(1))));
        await scene.AdvanceAsync(TimeSpan.FromMinutes(2));
        foreach (var message in kept.Skip(1))
        {
            await scene.WaitForAsync(message.Id, MessageStatus.Sent);
        }

        Assert.Equal(kept.Count - 1, scene.Carrier.Calls.Count);
        Assert.Empty(scene.Carrier.CallsOf(kept[0].Id));
    }

    [Fact, Trait(Promise, "P10"), Trait(Promise, "P2")]
    public async Task On_a_full_disk_the_reserve_is_given_up_and_held_again_before_messages_are_taken()
    {
        await using var stage = Stage.Open();
        var scene = stage.Scene;
        var reserve = Path.Combine(stage.Fixture.DataDirectory, "belay.reserve");
        var canceled = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromMinutes(1)));
        var sent = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromMinutes(2)));
        Assert.True(File.Exists(reserve));
        await stage.LimitGrowthAsync(10);

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => scene.ScheduleAsync(scene.NewDraft(TimeSpan.FromMinutes(1)) with { Text = new string('x', 100_000) }));
        Assert.False(File.Exists(reserve), "The room is still held.");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => scene.ScheduleAsync(scene.NewDraft(TimeSpan.FromMinutes(1))));
        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(canceled.Id));
        await scene.AdvanceAsync(TimeSpan.FromMinutes(3));
        await scene.WaitForAsync(sent.Id, MessageStatus.Sent);

        await stage.LimitGrowthAsync(1_000);
        await stage.ReadyAgainAsync();
        Assert.True(File.Exists(reserve));
        await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromMinutes(1)));
    }

    [Fact, Trait(Promise, "P10")]
    public async Task A_start_without_room_for_the_reserve_takes_no_messages_until_there_is()
    {
        await using var stage = Stage.Open();
        var message = await stage.Scene.AcceptAsync(stage.Scene.NewDraft(TimeSpan.FromMinutes(1)));
        var copy = stage.Fixture.CopyAsAfterCrash();
        var inTheWay = Directory.CreateDirectory(Path.Combine(copy, "belay.reserve"));
        await using (var engine = stage.Fixture.OpenCopy(copy))
        {
            engine.Start();

            Assert.Contains("Belay:DiskReserveMebibytes", (await engine.Engine.CheckHealthAsync(Scene.Stop)).Detail, StringComparison.Ordinal);
            await Assert.ThrowsAsync<StoreUnavailableException>(
                () => engine.Engine.ScheduleAsync(Scene.Request(stage.Scene.NewDraft(TimeSpan.FromMinutes(1))), Scene.Stop));
            Assert.IsType<CancelVerdict.Canceled>(
                await engine.Engine.CancelAsync(Scene.Acme, message.Id, Scene.Caller, CancelRule.Pending, Scene.Stop));

            inTheWay.Delete();
            await stage.RunClockUntilAsync(async () => (await engine.Engine.CheckHealthAsync(Scene.Stop)).Ready, "the reserve to be held");
            Assert.IsType<ScheduleVerdict.Accepted>(
                await engine.Engine.ScheduleAsync(Scene.Request(stage.Scene.NewDraft(TimeSpan.FromMinutes(1))), Scene.Stop));
        }

        Directory.Delete(copy, recursive: true);
    }

    [Fact, Trait(Promise, "P10")]
    public async Task What_fits_is_done_though_it_shares_a_commit_with_what_does_not()
    {
        await using var stage = Stage.Open();
        var scene = stage.Scene;
        var canceled = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromMinutes(1)));
        await stage.LimitGrowthAsync(10);

        using var gate = new WriterGate(stage);
        var big = scene.ScheduleAsync(scene.NewDraft(TimeSpan.FromMinutes(1)) with { Text = new string('x', 100_000) });
        var cancel = scene.CancelAsync(canceled.Id);
        gate.Open();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => big);
        Assert.IsType<CancelVerdict.Canceled>(await cancel);
    }

    [Fact, Trait(Promise, "P10"), Trait(Promise, "P1"), Trait(Promise, "P2")]
    public async Task While_another_program_keeps_the_store_nothing_is_answered_with_success_and_afterwards_all_goes_on()
    {
        await using var stage = Stage.Open();
        var scene = stage.Scene;
        var message = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromMinutes(1)));
        using var other = stage.ConnectAsOther();
        Stage.Run(other, "BEGIN IMMEDIATE");

        var create = scene.ScheduleAsync(scene.NewDraft());
        var cancel = scene.CancelAsync(message.Id);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => create);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => cancel);

        Assert.False((await stage.Engine.CheckHealthAsync(Scene.Stop)).Ready);
        Assert.Equal(MessageStatus.Scheduled, (await scene.FindAsync(message.Id)).Status);
        Stage.Run(other, "ROLLBACK");
        await stage.ReadyAgainAsync();
        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(message.Id));
        Assert.Empty(scene.Carrier.Calls);
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P4"), Trait(Promise, "P5")]
    public async Task An_answer_that_could_not_be_recorded_is_recorded_later_and_not_asked_for_again()
    {
        await using var stage = Stage.Open(new EngineSettings().WithoutIdempotentCarrier());
        var scene = stage.Scene;
        var draft = scene.NewDraft();
        var gate = await scene.AcceptHeldAsync(draft);
        using var other = stage.ConnectAsOther();
        Stage.Run(other, "BEGIN IMMEDIATE");

        gate.Release(new CarrierAnswer.Accepted("carrier-1"));
        await stage.RunClockUntilAsync(async () => !(await stage.Engine.CheckHealthAsync(Scene.Stop)).Ready, "the record to fail");
        Assert.True((await scene.FindAsync(draft.Id)).CallOpen);
        Stage.Run(other, "ROLLBACK");
        await stage.RunClockUntilAsync(async () => (await scene.FindAsync(draft.Id)).Status == MessageStatus.Sent, "the answer to be recorded");

        Assert.Equal("carrier-1", (await scene.FindAsync(draft.Id)).CarrierReference);
        Assert.Single(scene.Carrier.Calls);
    }

    [Fact, Trait(Promise, "P10")]
    public async Task The_engine_stops_though_the_store_is_away()
    {
        var stage = Stage.Open(adjustments: new Adjustments { Engine = options => options with { StopGrace = TimeSpan.FromMilliseconds(100) } });
        var draft = stage.Scene.NewDraft();
        var gate = await stage.Scene.AcceptHeldAsync(draft);
        using (var other = stage.ConnectAsOther())
        {
            Stage.Run(other, "BEGIN IMMEDIATE");
            gate.Release();

            await stage.Running.StopAsync(Scene.Stop).WaitAsync(ScriptedCarrier.Patience, TimeProvider.System, Scene.Stop);
        }

        Assert.False((await stage.Engine.CheckHealthAsync(Scene.Stop)).Ready);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stage.Scene.ScheduleAsync(stage.Scene.NewDraft()));
        await stage.Scene.RestartAsync();
        await stage.Scene.WaitForAsync(draft.Id, message => message.Tainted);
        await stage.DisposeAsync();
    }

    private static async Task AssertNotReadyAfterAsync(Stage stage, TimeSpan time)
    {
        stage.Clock.Advance(time);
        await stage.Scene.CancelAsync(stage.Scene.NewId());
        Assert.False((await stage.Engine.CheckHealthAsync(Scene.Stop)).Ready);
    }
}
