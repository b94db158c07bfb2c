namespace Belay.Tests.Conformance;

public abstract class Expiry : EngineSuite
{
    [Fact, Trait(Promise, "P6")]
    public async Task A_message_whose_validity_ended_while_the_engine_was_down_expires_unsent()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(scene.Soon) with { ValidUntil = scene.Now + scene.Soon + Seconds(0.5) });

        await scene.RestartAsync(down: scene.Soon + Seconds(1));

        var expired = await scene.WaitForAsync(message.Id, MessageStatus.Expired);
        Assert.Equal(StepCause.ValidityEnded, expired.Timeline[^1].Cause);
        await scene.SettleAsync();
        Assert.Empty(scene.Carrier.CallsOf(message.Id));
    }

    [Fact, Trait(Promise, "P6")]
    public async Task A_message_expires_on_time_in_the_pause_before_a_retry()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft() with { ValidUntil = scene.Now + scene.Soon };
        var queued = await scene.AcceptQueuedAsync(TimeSpan.FromMinutes(30), draft);
        Assert.Equal(draft.ValidUntil, queued.WakeAt);

        await scene.AdvanceToAsync(draft.ValidUntil.Value);

        var expired = await scene.WaitForAsync(draft.Id, MessageStatus.Expired);
        Assert.InRange(expired.CompletedAt!.Value, draft.ValidUntil.Value, draft.ValidUntil.Value + Seconds(1));
        Assert.Single(scene.Carrier.CallsOf(draft.Id));
    }

    [Fact, Trait(Promise, "P4"), Trait(Promise, "P6")]
    public async Task A_message_with_an_unknown_outcome_ends_unconfirmed_not_expired_when_its_validity_ends()
    {
        var settings = new EngineSettings { Sending = new SendingRules { PauseBase = TimeSpan.FromMinutes(1) } };
        await using var scene = await OpenAsync(settings);
        var draft = scene.NewDraft() with { ValidUntil = scene.Now + scene.Soon };
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Unknown(new MessageError("lost", "The connection was lost.")));
        await scene.AcceptAsync(draft);
        await scene.WaitForAsync(draft.Id, message => message.Tainted);

        await scene.AdvanceToAsync(draft.ValidUntil.Value);

        await scene.WaitForAsync(draft.Id, MessageStatus.DeliveryUnconfirmed);
        Assert.Single(scene.Carrier.CallsOf(draft.Id));
    }

    [Fact, Trait(Promise, "P6")]
    public async Task A_message_that_is_sent_in_time_does_not_expire_afterwards()
    {
        await using var scene = await OpenAsync();
        var sent = await scene.SendAsync(scene.NewDraft() with { ValidUntil = scene.Now + scene.Soon });

        await scene.AdvanceAsync(scene.Soon + Seconds(0.5));
        await scene.SettleAsync();

        Sound.Same(sent, await scene.FindAsync(sent.Id));
    }
}
