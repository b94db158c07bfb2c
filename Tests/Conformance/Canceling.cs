namespace Belay.Tests.Conformance;

public abstract class Canceling : EngineSuite
{
    [Fact, Trait(Promise, "P2"), Trait(Promise, "P1")]
    public async Task A_message_canceled_before_it_is_due_is_never_sent()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(scene.Soon));

        var verdict = await scene.CancelAsync(message.Id);

        var canceled = Assert.IsType<CancelVerdict.Canceled>(verdict).Message;
        Assert.Equal(MessageStatus.Canceled, canceled.Status);
        Assert.Equal(Scene.Caller, canceled.Timeline[^1].Actor);
        Sound.Same(canceled, await scene.FindAsync(message.Id));
        await scene.AdvanceAsync(scene.OwnsClock ? TimeSpan.FromDays(30) : scene.Soon + Seconds(0.2));
        await scene.SettleAsync();
        Assert.Empty(scene.Carrier.CallsOf(message.Id));
        Sound.Same(canceled, await scene.FindAsync(message.Id));
    }

    [Fact, Trait(Promise, "P2")]
    public async Task A_cancel_in_the_last_moment_still_wins()
    {
        await using var scene = await OpenAsync();
        Assert.SkipUnless(scene.OwnsClock, "The last millisecond cannot be met on the real clock; the race of cancel and due time covers it.");
        var message = await scene.AcceptAsync(scene.NewDraft(Seconds(60)));
        await scene.AdvanceAsync(Seconds(60) - TimeSpan.FromMilliseconds(1));

        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(message.Id));

        await scene.AdvanceAsync(Seconds(60));
        await scene.SettleAsync();
        Assert.Empty(scene.Carrier.CallsOf(message.Id));
    }

    [Fact, Trait(Promise, "P2"), Trait(Promise, "P7")]
    public async Task A_second_cancel_says_that_it_was_canceled_already_and_changes_nothing()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));
        var first = Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(message.Id));

        var second = Assert.IsType<CancelVerdict.AlreadyCanceled>(await scene.CancelAsync(message.Id));

        Sound.Same(first.Message, second.Message);
    }

    [Fact, Trait(Promise, "P3")]
    public async Task A_cancel_during_an_open_call_is_too_late_and_does_not_wait_for_the_call()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        var gate = await scene.AcceptHeldAsync(draft);

        var verdict = await scene.CancelAsync(draft.Id).WaitAsync(ScriptedCarrier.Patience, TimeProvider.System, Scene.Stop);

        Assert.Equal(MessageStatus.Sending, Assert.IsType<CancelVerdict.TooLate>(verdict).Message.Status);
        gate.Release();
        await scene.WaitForAsync(draft.Id, MessageStatus.Sent);
    }

    [Fact, Trait(Promise, "P3")]
    public async Task The_claim_is_stored_when_the_carrier_is_called()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        var gate = await scene.AcceptHeldAsync(draft);

        var message = await scene.FindAsync(draft.Id);

        Assert.Equal((MessageStatus.Sending, StepCause.Claimed), (message.Status, message.Timeline[^1].Cause));
        gate.Release();
    }

    [Fact, Trait(Promise, "P3")]
    public async Task A_cancel_after_sending_is_too_late_and_says_sent()
    {
        await using var scene = await OpenAsync();
        var sent = await scene.SendAsync(scene.NewDraft());

        var tooLate = Assert.IsType<CancelVerdict.TooLate>(await scene.CancelAsync(sent.Id));

        Sound.Same(sent, tooLate.Message);
    }

    [Fact, Trait(Promise, "P3")]
    public async Task A_cancel_after_a_refusal_is_too_late_and_says_failed()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Refused(new MessageError("40300", "Blocked.")));
        await scene.AcceptAsync(draft);
        await scene.WaitForAsync(draft.Id, MessageStatus.SendingFailed);

        Assert.Equal(MessageStatus.SendingFailed, Assert.IsType<CancelVerdict.TooLate>(await scene.CancelAsync(draft.Id)).Message.Status);
    }

    [Fact, Trait(Promise, "P3")]
    public async Task A_cancel_after_the_end_of_validity_is_too_late_and_says_expired()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(scene.Soon) with { ValidUntil = scene.Now + scene.Soon + Seconds(0.5) });
        await scene.RestartAsync(down: scene.Soon + Seconds(1));
        await scene.WaitForAsync(message.Id, MessageStatus.Expired);

        Assert.Equal(MessageStatus.Expired, Assert.IsType<CancelVerdict.TooLate>(await scene.CancelAsync(message.Id)).Message.Status);
    }

    [Fact, Trait(Promise, "P2")]
    public async Task A_rule_for_scheduled_messages_does_not_cancel_a_queued_one_and_the_core_rule_does()
    {
        await using var scene = await OpenAsync();
        var queued = await scene.AcceptQueuedAsync(TimeSpan.FromMinutes(30));

        var outside = Assert.IsType<CancelVerdict.OutsideRule>(await scene.CancelAsync(queued.Id, CancelRule.Scheduled));

        Sound.Same(queued, outside.Message);
        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(queued.Id, CancelRule.Pending));
    }

    [Fact, Trait(Promise, "P3")]
    public async Task A_rule_with_a_lead_cancels_only_what_is_due_later_than_that()
    {
        await using var scene = await OpenAsync();
        var rule = new CancelRule(MessageStatuses.Scheduled, MoreThanBeforeDue: TimeSpan.FromMinutes(1));
        var soon = await scene.AcceptAsync(scene.NewDraft(Seconds(59)));
        var atTheEdge = await scene.AcceptAsync(scene.NewDraft(Seconds(60)));
        var later = await scene.AcceptAsync(scene.NewDraft(Seconds(scene.OwnsClock ? 60.001 : 120)));

        Assert.IsType<CancelVerdict.OutsideRule>(await scene.CancelAsync(soon.Id, rule));
        Assert.IsType<CancelVerdict.OutsideRule>(await scene.CancelAsync(atTheEdge.Id, rule));
        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(later.Id, rule));
        Assert.IsType<CancelVerdict.AlreadyCanceled>(await scene.CancelAsync(later.Id, rule));
    }

    [Fact, Trait(Promise, "P2")]
    public async Task Fifty_cancels_at_once_cancel_once()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => scene.CancelAsync(message.Id))));

        Assert.Single(verdicts.OfType<CancelVerdict.Canceled>());
        Assert.Equal(49, verdicts.OfType<CancelVerdict.AlreadyCanceled>().Count());
        Assert.Equal(2, (await scene.FindAsync(message.Id)).Version);
    }

    [Fact, Trait(Promise, "P2"), Trait(Promise, "P3"), Trait(Promise, "P4")]
    public async Task Cancels_that_race_the_due_time_each_end_canceled_without_a_call_or_too_late_with_one()
    {
        await using var scene = await OpenAsync();
        const int Count = 200;
        var around = TimeSpan.FromMilliseconds(50);
        var messages = await scene.AcceptAllAsync(scene.NewBatch(Count, Seconds(1)));
        await scene.AdvanceToAsync(messages[0].DueAt - around);

        // The cancels are spread over real milliseconds around the due time; where the clock is owned, it jumps to the due time among them.
        var due = Task.Run(
            async () =>
            {
                await Task.Delay(scene.OwnsClock ? around : TimeSpan.Zero, TimeProvider.System, Scene.Stop);
                await scene.AdvanceAsync(around);
            },
            Scene.Stop);
        var verdicts = await Task.WhenAll(messages.Select((message, i) => Task.Run(
            async () =>
            {
                await Task.Delay(2 * around * i / Count, TimeProvider.System, Scene.Stop);
                return await scene.CancelAsync(message.Id);
            },
            Scene.Stop)));
        await due;

        await scene.SettleAsync();
        foreach (var (message, verdict) in messages.Zip(verdicts))
        {
            if (verdict is CancelVerdict.Canceled)
            {
                Assert.Empty(scene.Carrier.CallsOf(message.Id));
                Assert.Equal(MessageStatus.Canceled, (await scene.FindAsync(message.Id)).Status);
            }
            else
            {
                Assert.IsType<CancelVerdict.TooLate>(verdict);
                await scene.WaitForAsync(message.Id, MessageStatus.Sent);
                Assert.Single(scene.Carrier.CallsOf(message.Id));
            }
        }
    }
}
