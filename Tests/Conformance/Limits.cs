namespace Belay.Tests.Conformance;

public abstract class Limits : EngineSuite
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact, Trait(Promise, "P1")]
    public async Task The_limit_of_pending_messages_can_be_reached_and_not_passed()
    {
        await using var scene = await OpenAsync(Three);
        await scene.AcceptAllAsync(scene.NewBatch(3, Hour));
        var oneMore = scene.NewDraft(Hour);

        var verdict = await scene.ScheduleAsync(oneMore);

        Assert.Equal(3, Assert.IsType<ScheduleVerdict.PendingLimitReached>(verdict).Limit);
        Assert.Null(await scene.Engine.FindAsync(Scene.Acme, oneMore.Id, Scene.Stop));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_request_that_fits_only_in_part_makes_nothing()
    {
        await using var scene = await OpenAsync(Three);
        await scene.AcceptAllAsync(scene.NewBatch(2, Hour));
        var two = scene.NewBatch(2, Hour);

        Assert.IsType<ScheduleVerdict.PendingLimitReached>(await scene.ScheduleAsync(two));

        Assert.Null(await scene.Engine.FindAsync(Scene.Acme, two[0].Id, Scene.Stop));
        await scene.AcceptAsync(scene.NewDraft(Hour));
    }

    [Fact, Trait(Promise, "P8")]
    public async Task The_limit_counts_for_each_organization_alone()
    {
        await using var scene = await OpenAsync(Three);
        await scene.AcceptAllAsync(scene.NewBatch(3, Hour));

        await scene.AcceptAllAsync([.. scene.NewBatch(3, Hour).Select(draft => draft with { Organization = Scene.Globex })]);
    }

    [Fact, Trait(Promise, "P2")]
    public async Task A_cancel_frees_a_place()
    {
        await using var scene = await OpenAsync(Three);
        var messages = await scene.AcceptAllAsync(scene.NewBatch(3, Hour));
        await scene.CancelAsync(messages[0].Id);
        await scene.CancelAsync(messages[0].Id);

        await scene.AcceptAsync(scene.NewDraft(Hour));

        Assert.IsType<ScheduleVerdict.PendingLimitReached>(await scene.ScheduleAsync(scene.NewDraft(Hour)));
        await scene.Engine.CancelBatchAsync(Scene.Acme, messages[0].Draft.Batch, Scene.Caller, CancelRule.Pending, Scene.Stop);
        await scene.AcceptAllAsync(scene.NewBatch(2, Hour));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_sent_message_frees_its_place_and_one_that_is_put_off_takes_it_again()
    {
        await using var scene = await OpenAsync(Three);
        var drafts = scene.NewBatch(3, Seconds(1))
            .Select((draft, i) => draft with { SendAt = draft.SendAt + (i == 0 ? TimeSpan.Zero : Hour) }).ToList();
        await scene.AcceptAllAsync(drafts);
        await scene.AdvanceToAsync(drafts[0].SendAt!.Value);
        await scene.WaitForAsync(drafts[0].Id, MessageStatus.Sent);

        await scene.AcceptQueuedAsync(TimeSpan.FromMinutes(30));

        Assert.IsType<ScheduleVerdict.PendingLimitReached>(await scene.ScheduleAsync(scene.NewDraft(Hour)));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_repeat_is_answered_also_at_the_limit()
    {
        await using var scene = await OpenAsync(Three);
        var use = new IdempotencyUse(new IdempotencyKey(Scene.Acme, "telnyx:create", "k"), "body");
        var request = new ScheduleRequest(scene.NewBatch(3, Hour), Scene.Caller, use);
        await scene.Engine.ScheduleAsync(request, Scene.Stop);

        Assert.IsType<ScheduleVerdict.Replayed>(await scene.Engine.ScheduleAsync(request, Scene.Stop));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task Many_requests_at_once_do_not_pass_the_limit()
    {
        await using var scene = await OpenAsync(Three);
        var drafts = Enumerable.Range(0, 20).Select(_ => scene.NewDraft(Hour)).ToList();

        var verdicts = await Task.WhenAll(drafts.Select(draft => Task.Run(() => scene.ScheduleAsync(draft))));

        Assert.Equal(3, verdicts.OfType<ScheduleVerdict.Accepted>().Count());
        Assert.Equal(17, verdicts.OfType<ScheduleVerdict.PendingLimitReached>().Count());
    }

    [Fact, Trait(Promise, "P1")]
    public async Task The_count_survives_a_restart()
    {
        await using var scene = await OpenAsync(Three);
        var messages = await scene.AcceptAllAsync(scene.NewBatch(3, Hour));
        await scene.CancelAsync(messages[0].Id);

        await scene.RestartAsync();

        await scene.AcceptAsync(scene.NewDraft(Hour));
        Assert.IsType<ScheduleVerdict.PendingLimitReached>(await scene.ScheduleAsync(scene.NewDraft(Hour)));
    }

    private static EngineSettings Three => new() { PendingPerOrganizationMax = 3 };
}
