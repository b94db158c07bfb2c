namespace Belay.Tests.Conformance;

public abstract class Idempotency : EngineSuite
{
    [Fact, Trait(Promise, "P1")]
    public async Task A_repeat_gets_the_messages_of_the_first_and_makes_nothing()
    {
        await using var scene = await OpenAsync();
        var first = await AcceptAsync(scene, Use("k"), scene.NewBatch(2, TimeSpan.FromHours(1)));
        var repeat = scene.NewBatch(2, TimeSpan.FromHours(1));

        var replayed = Assert.IsType<ScheduleVerdict.Replayed>(await ScheduleAsync(scene, Use("k"), repeat));

        Assert.Equal("body", replayed.Fingerprint);
        AssertSame(first, replayed.Messages);
        Assert.Null(await scene.Engine.FindAsync(Scene.Acme, repeat[0].Id, Scene.Stop));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_repeat_with_the_very_same_ids_is_a_replay_and_not_a_taken_id()
    {
        await using var scene = await OpenAsync();
        var drafts = scene.NewBatch(2, TimeSpan.FromHours(1));
        var first = await AcceptAsync(scene, Use("k"), drafts);

        AssertSame(first, Assert.IsType<ScheduleVerdict.Replayed>(await ScheduleAsync(scene, Use("k"), drafts)).Messages);
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P2")]
    public async Task A_repeat_gets_the_messages_as_they_were_accepted_even_after_they_were_sent_or_canceled()
    {
        await using var scene = await OpenAsync();
        var drafts = scene.NewBatch(2, Seconds(1));
        var first = await AcceptAsync(scene, Use("k"), drafts);
        await scene.CancelAsync(drafts[0].Id);
        await scene.AdvanceToAsync(drafts[1].SendAt!.Value);
        await scene.WaitForAsync(drafts[1].Id, MessageStatus.Sent);

        var replayed = Assert.IsType<ScheduleVerdict.Replayed>(await ScheduleAsync(scene, Use("k"), scene.NewBatch(2)));

        AssertSame(first, replayed.Messages);
        Assert.Single(scene.Carrier.Calls);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_repeat_with_another_body_shows_the_body_of_the_first()
    {
        await using var scene = await OpenAsync();
        await AcceptAsync(scene, Use("k"), [scene.NewDraft(TimeSpan.FromHours(1))]);

        var replayed = await ScheduleAsync(scene, Use("k") with { Fingerprint = "other body" }, [scene.NewDraft(TimeSpan.FromHours(1))]);

        Assert.Equal("body", Assert.IsType<ScheduleVerdict.Replayed>(replayed).Fingerprint);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_key_can_be_looked_up_before_anything_is_made()
    {
        await using var scene = await OpenAsync();
        Assert.Null(await scene.Engine.FindReplayAsync(Use("k").Key, Scene.Stop));
        var first = await AcceptAsync(scene, Use("k"), [scene.NewDraft(TimeSpan.FromHours(1))]);

        var replayed = await scene.Engine.FindReplayAsync(Use("k").Key, Scene.Stop);

        Assert.NotNull(replayed);
        Assert.Equal("body", replayed.Fingerprint);
        AssertSame(first, replayed.Messages);
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P4")]
    public async Task Twenty_requests_at_once_with_one_key_make_one_message()
    {
        await using var scene = await OpenAsync();
        var requests = Enumerable.Range(0, 20).Select(_ => scene.NewBatch(1)).ToList();

        var verdicts = await Task.WhenAll(requests.Select(drafts => Task.Run(() => ScheduleAsync(scene, Use("k"), drafts))));

        var accepted = Assert.Single(verdicts.OfType<ScheduleVerdict.Accepted>());
        var replays = verdicts.OfType<ScheduleVerdict.Replayed>().ToList();
        Assert.Equal(19, replays.Count);
        Assert.All(replays, replayed => AssertSame(accepted.Messages, replayed.Messages));
        await scene.WaitForAsync(accepted.Messages[0].Id, MessageStatus.Sent);
        await scene.SettleAsync();
        Assert.Single(scene.Carrier.Calls, call => call.Submission.Draft.Organization == Scene.Acme);
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P4")]
    public async Task A_look_during_the_create_waits_for_it_and_gets_its_answer()
    {
        await using var scene = await OpenAsync();
        var held = scene.Gate.HoldCreates();
        var create = ScheduleAsync(scene, Use("k"), scene.NewBatch(2, TimeSpan.FromHours(1)));
        await held.WaitForOneAsync();

        var look = scene.Engine.FindReplayAsync(Use("k").Key, Scene.Stop);

        // Time enough for the look to end, if it did not wait; other keys have owners of their own.
        foreach (var other in Enumerable.Range(0, 20))
        {
            Assert.Null(await scene.Engine.FindReplayAsync(Use($"other {other}").Key, Scene.Stop));
        }

        Assert.False(look.IsCompleted);
        held.Release();
        var accepted = Assert.IsType<ScheduleVerdict.Accepted>(await create);
        AssertSame(accepted.Messages, (await look)!.Messages);
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P4")]
    public async Task A_look_after_the_caller_of_the_create_has_gone_waits_for_it_all_the_same()
    {
        await using var scene = await OpenAsync();
        var held = scene.Gate.HoldCreates();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Scene.Stop);
        var drafts = scene.NewBatch(1, TimeSpan.FromHours(1));
        var create = scene.Engine.ScheduleAsync(new ScheduleRequest(drafts, Scene.Caller, Use("k")), gone.Token);
        await held.WaitForOneAsync();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => create);

        var look = scene.Engine.FindReplayAsync(Use("k").Key, Scene.Stop);
        held.Release();

        Assert.Equal(drafts[0].Id, Assert.Single((await look)!.Messages).Id);
    }

    [Fact, Trait(Promise, "P8")]
    public async Task The_same_word_is_another_key_in_another_organization_or_scope()
    {
        await using var scene = await OpenAsync();
        await AcceptAsync(scene, Use("k"), [scene.NewDraft(TimeSpan.FromHours(1))]);

        var elsewhere = Use("k") with { Key = Use("k").Key with { Scope = "courier:send" } };
        await AcceptAsync(scene, elsewhere, [scene.NewDraft(TimeSpan.FromHours(1))]);
        var theirs = Use("k") with { Key = Use("k").Key with { Organization = Scene.Globex } };
        Assert.Null(await scene.Engine.FindReplayAsync(theirs.Key, Scene.Stop));
        await AcceptAsync(scene, theirs, [scene.NewDraft(TimeSpan.FromHours(1)) with { Organization = Scene.Globex }]);
    }

    [Fact, Trait(Promise, "P8")]
    public async Task Keys_differ_by_every_character_and_its_case()
    {
        await using var scene = await OpenAsync();
        string[] keys = ["k", "K", "k ", " k", "ｋ", "kk", "k%", "k_", new string('k', IdempotencyKey.LengthMax)];

        foreach (var key in keys)
        {
            await AcceptAsync(scene, Use(key), [scene.NewDraft(TimeSpan.FromHours(1))]);
        }
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_request_that_was_not_accepted_does_not_use_up_its_key()
    {
        await using var scene = await OpenAsync();
        var taken = await AcceptAsync(scene, Use("other"), [scene.NewDraft(TimeSpan.FromHours(1))]);

        Assert.IsType<ScheduleVerdict.IdTaken>(await ScheduleAsync(scene, Use("k"), [taken[0].Draft]));

        Assert.Null(await scene.Engine.FindReplayAsync(Use("k").Key, Scene.Stop));
        await AcceptAsync(scene, Use("k"), [scene.NewDraft(TimeSpan.FromHours(1))]);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_key_survives_a_restart()
    {
        await using var scene = await OpenAsync();
        var first = await AcceptAsync(scene, Use("k"), scene.NewBatch(3, TimeSpan.FromHours(1)));

        await scene.RestartAsync();

        AssertSame(first, Assert.IsType<ScheduleVerdict.Replayed>(await ScheduleAsync(scene, Use("k"), scene.NewBatch(3))).Messages);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_key_is_kept_for_a_day_after_the_last_message_is_due()
    {
        await using var scene = await OpenAsync();
        scene.NeedHours();
        var drafts = scene.NewBatch(2, TimeSpan.FromHours(1))
            .Select((draft, i) => draft with { SendAt = draft.SendAt + TimeSpan.FromDays(i) }).ToList();
        var first = await AcceptAsync(scene, Use("k"), drafts);

        await scene.AdvanceToAsync(drafts[1].SendAt!.Value + IdempotencyUse.KeptAfterDue - TimeSpan.FromMilliseconds(1));
        await scene.SettleAsync();

        AssertSame(first, Assert.IsType<ScheduleVerdict.Replayed>(await ScheduleAsync(scene, Use("k"), scene.NewBatch(2))).Messages);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_key_is_kept_as_long_as_the_caller_asks()
    {
        await using var scene = await OpenAsync();
        scene.NeedHours();
        var keepUntil = scene.Now + TimeSpan.FromDays(30);
        var first = await AcceptAsync(scene, Use("k") with { KeepUntil = keepUntil }, [scene.NewDraft()]);

        await scene.AdvanceToAsync(keepUntil - TimeSpan.FromMilliseconds(1));
        await scene.SettleAsync();

        var replayed = await scene.Engine.FindReplayAsync(Use("k").Key, Scene.Stop);
        Assert.NotNull(replayed);
        AssertSame(first, replayed.Messages);
    }

    private static IdempotencyUse Use(string key) => new(new IdempotencyKey(Scene.Acme, "telnyx:create", key), "body");

    private static Task<ScheduleVerdict> ScheduleAsync(Scene scene, IdempotencyUse use, IReadOnlyList<Draft> drafts) =>
        scene.Engine.ScheduleAsync(new ScheduleRequest(drafts, Scene.Caller, use), Scene.Stop);

    private static async Task<IReadOnlyList<Message>> AcceptAsync(Scene scene, IdempotencyUse use, IReadOnlyList<Draft> drafts) =>
        Assert.IsType<ScheduleVerdict.Accepted>(await ScheduleAsync(scene, use, drafts)).Messages;

    private static void AssertSame(IReadOnlyList<Message> expected, IReadOnlyList<Message> actual)
    {
        Assert.Equal(expected.Select(message => message.Id), actual.Select(message => message.Id));
        foreach (var (one, other) in expected.Zip(actual))
        {
            Sound.Same(one, other);
        }
    }
}
