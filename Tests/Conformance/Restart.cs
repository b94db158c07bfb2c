namespace Belay.Tests.Conformance;

public abstract class Restart : EngineSuite
{
    [Fact, Trait(Promise, "P1")]
    public async Task A_scheduled_message_survives_and_leaves_on_time()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(Seconds(2)));

        await scene.RestartAsync();

        // On a real clock its time may have come before the restart was through.
        Sound.Same(message, (await scene.FindAsync(message.Id)).AsOf(1));
        await scene.AdvanceToAsync(message.DueAt);
        await scene.WaitForAsync(message.Id, MessageStatus.Sent);
        Assert.Single(scene.Carrier.CallsOf(message.Id));
    }

    [Fact, Trait(Promise, "P2")]
    public async Task A_canceled_message_stays_canceled_and_is_not_sent()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(scene.Soon));
        await scene.CancelAsync(message.Id);

        await scene.RestartAsync(down: scene.Soon + Seconds(0.5));

        await scene.SettleAsync();
        Assert.Empty(scene.Carrier.CallsOf(message.Id));
        Assert.IsType<CancelVerdict.AlreadyCanceled>(await scene.CancelAsync(message.Id));
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P4")]
    public async Task What_ended_stays_as_it_ended()
    {
        await using var scene = await OpenAsync();
        var sent = await scene.SendAsync(scene.NewDraft());
        await scene.Engine.ReportAsync("scripted", new Receipt(sent.Id, null, Delivered: true), Scene.Stop);
        var delivered = await scene.FindAsync(sent.Id);

        await scene.RestartAsync();

        await scene.SettleAsync();
        Sound.Same(delivered, await scene.FindAsync(sent.Id));
        Assert.Single(scene.Carrier.CallsOf(sent.Id));
    }

    [Fact, Trait(Promise, "P4")]
    public async Task A_call_cut_short_is_made_again_with_the_same_key_where_the_carrier_is_idempotent()
    {
        await using var scene = await OpenAsync(new EngineSettings { Sending = new SendingRules { PauseBase = Seconds(2) } });
        var draft = scene.NewDraft();
        await scene.AcceptHeldAsync(draft);

        await scene.RestartAsync();

        var unknown = await scene.WaitForAsync(draft.Id, message => message.Tainted);
        Assert.Equal(MessageStatus.Sending, unknown.Timeline.First(step => step.Cause == StepCause.OutcomeUnknown).Status);
        Assert.IsType<CancelVerdict.TooLate>(await scene.CancelAsync(draft.Id));
        await scene.RunUntilAsync(draft.Id, MessageStatus.Sent);
        var calls = scene.Carrier.CallsOf(draft.Id);
        Assert.Equal(2, calls.Count);
        Assert.Equal(calls[0].Key, calls[1].Key);
    }

    [Fact, Trait(Promise, "P5")]
    public async Task A_call_cut_short_is_not_made_again_where_the_carrier_is_not_idempotent()
    {
        await using var scene = await OpenAsync(new EngineSettings().WithoutIdempotentCarrier());
        var draft = scene.NewDraft();
        await scene.AcceptHeldAsync(draft);

        await scene.RestartAsync();

        await scene.WaitForAsync(draft.Id, MessageStatus.DeliveryUnconfirmed);
        await scene.AdvanceAsync(scene.OwnsClock ? TimeSpan.FromDays(1) : Seconds(1));
        await scene.SettleAsync();
        Assert.Single(scene.Carrier.CallsOf(draft.Id));
    }

    /// <remarks>The key means nothing to a carrier that never saw it: a call of it would be a second effect.</remarks>
    [Fact, Trait(Promise, "P4"), Trait(Promise, "P5")]
    public async Task A_call_cut_short_is_not_made_again_by_another_carrier()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        await scene.AcceptHeldAsync(draft);

        scene.Carrier.Traits = scene.Carrier.Traits with { Name = "another" };
        await scene.RestartAsync();

        await EndsUnconfirmedAfterOneCallAsync(scene, draft.Id);
    }

    [Theory, Trait(Promise, "P4"), Trait(Promise, "P5")]
    [InlineData("another", true)]
    [InlineData("scripted", false)]
    public async Task After_an_unknown_outcome_only_the_same_carrier_is_called_again_and_only_if_it_still_honours_the_key(
        string name, bool honoursKey)
    {
        await using var scene = await OpenAsync(new EngineSettings { Sending = new SendingRules { PauseBase = Seconds(2) } });
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Unknown(new MessageError("lost", "The connection was lost.")));
        await scene.AcceptAsync(draft);
        await scene.WaitForAsync(draft.Id, message => message.Tainted);

        scene.Carrier.Traits = scene.Carrier.Traits with { Name = name, HonoursIdempotencyKey = honoursKey };
        await scene.RestartAsync();

        await EndsUnconfirmedAfterOneCallAsync(scene, draft.Id);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task What_a_carrier_put_off_may_leave_through_another()
    {
        await using var scene = await OpenAsync();
        var queued = await scene.AcceptQueuedAsync(Seconds(2));

        scene.Carrier.Traits = new CarrierTraits("another", HonoursIdempotencyKey: false, SendsReceipts: true);
        await scene.RestartAsync();

        var sent = await scene.RunUntilAsync(queued.Id, MessageStatus.Sent);
        Assert.Equal(["scripted", "another"], sent.Timeline.Where(step => step.Cause == StepCause.Claimed).Select(step => step.Carrier));
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P6")]
    public async Task What_came_due_long_before_the_restart_is_tried_as_often_as_any_other_message()
    {
        await using var scene = await OpenAsync(new EngineSettings { Sending = new SendingRules { RetryFor = TimeSpan.FromMinutes(1) } });
        scene.NeedHours();
        var draft = scene.NewDraft(Seconds(1));
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Later());
        await scene.AcceptAsync(draft);

        await scene.RestartAsync(down: TimeSpan.FromHours(1));

        await scene.RunUntilAsync(draft.Id, MessageStatus.Sent);
        Assert.Equal(2, scene.Carrier.CallsOf(draft.Id).Count);
    }

    [Fact, Trait(Promise, "P4"), Trait(Promise, "P7")]
    public async Task A_crash_during_a_retry_counts_as_one_more_attempt_and_not_as_a_new_beginning()
    {
        await using var scene = await OpenAsync(
            new EngineSettings { Sending = new SendingRules { AttemptsMax = 2, PauseBase = TimeSpan.FromMilliseconds(100) } });
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Later());
        var second = scene.Carrier.Hold(draft.To);
        await scene.AcceptAsync(draft);
        var queued = await scene.WaitForAsync(draft.Id, message => message.Attempts == 1 && !message.CallOpen || message.Attempts == 2);
        await scene.AdvanceToAsync(queued.Timeline.First(step => step.Cause == StepCause.CarrierLater).WakeAt!.Value);
        await second.WaitForCallAsync();

        await scene.RestartAsync();

        await scene.WaitForAsync(draft.Id, MessageStatus.DeliveryUnconfirmed);
        Assert.Equal([1, 2], scene.Carrier.CallsOf(draft.Id).Select(call => call.Attempt));
    }

    [Fact, Trait(Promise, "P6"), Trait(Promise, "P1")]
    public async Task What_came_due_while_it_was_down_is_sent_in_the_order_of_due_times()
    {
        await using var scene = await OpenAsync(new EngineSettings { DispatchConcurrency = 1 });
        List<Message> messages = [];
        for (var i = 0; i < 20; i++)
        {
            messages.Add(await scene.AcceptAsync(scene.NewDraft(scene.Soon + TimeSpan.FromMilliseconds(i * 7 % 20))));
        }

        await scene.RestartAsync(down: scene.Soon + Seconds(0.5));

        await scene.Carrier.WaitForCallsAsync(messages.Count);
        Assert.Equal(messages.OrderBy(message => message.DueAt).Select(message => message.Id), scene.Carrier.Calls.Select(call => call.Id));
    }

    [Fact, Trait(Promise, "P6"), Trait(Promise, "P1")]
    public async Task What_comes_after_an_outage_waits_behind_all_that_came_due_in_it()
    {
        const int Overdue = 300;
        await using var scene = await OpenAsync(new EngineSettings { DispatchConcurrency = 1 });
        var due = scene.Now + scene.Soon;
        await scene.AcceptAllAsync(
            [.. scene.NewBatch(Overdue).Select((draft, i) => draft with { SendAt = due + TimeSpan.FromMilliseconds(i * 7 % Overdue) })]);

        await scene.RestartAsync(down: scene.Soon + Seconds(1));
        for (var i = 0; i < 10; i++)
        {
            await scene.AcceptAllAsync(scene.NewBatch(10));
        }

        // Four hundred calls one by one: a busy machine has the tests' patience for each hundred of them.
        for (var calls = 100; calls <= Overdue + 100; calls += 100)
        {
            await scene.Carrier.WaitForCallsAsync(calls);
        }

        var times = scene.Carrier.Calls.Select(call => call.Submission.DueAt).ToList();
        Assert.Equal(times.Order(), times);
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P2")]
    public async Task A_pause_before_a_retry_goes_on_and_can_still_be_canceled()
    {
        await using var scene = await OpenAsync();
        var retried = await scene.AcceptQueuedAsync(Seconds(6));
        var canceled = await scene.AcceptQueuedAsync(Seconds(6));

        await scene.RestartAsync();

        Sound.Same(retried, await scene.FindAsync(retried.Id));
        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(canceled.Id));
        await scene.RunUntilAsync(retried.Id, MessageStatus.Sent);
        await scene.SettleAsync();
        Assert.Equal(2, scene.Carrier.CallsOf(retried.Id).Count);
        Assert.Single(scene.Carrier.CallsOf(canceled.Id));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_receipt_finds_by_reference_a_message_that_was_sent_before()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Accepted("carrier-77"));
        await scene.SendAsync(draft);

        await scene.RestartAsync();

        Assert.Equal(
            ReceiptVerdict.Recorded,
            await scene.Engine.ReportAsync("scripted", new Receipt(null, "carrier-77", Delivered: true), Scene.Stop));
    }

    private static async Task EndsUnconfirmedAfterOneCallAsync(Scene scene, MessageId id)
    {
        var unconfirmed = await scene.RunUntilAsync(id, MessageStatus.DeliveryUnconfirmed);
        Assert.Equal((StepCause.OutcomeUnknown, "carrier_changed"), (unconfirmed.Timeline[^1].Cause, unconfirmed.Error?.Code));
        await scene.AdvanceAsync(scene.OwnsClock ? TimeSpan.FromDays(1) : Seconds(1));
        await scene.SettleAsync();
        Assert.Single(scene.Carrier.CallsOf(id));
    }
}
