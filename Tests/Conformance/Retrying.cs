namespace Belay.Tests.Conformance;

public abstract class Retrying : EngineSuite
{
    private static readonly MessageError Busy = new("429", "Busy.");
    private static readonly MessageError LeftAlone = new("circuit_open", "The carrier is left alone.");
    private static readonly MessageError Lost = new("lost", "The connection was lost.");

    [Fact, Trait(Promise, "P4"), Trait(Promise, "P7")]
    public async Task After_later_a_message_is_queued_again_and_tried_again_with_the_same_key()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        var queued = await scene.AcceptQueuedAsync(Seconds(1), draft);
        Assert.True(queued.WakeAt >= queued.Timeline[^1].At + Seconds(1), Sound.Describe(queued));

        var sent = await scene.RunUntilAsync(draft.Id, MessageStatus.Sent);

        var calls = scene.Carrier.CallsOf(draft.Id);
        Assert.Equal([1, 2], calls.Select(call => call.Attempt));
        Assert.Equal(calls[0].Key, calls[1].Key);
        Assert.True(calls[1].At >= queued.WakeAt, "The retry came before the pause was over.");
        Assert.False(sent.Tainted);
    }

    [Fact, Trait(Promise, "P6")]
    public async Task A_retry_does_not_come_before_its_pause_is_over()
    {
        await using var scene = await OpenAsync();
        scene.NeedHours();
        var queued = await scene.AcceptQueuedAsync(TimeSpan.FromMinutes(10));

        await scene.AdvanceToAsync(queued.WakeAt!.Value - TimeSpan.FromMilliseconds(1));
        await scene.SettleAsync();

        Sound.Same(queued, await scene.FindAsync(queued.Id));
        await scene.AdvanceToAsync(queued.WakeAt.Value);
        await scene.WaitForAsync(queued.Id, MessageStatus.Sent);
    }

    [Fact, Trait(Promise, "P2")]
    public async Task A_cancel_in_the_pause_after_later_wins()
    {
        await using var scene = await OpenAsync();
        var queued = await scene.AcceptQueuedAsync(scene.Soon);

        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(queued.Id));

        await scene.AdvanceAsync(scene.Soon + Seconds(0.5));
        await scene.SettleAsync();
        Assert.Single(scene.Carrier.CallsOf(queued.Id));
        Assert.Equal(MessageStatus.Canceled, (await scene.FindAsync(queued.Id)).Status);
    }

    [Fact, Trait(Promise, "P4"), Trait(Promise, "P3")]
    public async Task After_an_unknown_outcome_an_idempotent_carrier_is_asked_again_with_the_same_key_and_a_cancel_is_too_late()
    {
        await using var scene = await OpenAsync(Patient);
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Unknown(Lost));
        await scene.AcceptAsync(draft);

        var unknown = await scene.WaitForAsync(draft.Id, message => message.Tainted);
        Assert.Equal((MessageStatus.Sending, false), (unknown.Status, unknown.CallOpen));
        Assert.Equal(MessageStatus.Sending, Assert.IsType<CancelVerdict.TooLate>(await scene.CancelAsync(draft.Id)).Message.Status);

        await scene.RunUntilAsync(draft.Id, MessageStatus.Sent);
        var calls = scene.Carrier.CallsOf(draft.Id);
        Assert.Equal(2, calls.Count);
        Assert.Equal(calls[0].Key, calls[1].Key);
    }

    [Fact, Trait(Promise, "P4"), Trait(Promise, "P3")]
    public async Task Later_after_an_unknown_outcome_does_not_make_a_message_cancelable_again()
    {
        await using var scene = await OpenAsync(Patient);
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Unknown(Lost), new CarrierAnswer.Later(Seconds(1), Busy));
        await scene.AcceptAsync(draft);
        var unknown = await scene.WaitForAsync(draft.Id, message => message.Tainted);

        await scene.AdvanceToAsync(unknown.WakeAt!.Value);
        var later = await scene.WaitForAsync(draft.Id, message => message.Timeline[^1].Cause == StepCause.CarrierLater);

        Assert.Equal(MessageStatus.Sending, later.Status);
        Assert.IsType<CancelVerdict.TooLate>(await scene.CancelAsync(draft.Id));
        await scene.RunUntilAsync(draft.Id, MessageStatus.Sent);
    }

    [Fact, Trait(Promise, "P5")]
    public async Task After_an_unknown_outcome_a_carrier_without_idempotency_is_not_asked_again()
    {
        await using var scene = await OpenAsync(new EngineSettings().WithoutIdempotentCarrier());
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Unknown(Lost));
        await scene.AcceptAsync(draft);

        var unconfirmed = await scene.WaitForAsync(draft.Id, MessageStatus.DeliveryUnconfirmed);

        Assert.Equal(Lost, unconfirmed.Error);
        await scene.AdvanceAsync(scene.OwnsClock ? TimeSpan.FromDays(1) : Seconds(1));
        await scene.SettleAsync();
        Assert.Single(scene.Carrier.CallsOf(draft.Id));
    }

    [Fact, Trait(Promise, "P5")]
    public async Task A_carrier_that_throws_counts_as_unknown()
    {
        await using var scene = await OpenAsync(new EngineSettings().WithoutIdempotentCarrier());
        var draft = scene.NewDraft();
        scene.Carrier.Throw(draft.To, new InvalidOperationException("It broke."));
        await scene.AcceptAsync(draft);

        var unconfirmed = await scene.WaitForAsync(draft.Id, MessageStatus.DeliveryUnconfirmed);

        Assert.Equal(StepCause.OutcomeUnknown, unconfirmed.Timeline[^1].Cause);
        await scene.SendAsync(scene.NewDraft());
    }

    [Fact, Trait(Promise, "P5")]
    public async Task After_later_a_carrier_without_idempotency_is_asked_again_because_it_took_nothing()
    {
        await using var scene = await OpenAsync(new EngineSettings().WithoutIdempotentCarrier());
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Later(null, Busy));
        await scene.AcceptAsync(draft);

        await scene.RunUntilAsync(draft.Id, MessageStatus.Sent);

        Assert.Equal(2, scene.Carrier.CallsOf(draft.Id).Count);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_message_that_is_always_put_off_fails_after_the_allowed_number_of_calls()
    {
        await using var scene = await OpenAsync(Bounded);
        var draft = scene.NewDraft();
        scene.Carrier.AnswerAlways(draft.To, new CarrierAnswer.Later(null, Busy));
        await scene.AcceptAsync(draft);

        var failed = await scene.RunUntilAsync(draft.Id, MessageStatus.SendingFailed);

        Assert.Equal(Busy, failed.Error);
        Assert.Equal([1, 2, 3], scene.Carrier.CallsOf(draft.Id).Select(call => call.Attempt));
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P4")]
    public async Task A_message_that_is_never_answered_ends_unconfirmed_after_the_allowed_number_of_calls()
    {
        await using var scene = await OpenAsync(Bounded);
        var draft = scene.NewDraft();
        scene.Carrier.AnswerAlways(draft.To, new CarrierAnswer.Unknown(Lost));
        await scene.AcceptAsync(draft);

        await scene.RunUntilAsync(draft.Id, MessageStatus.DeliveryUnconfirmed);

        Assert.Equal(3, scene.Carrier.CallsOf(draft.Id).Count);
    }

    [Theory, Trait(Promise, "P1")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pause_that_leads_beyond_the_time_for_retries_ends_with_it_and_the_answer_then_decides(bool isTakenThen)
    {
        await using var scene = await OpenAsync(new EngineSettings { Sending = new SendingRules { RetryFor = Seconds(1.5) } });
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Later(TimeSpan.FromDays(1), Busy));
        scene.Carrier.AnswerAlways(draft.To, isTakenThen ? new CarrierAnswer.Accepted() : new CarrierAnswer.Later(TimeSpan.FromDays(1), Busy));
        await scene.AcceptAsync(draft);
        var queued = await scene.WaitForAsync(draft.Id, message => message.Status == MessageStatus.Queued && message.Attempts > 0);
        Assert.Equal(queued.FirstClaimedAt + Seconds(1.5), queued.WakeAt);

        await scene.RunUntilAsync(draft.Id, isTakenThen ? MessageStatus.Sent : MessageStatus.SendingFailed);

        Assert.Equal([1, 2], scene.Carrier.CallsOf(draft.Id).Select(call => call.Attempt));
    }

    [Theory, Trait(Promise, "P1")]
    [InlineData("later")]
    [InlineData("not working")]
    [InlineData("unknown")]
    public async Task A_message_is_tried_for_as_long_as_the_rules_say_however_often_that_is(string answer)
    {
        var rules = new SendingRules { PauseBase = TimeSpan.FromMilliseconds(20), PauseMax = TimeSpan.FromMilliseconds(20), RetryFor = Seconds(2) };
        await using var scene = await OpenAsync(new EngineSettings { Sending = rules });
        var draft = scene.NewDraft();
        scene.Carrier.AnswerAlways(draft.To, answer switch
        {
            "later" => new CarrierAnswer.Later(null, Busy),
            "not working" => new CarrierAnswer.NotWorking(Busy),
            _ => new CarrierAnswer.Unknown(Busy),
        });
        await scene.AcceptAsync(draft);

        var ended = await scene.RunUntilAsync(draft.Id, answer == "unknown" ? MessageStatus.DeliveryUnconfirmed : MessageStatus.SendingFailed);

        Assert.True(ended.CompletedAt >= ended.FirstClaimedAt + rules.RetryFor, Sound.Describe(ended));
        Assert.True(ended.Attempts > 30 || !scene.OwnsClock, Sound.Describe(ended));
        Assert.Equal((Busy, ended.Attempts), (ended.Error, scene.Carrier.CallsOf(draft.Id).Count));
    }

    [Fact, Trait(Promise, "P2"), Trait(Promise, "P7")]
    public async Task What_was_not_called_is_no_try_and_the_next_call_has_its_number()
    {
        await using var scene = await OpenAsync(Bounded);
        var draft = scene.NewDraft();
        scene.Carrier.Answer(
            draft.To, [NotCalled(Seconds(0.3)), new CarrierAnswer.Later(null, Busy), .. Enumerable.Repeat(NotCalled(Seconds(0.1)), 4)]);
        await scene.AcceptAsync(draft);

        var waiting = await scene.WaitForAsync(draft.Id, message => message.Timeline[^1].Cause == StepCause.NotCalled);
        var step = waiting.Timeline[^1];
        Assert.Equal((MessageStatus.Queued, 0, false, LeftAlone), (waiting.Status, waiting.Attempts, waiting.Tainted, waiting.Error));
        Assert.True(step.WakeAt >= step.At + Seconds(0.3), Sound.Describe(waiting));
        Assert.Equal((Actor.Engine, null), (step.Actor, waiting.LastCarrier));

        var sent = await scene.RunUntilAsync(draft.Id, MessageStatus.Sent);
        Assert.Equal((2, 7, null), (sent.Attempts, sent.Claims, sent.Error));
        Assert.Equal([1, 2], scene.Carrier.CallsOf(draft.Id).Select(call => call.Attempt));
    }

    [Fact, Trait(Promise, "P2")]
    public async Task A_cancel_in_the_pause_after_a_call_that_was_not_made_wins()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, NotCalled(Seconds(1)));
        await scene.AcceptAsync(draft);
        await scene.WaitForAsync(draft.Id, message => message.Timeline[^1].Cause == StepCause.NotCalled);

        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(draft.Id));

        await scene.AdvanceAsync(Seconds(1.5));
        await scene.SettleAsync();
        Assert.Empty(scene.Carrier.CallsOf(draft.Id));
        var canceled = await scene.FindAsync(draft.Id);
        Assert.Equal((MessageStatus.Canceled, 0, null), (canceled.Status, canceled.Attempts, canceled.Error));
    }

    [Fact, Trait(Promise, "P3"), Trait(Promise, "P4")]
    public async Task A_call_that_was_not_made_after_an_unknown_outcome_does_not_make_a_message_cancelable_again()
    {
        await using var scene = await OpenAsync(Patient);
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Unknown(Lost), NotCalled(Seconds(1)));
        await scene.AcceptAsync(draft);
        var unknown = await scene.WaitForAsync(draft.Id, message => message.Tainted);

        await scene.AdvanceToAsync(unknown.WakeAt!.Value);
        var waiting = await scene.WaitForAsync(draft.Id, message => message.Timeline[^1].Cause == StepCause.NotCalled);

        Assert.Equal((MessageStatus.Sending, 1), (waiting.Status, waiting.Attempts));
        Assert.IsType<CancelVerdict.TooLate>(await scene.CancelAsync(draft.Id));
        await scene.RunUntilAsync(draft.Id, MessageStatus.Sent);
        Assert.Equal([1, 2], scene.Carrier.CallsOf(draft.Id).Select(call => call.Attempt));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_message_that_is_never_called_for_fails_without_a_try_when_the_time_for_them_is_over()
    {
        await using var scene = await OpenAsync(
            new EngineSettings { Sending = new SendingRules { PauseBase = Seconds(0.2), PauseMax = Seconds(0.4), RetryFor = Seconds(1) } });
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, Enumerable.Repeat(NotCalled(TimeSpan.Zero), 20));
        await scene.AcceptAsync(draft);

        var failed = await scene.RunUntilAsync(draft.Id, MessageStatus.SendingFailed);

        Assert.Equal((0, LeftAlone), (failed.Attempts, failed.Error));
        Assert.Equal([StepCause.NotCalled, StepCause.RetriesExhausted], failed.Timeline.TakeLast(2).Select(step => step.Cause));
        Assert.True(failed.CompletedAt >= failed.FirstClaimedAt + Seconds(1), Sound.Describe(failed));
        Assert.Empty(scene.Carrier.CallsOf(draft.Id));
        await scene.SendAsync(scene.NewDraft());
    }

    [Fact, Trait(Promise, "P7")]
    public async Task An_error_that_is_over_stands_in_the_timeline_alone()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Later(null, Busy), new CarrierAnswer.Unknown(Lost));
        await scene.AcceptAsync(draft);
        await scene.RunUntilAsync(draft.Id, MessageStatus.Sent);
        await scene.Engine.ReportAsync(scene.Carrier.Traits.Name, new Receipt(draft.Id, null, Delivered: true), Scene.Stop);

        await scene.RestartAsync();

        var delivered = await scene.FindAsync(draft.Id);
        Assert.Equal((MessageStatus.Delivered, null), (delivered.Status, delivered.Error));
        Assert.Equal([Busy, Lost], delivered.Timeline.Select(step => step.Error).Where(error => error is not null));
        Assert.Null(Assert.Single((await scene.Engine.ListAsync(new MessageQuery { Organization = Scene.Acme }, Scene.Stop)).Messages).Error);
    }

    private static CarrierAnswer.NotCalled NotCalled(TimeSpan after) => new(LeftAlone, after);

    /// <summary>A pause of at least a second after the first call: time enough to look at the message in it.</summary>
    private static EngineSettings Patient =>
        new() { Sending = new SendingRules { PauseBase = Seconds(2), PauseMax = Seconds(2) } };

    private static EngineSettings Bounded =>
        new() { Sending = new SendingRules { AttemptsMax = 3, PauseBase = TimeSpan.FromMilliseconds(100) } };
}
