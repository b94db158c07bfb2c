namespace Belay.Tests.Conformance;

public abstract class Sending : EngineSuite
{
    [Fact, Trait(Promise, "P4"), Trait(Promise, "P7")]
    public async Task A_message_that_the_carrier_takes_is_sent_with_its_reference_and_called_once()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Accepted("carrier-77"));

        var sent = await scene.SendAsync(draft);

        Assert.Equal("carrier-77", sent.CarrierReference);
        Assert.Equal(1, Assert.Single(scene.Carrier.CallsOf(draft.Id)).Attempt);
        Assert.NotNull(sent.SentAt);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_refused_message_ends_as_failed_with_the_carriers_words()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Refused(new MessageError("40300", "Blocked.")));
        await scene.AcceptAsync(draft);

        var failed = await scene.WaitForAsync(draft.Id, MessageStatus.SendingFailed);

        Assert.Equal(new MessageError("40300", "Blocked."), failed.Error);
        Assert.Single(scene.Carrier.CallsOf(draft.Id));
    }

    [Fact, Trait(Promise, "P6")]
    public async Task Messages_that_come_due_leave_in_the_order_of_their_times()
    {
        await using var scene = await OpenAsync(new EngineSettings { DispatchConcurrency = 1 });
        double[] dueIn = [1.5, 0.9, 1.2, 1.8, 0.6];
        foreach (var seconds in dueIn)
        {
            await scene.AcceptAsync(scene.NewDraft(Seconds(seconds)));
        }

        await scene.AdvanceAsync(Seconds(2));
        await scene.Carrier.WaitForCallsAsync(dueIn.Length);

        var dueTimes = scene.Carrier.Calls.Select(call => call.Submission.DueAt).ToList();
        Assert.Equal(dueTimes.Order(), dueTimes);
    }

    [Fact, Trait(Promise, "P6")]
    public async Task One_slow_call_does_not_hold_up_the_others()
    {
        await using var scene = await OpenAsync(new EngineSettings { DispatchConcurrency = 2 });
        var slow = scene.NewDraft();
        var gate = await scene.AcceptHeldAsync(slow);

        for (var i = 0; i < 10; i++)
        {
            await scene.SendAsync(scene.NewDraft());
        }

        Assert.True((await scene.FindAsync(slow.Id)).CallOpen);
        gate.Release();
        await scene.WaitForAsync(slow.Id, MessageStatus.Sent);
    }

    [Fact, Trait(Promise, "P6")]
    public async Task No_more_calls_are_open_at_once_than_allowed()
    {
        await using var scene = await OpenAsync(new EngineSettings { DispatchConcurrency = 3 });
        var drafts = scene.NewBatch(12);
        var gates = drafts.ToDictionary(draft => draft.Id, draft => scene.Carrier.Hold(draft.To));

        await scene.AcceptAllAsync(drafts);
        for (var released = 0; released < drafts.Count; released++)
        {
            // One at a time: each call that ends lets one more in, and calls beyond the bound have time to show.
            await scene.Carrier.WaitForCallsAsync(Math.Min(released + 3, drafts.Count));
            var oldest = scene.Carrier.Calls[released].Id;
            gates[oldest].Release();
            await scene.WaitForAsync(oldest, MessageStatus.Sent);
        }

        Assert.Equal(3, scene.Carrier.MostOpenCalls);
    }

    [Fact, Trait(Promise, "P2"), Trait(Promise, "P5")]
    public async Task A_carrier_that_takes_fewer_calls_at_once_gets_no_more_and_what_waits_for_it_can_be_canceled()
    {
        var settings = new EngineSettings { DispatchConcurrency = 8 };
        await using var scene = await OpenAsync(settings with { Carrier = settings.Carrier with { CallsMax = 2 } });
        var drafts = scene.NewBatch(4);
        var gates = drafts.ToDictionary(draft => draft.Id, draft => scene.Carrier.Hold(draft.To));
        await scene.AcceptAllAsync(drafts);
        await scene.Carrier.WaitForCallsAsync(2);
        var waiting = drafts.Select(draft => draft.Id).Except(scene.Carrier.Calls.Select(call => call.Id)).ToList();

        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(waiting[0]));
        foreach (var gate in gates.Values)
        {
            gate.Release();
        }

        await scene.WaitForAsync(waiting[1], MessageStatus.Sent);
        Assert.Equal((2, 3), (scene.Carrier.MostOpenCalls, scene.Carrier.Calls.Count));
        Assert.Empty(scene.Carrier.CallsOf(waiting[0]));
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P4")]
    public async Task Many_messages_due_at_once_are_each_sent_once()
    {
        await using var scene = await OpenAsync();
        var messages = await scene.AcceptAllAsync(scene.NewBatch(300, Seconds(1)));

        await scene.AdvanceToAsync(messages[0].DueAt);
        foreach (var message in messages)
        {
            await scene.WaitForAsync(message.Id, MessageStatus.Sent);
        }

        Assert.Equal(messages.Select(message => message.Id).Order(), scene.Carrier.Calls.Select(call => call.Id).Order());
    }
}
