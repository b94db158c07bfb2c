namespace Belay.Tests.Conformance;

public abstract class Batches : EngineSuite
{
    [Fact, Trait(Promise, "P1")]
    public async Task A_request_of_a_thousand_messages_is_accepted_whole()
    {
        await using var scene = await OpenAsync();
        var drafts = scene.NewBatch(BatchId.MessagesMax, TimeSpan.FromHours(1));

        var messages = await scene.AcceptAllAsync(drafts);

        Assert.Equal(drafts.Select(draft => draft.Id), messages.Select(message => message.Id));
        Assert.Equal([BatchId.MessagesMax], await scene.Engine.ForecastAsync(Scene.Acme, scene.Now, TimeSpan.FromHours(2), 1, Scene.Stop));
        Assert.Equal(Enumerable.Range(0, drafts.Count).Select(drafts[0].Batch.NumberOf), messages.Select(message => message.Number));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_request_of_a_thousand_messages_with_one_taken_id_makes_none()
    {
        await using var scene = await OpenAsync();
        var taken = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));
        List<Draft> drafts = [.. scene.NewBatch(BatchId.MessagesMax, TimeSpan.FromHours(1))];
        drafts[^1] = drafts[^1] with { Id = taken.Id };

        Assert.IsType<ScheduleVerdict.IdTaken>(await scene.ScheduleAsync(drafts));

        Assert.Equal([1], await scene.Engine.ForecastAsync(Scene.Acme, scene.Now, TimeSpan.FromHours(2), 1, Scene.Stop));
        Sound.Same(taken, Assert.Single((await scene.Engine.ListAsync(new() { Organization = Scene.Acme }, Scene.Stop)).Messages));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_request_that_is_no_request_is_a_defect_of_the_caller_and_makes_nothing()
    {
        await using var scene = await OpenAsync();
        var tooMany = scene.NewBatch(BatchId.MessagesMax + 1, TimeSpan.FromHours(1));

        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.ScheduleAsync([]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.ScheduleAsync(tooMany));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => scene.ScheduleAsync(tooMany[0], tooMany[1] with { Organization = Scene.Globex }));

        Assert.Null(await scene.Engine.FindAsync(Scene.Acme, tooMany[0].Id, Scene.Stop));
    }

    [Fact, Trait(Promise, "P2"), Trait(Promise, "P3")]
    public async Task Canceling_a_batch_counts_what_this_call_canceled()
    {
        await using var scene = await OpenAsync();
        var drafts = scene.NewBatch(5, scene.Soon).Select((draft, i) => draft with { SendAt = i == 0 ? null : draft.SendAt }).ToList();
        await scene.AcceptAllAsync(drafts);
        await scene.CancelAsync(drafts[1].Id);
        await scene.WaitForAsync(drafts[0].Id, MessageStatus.Sent);

        Assert.Equal(3, await CancelAsync(scene, drafts[0].Batch));
        Assert.Equal(0, await CancelAsync(scene, drafts[0].Batch));

        await scene.AdvanceAsync(scene.Soon + Seconds(0.5));
        await scene.SettleAsync();
        Assert.Single(scene.Carrier.CallsOf(drafts[0].Id));
        foreach (var draft in drafts.Skip(1))
        {
            Assert.Equal(MessageStatus.Canceled, (await scene.FindAsync(draft.Id)).Status);
            Assert.Empty(scene.Carrier.CallsOf(draft.Id));
        }
    }

    [Fact, Trait(Promise, "P2")]
    public async Task Canceling_a_batch_goes_by_the_callers_rule_for_each_message()
    {
        await using var scene = await OpenAsync();
        var drafts = scene.NewBatch(3, TimeSpan.FromHours(1)).Select((draft, i) => draft with { SendAt = i == 0 ? null : draft.SendAt }).ToList();
        scene.Carrier.Answer(drafts[0].To, new CarrierAnswer.Later(TimeSpan.FromMinutes(30)));
        await scene.AcceptAllAsync(drafts);
        await scene.WaitForAsync(drafts[0].Id, message => message is { Status: MessageStatus.Queued, Attempts: 1 });

        Assert.Equal(2, await CancelAsync(scene, drafts[0].Batch, CancelRule.Scheduled));

        Assert.Equal(MessageStatus.Queued, (await scene.FindAsync(drafts[0].Id)).Status);
    }

    [Fact, Trait(Promise, "P2")]
    public async Task Canceling_a_thousand_messages_from_many_callers_counts_each_message_once()
    {
        await using var scene = await OpenAsync();
        var messages = await scene.AcceptAllAsync(scene.NewBatch(BatchId.MessagesMax, TimeSpan.FromHours(1)));
        var batch = messages[0].Draft.Batch;

        var counts = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => CancelAsync(scene, batch))));

        Assert.Equal(messages.Count, counts.Sum());
        Assert.Equal([0], await scene.Engine.ForecastAsync(Scene.Acme, scene.Now, TimeSpan.FromHours(2), 1, Scene.Stop));
    }

    private static async Task<int?> CancelAsync(Scene scene, BatchId batch, CancelRule? rule = null) =>
        (await scene.Engine.CancelBatchAsync(Scene.Acme, batch, Scene.Caller, rule ?? CancelRule.Pending, Scene.Stop))?.Canceled;
}
