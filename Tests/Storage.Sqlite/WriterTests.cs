using Belay.Messages;
using Belay.Storage.Sqlite.Rows;
using Belay.Storage.Sqlite.Writing;
using Belay.Tests.Conformance;

namespace Belay.Tests.Storage.Sqlite;

public sealed class WriterTests
{
    [Fact]
    public async Task A_command_that_fails_fails_alone()
    {
        await using var stage = Stage.Open();
        var scene = stage.Scene;
        Task<int> broken;
        Task<ScheduleVerdict> before, after;
        using (var gate = new WriterGate(stage))
        {
            before = scene.ScheduleAsync(scene.NewDraft(TimeSpan.FromMinutes(1)));
            broken = stage.OnWriterAsync<int>(session => throw new InvalidTimeZoneException("a defect"));
            after = scene.ScheduleAsync(scene.NewDraft(TimeSpan.FromMinutes(1)));
        }

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => broken);
        foreach (var schedule in (Task<ScheduleVerdict>[])[before, after])
        {
            await scene.FindAsync(Assert.Single(Assert.IsType<ScheduleVerdict.Accepted>(await schedule).Messages).Id);
        }

        Assert.True((await stage.Engine.CheckHealthAsync(Scene.Stop)).Ready);
    }

    [Fact]
    public async Task A_command_that_fails_halfway_leaves_nothing_behind()
    {
        await using var stage = Stage.Open();
        var message = Message.Accept(stage.Scene.NewDraft(TimeSpan.FromMinutes(1)), Scene.Caller, stage.Scene.Now);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => stage.OnWriterAsync<int>(session =>
        {
            session.Insert(message);
            throw new InvalidTimeZoneException("a defect");
        }));

        Assert.Null(await stage.Engine.FindAsync(Scene.Acme, message.Id, Scene.Stop));
        Assert.Equal(0, await stage.OnWriterAsync(session => session.PendingOf(Scene.Acme)));
    }

    [Fact]
    public async Task A_command_that_nobody_waits_for_any_more_is_not_done()
    {
        await using var stage = Stage.Open();
        var scene = stage.Scene;
        var draft = scene.NewDraft(TimeSpan.FromMinutes(1));
        using var patience = new CancellationTokenSource();
        Task<ScheduleVerdict> abandoned;
        using (var gate = new WriterGate(stage))
        {
            abandoned = stage.Engine.ScheduleAsync(Scene.Request(draft), patience.Token);
            await patience.CancelAsync();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromMinutes(1)));
        Assert.Null(await stage.Engine.FindAsync(Scene.Acme, draft.Id, Scene.Stop));
    }

    [Fact, Trait(EngineSuite.Promise, "P10")]
    public async Task A_full_queue_says_so_and_takes_the_engines_own_commands_all_the_same()
    {
        await using var stage = Stage.Open(adjustments: new Adjustments { Store = options => options with { QueueMax = 3 } });
        var scene = stage.Scene;
        var held = await scene.AcceptHeldAsync(scene.NewDraft());
        List<Task<ScheduleVerdict>> waiting = [];
        using (var gate = new WriterGate(stage))
        {
            for (var i = 0; i < 3; i++)
            {
                waiting.Add(scene.ScheduleAsync(scene.NewDraft(TimeSpan.FromMinutes(1))));
            }

            await Assert.ThrowsAsync<StoreUnavailableException>(() => scene.ScheduleAsync(scene.NewDraft(TimeSpan.FromMinutes(1))));
            held.Release();
        }

        Assert.All(await Task.WhenAll(waiting), verdict => Assert.IsType<ScheduleVerdict.Accepted>(verdict));
        await scene.WaitForAsync(scene.Carrier.Calls[0].Id, MessageStatus.Sent);
    }

    [Fact, Trait(EngineSuite.Promise, "P1")]
    public async Task The_first_call_for_an_organization_is_found_open_after_a_crash()
    {
        await using var stage = Stage.Open();
        var draft = stage.Scene.NewDraft();
        var held = stage.Scene.Carrier.Hold(draft.To);
        await stage.Scene.AcceptAsync(stage.Scene.NewDraft(TimeSpan.FromSeconds(1)) with { Organization = Scene.Globex });
        using (var gate = new WriterGate(stage))
        {
            // What is claimed for another organization shares the commit that brings the first message of this one.
            stage.Clock.Advance(TimeSpan.FromSeconds(1));
            _ = stage.Scene.ScheduleAsync(draft);
        }

        await held.WaitForCallAsync();
        var copy = stage.Fixture.CopyAsAfterCrash();
        await using (var next = stage.Fixture.OpenCopy(copy))
        {
            next.Start();
            await Stage.WaitForAsync(next, draft.Id, message => message.Tainted);
        }

        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task Idempotency_keys_that_ran_out_are_cleared_away_by_later_requests()
    {
        await using var stage = Stage.Open();
        var scene = stage.Scene;
        for (var i = 0; i < 20; i++)
        {
            await stage.Engine.ScheduleAsync(WithKey(scene, $"old-{i}"), Scene.Stop);
        }

        stage.Clock.Advance(TimeSpan.FromHours(25));
        for (var i = 0; i < 5; i++)
        {
            await stage.Engine.ScheduleAsync(WithKey(scene, $"new-{i}"), Scene.Stop);
        }

        using var other = stage.ConnectAsOther();
        Assert.Equal(5L, Stage.Scalar(other, "SELECT count(*) FROM idempotency_key"));
    }

    [Fact]
    public async Task A_key_is_kept_without_end_for_a_message_due_at_the_end_of_time()
    {
        await using var stage = Stage.Open();
        var request = WithKey(stage.Scene, "far");
        request = request with { Drafts = [request.Drafts[0] with { SendAt = DateTimeOffset.MaxValue }] };

        Assert.IsType<ScheduleVerdict.Accepted>(await stage.Engine.ScheduleAsync(request, Scene.Stop));

        Assert.IsType<ScheduleVerdict.Replayed>(await stage.Engine.ScheduleAsync(request, Scene.Stop));
        Assert.Equal(DateTimeOffset.MaxValue.AddTicks(-9), (await stage.Scene.FindAsync(request.Drafts[0].Id)).DueAt);
    }

    [Fact]
    public async Task Random_commands_leave_the_count_of_what_is_pending_right()
    {
        const int Seed = 20260504;
        var random = new Random(Seed);
        await using var stage = Stage.Open();
        var scene = stage.Scene;
        List<Draft> drafts = [];
        for (var round = 0; round < 200; round++)
        {
            switch (random.Next(6))
            {
                case 0 or 1:
                    var batch = scene.NewBatch(random.Next(1, 6), random.Next(3) == 0 ? null : TimeSpan.FromSeconds(random.Next(1, 60)));
                    var owner = random.Next(2) == 0 ? Scene.Acme : Scene.Globex;
                    batch =
                        [.. batch.Select(draft =>
                            draft with { Organization = owner, ValidUntil = random.Next(4) == 0 ? scene.Now.AddSeconds(random.Next(1, 60)) : null })];
                    scene.Carrier.Answer(
                        batch[0].To, random.Next(2) == 0 ? new CarrierAnswer.Later() : new CarrierAnswer.Refused(new MessageError("no", "No.")));
                    await scene.AcceptAllAsync(batch);
                    drafts.AddRange(batch);
                    break;
                case 2 when drafts.Count > 0:
                    var one = drafts[random.Next(drafts.Count)];
                    await stage.Engine.CancelAsync(one.Organization, one.Id, Scene.Caller, CancelRule.Pending, Scene.Stop);
                    break;
                case 3 when drafts.Count > 0:
                    var some = drafts[random.Next(drafts.Count)];
                    await stage.Engine.CancelBatchAsync(some.Organization, some.Batch, Scene.Caller, CancelRule.Pending, Scene.Stop);
                    break;
                case 4:
                    stage.Clock.Advance(TimeSpan.FromSeconds(random.Next(5)));
                    break;
                case 5 when random.Next(10) == 0:
                    await scene.RestartAsync(TimeSpan.FromSeconds(random.Next(3)));
                    break;
                default:
                    break;
            }

            var counted = await stage.OnWriterAsync(
                session => (
                    Kept: (session.PendingOf(Scene.Acme), session.PendingOf(Scene.Globex)),
                    Stored: (Count(session, Scene.Acme), Count(session, Scene.Globex))));
            Assert.True(counted.Kept == counted.Stored, $"Seed {Seed}, round {round}: kept {counted.Kept}, stored {counted.Stored}.");
        }

        Assert.NotEmpty(scene.Carrier.Calls);
    }

    private static long Count(WriteSession session, OrganizationId organization)
    {
        using var statement = new Statement(session.Connection, "SELECT count(*) FROM message WHERE organization = $organization AND status <= 1");
        return statement.Set("$organization", organization.Value).ReadFirst(row => row.GetInt64(0));
    }

    private static ScheduleRequest WithKey(Scene scene, string key) =>
        new([scene.NewDraft()], Scene.Caller, new IdempotencyUse(new IdempotencyKey(Scene.Acme, "test", key), "fingerprint"));
}
