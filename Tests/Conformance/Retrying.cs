namespace Belay.Tests.Conformance;

public abstract class Retrying : EngineSuite
{
    private static readonly MessageError Busy = new("429", "Busy.");
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

    [Fact, Trait(Promise, "P1")]
    public async Task A_pause_that_leads_beyond_the_time_for_retries_ends_the_message_at_once()
    {
        await using var scene = await OpenAsync(new EngineSettings { Sending = new SendingRules { RetryFor = TimeSpan.FromMinutes(1) } });
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Later(TimeSpan.FromMinutes(2), Busy));
        await scene.AcceptAsync(draft);

        await scene.WaitForAsync(draft.Id, MessageStatus.SendingFailed);

        Assert.Single(scene.Carrier.CallsOf(draft.Id));
    }

    /// <summary>A pause of at least a second after the first call: time enough to look at the message in it.</summary>
    private static EngineSettings Patient =>
        new() { Sending = new SendingRules { PauseBase = Seconds(2), PauseMax = Seconds(2) } };

    private static EngineSettings Bounded =>
        new() { Sending = new SendingRules { AttemptsMax = 3, PauseBase = TimeSpan.FromMilliseconds(100) } };
}
