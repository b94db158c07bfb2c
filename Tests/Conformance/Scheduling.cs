namespace Belay.Tests.Conformance;

public abstract class Scheduling : EngineSuite
{
    [Fact, Trait(Promise, "P1"), Trait(Promise, "P7")]
    public async Task A_message_for_later_is_accepted_as_scheduled()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft(TimeSpan.FromHours(1));

        var message = await scene.AcceptAsync(draft);

        Assert.Equal(MessageStatus.Scheduled, message.Status);
        Assert.Equal(1, message.Version);
        Assert.Equal(draft.SendAt, message.DueAt);
        Assert.Equal(Scene.Caller, Assert.Single(message.Timeline).Actor);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_message_for_now_is_accepted_as_queued_and_leaves_at_once()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();

        var message = await scene.AcceptAsync(draft);
        var call = await scene.Carrier.WaitForCallAsync(draft.Id);

        Assert.Equal(MessageStatus.Queued, message.Status);
        Assert.Equal(draft, call.Submission.Draft with { Media = draft.Media, Tags = draft.Tags, Labels = draft.Labels, Webhook = draft.Webhook });
        Assert.Equal(message.DueAt, call.Submission.DueAt);
        await scene.WaitForAsync(draft.Id, MessageStatus.Sent);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task What_was_acknowledged_is_what_is_found()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft(TimeSpan.FromHours(1)) with
        {
            Dialect = Dialect.Courier,
            Channel = Channel.Mms,
            Text = "Grüße ☺ {{name}} '\"\\ \r\n",
            Subject = "Re: ☎",
            Media = ["https://example.com/a.png", "https://example.com/b.png"],
            Tags = ["blue", "näher", "a b"],
            Labels = new Dictionary<string, string> { ["event"] = "order", ["trace"] = "t-1" },
            Encoding = SmsEncoding.Ucs2,
            Parts = 3,
            SmartEncoded = true,
            ValidUntil = scene.Now + TimeSpan.FromHours(2),
            Webhook = new WebhookTarget(MessageStatuses.Ended, "https://example.com/hook", "https://example.com/failover"),
            Extra = """{"a":[1,2,{"b":null}]}""",
        };

        var accepted = await scene.AcceptAsync(draft);

        Sound.Same(accepted, await scene.FindAsync(draft.Id));
        Sound.Same(Message.Accept(draft, Scene.Caller, accepted.ReceivedAt), accepted);
        var listed = await scene.Engine.ListAsync(new MessageQuery { Organization = Scene.Acme }, Scene.Stop);
        Sound.Same(accepted, Assert.Single(listed.Messages));
    }

    [Fact, Trait(Promise, "P6")]
    public async Task A_message_leaves_at_its_time_and_never_early()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(Seconds(2)));

        if (scene.OwnsClock)
        {
            await scene.AdvanceAsync(Seconds(2) - TimeSpan.FromMilliseconds(1));
            await scene.SettleAsync();
            Assert.Equal(MessageStatus.Scheduled, (await scene.FindAsync(message.Id)).Status);
            Assert.Empty(scene.Carrier.CallsOf(message.Id));
        }

        await scene.AdvanceToAsync(message.DueAt);
        var call = await scene.Carrier.WaitForCallAsync(message.Id);

        Assert.InRange(call.At, message.DueAt, message.DueAt + Seconds(1));
        await scene.WaitForAsync(message.Id, MessageStatus.Sent);
    }

    [Fact, Trait(Promise, "P6")]
    public async Task A_message_scheduled_after_a_later_one_does_not_wait_for_it()
    {
        await using var scene = await OpenAsync();
        var later = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromDays(2)));
        var sooner = await scene.AcceptAsync(scene.NewDraft(Seconds(1)));

        await scene.AdvanceToAsync(sooner.DueAt);

        await scene.Carrier.WaitForCallAsync(sooner.Id);
        Assert.Empty(scene.Carrier.CallsOf(later.Id));
    }

    [Fact, Trait(Promise, "P6")]
    public async Task A_message_far_in_the_future_is_kept_until_then()
    {
        await using var scene = await OpenAsync();
        scene.NeedHours();
        var message = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromDays(400)));

        await scene.AdvanceAsync(TimeSpan.FromDays(399));
        await scene.SettleAsync();
        Assert.Empty(scene.Carrier.CallsOf(message.Id));
        await scene.AdvanceAsync(TimeSpan.FromDays(1));

        await scene.Carrier.WaitForCallAsync(message.Id);
    }

    [Fact, Trait(Promise, "P7")]
    public async Task The_timeline_counts_its_versions_from_one_and_names_who_moved_it()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(Seconds(1)));
        await scene.AdvanceToAsync(message.DueAt);
        await scene.WaitForAsync(message.Id, MessageStatus.Sent);
        await scene.Engine.ReportAsync("scripted", new Receipt(message.Id, null, Delivered: true), Scene.Stop);

        var delivered = await scene.FindAsync(message.Id);

        Assert.Equal(
            [
                (1L, MessageStatus.Scheduled, "key_1"),
                (2L, MessageStatus.Queued, "engine"),
                (3L, MessageStatus.Sending, "engine"),
                (4L, MessageStatus.Sent, "carrier:scripted"),
                (5L, MessageStatus.Delivered, "carrier:scripted"),
            ],
            delivered.Timeline.Select(step => (step.Version, step.Status, step.Actor.Name)));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_taken_id_is_refused_and_nothing_of_the_request_is_made()
    {
        await using var scene = await OpenAsync();
        var first = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)) with { Text = "first" });
        var second = scene.NewBatch(3, TimeSpan.FromHours(1));

        var verdict = await scene.ScheduleAsync(second[0], second[1], second[2] with { Id = first.Id });

        Assert.IsType<ScheduleVerdict.IdTaken>(verdict);
        Assert.Null(await scene.Engine.FindAsync(Scene.Acme, second[0].Id, Scene.Stop));
        Sound.Same(first, await scene.FindAsync(first.Id));
        Assert.Null(await scene.Engine.CancelBatchAsync(Scene.Acme, second[0].Batch, Scene.Caller, CancelRule.Pending, Scene.Stop));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task The_same_id_asked_for_many_times_at_once_is_given_once()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft(TimeSpan.FromHours(1));

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => scene.ScheduleAsync(draft))));

        Assert.Single(verdicts.OfType<ScheduleVerdict.Accepted>());
        Assert.Equal(19, verdicts.OfType<ScheduleVerdict.IdTaken>().Count());
    }

    [Fact, Trait(Promise, "P10")]
    public async Task A_caller_who_gave_up_gets_no_answer_instead_of_a_wrong_one()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));
        var gaveUp = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.Engine.ScheduleAsync(Scene.Request(scene.NewDraft()), gaveUp));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.Engine.FindAsync(Scene.Acme, message.Id, gaveUp));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => scene.Engine.CancelAsync(Scene.Acme, message.Id, Scene.Caller, CancelRule.Pending, gaveUp));
    }
}
