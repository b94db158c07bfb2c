using Belay.Messages;
using Belay.Tests.Conformance;

namespace Belay.Tests.Engine;

/// <summary>The wall clock is set, forward and back (P6): never early by it, and never asleep longer than a second after it says so.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact, Trait(EngineSuite.Promise, "P6")]
    public async Task After_a_step_back_a_message_still_leaves_at_its_time_and_not_at_the_end_of_the_old_timer()
    {
        await using var stage = Stage.Open();
        var old = await stage.Scene.AcceptAsync(stage.Scene.NewDraft(10 * Second));
        stage.Clock.StepTo(stage.Scene.Now - TimeSpan.FromHours(1));
        var fresh = await stage.Scene.AcceptAsync(stage.Scene.NewDraft(2 * Second));

        stage.Clock.Advance(2 * Second);

        await stage.Scene.WaitForAsync(fresh.Id, MessageStatus.Sent);
        stage.Clock.Advance(TimeSpan.FromMinutes(30));
        await stage.Scene.SettleAsync();
        Assert.Empty(stage.Scene.Carrier.CallsOf(old.Id));
        Assert.IsType<CancelVerdict.Canceled>(await stage.Scene.CancelAsync(old.Id));
    }

    [Fact, Trait(EngineSuite.Promise, "P6")]
    public async Task When_the_clock_is_put_right_again_what_is_due_leaves_within_a_second()
    {
        await using var stage = Stage.Open();
        var message = await stage.Scene.AcceptAsync(stage.Scene.NewDraft(10 * Second));
        var right = stage.Scene.Now;
        stage.Clock.StepTo(right - TimeSpan.FromHours(1));
        await stage.Scene.SettleAsync();
        stage.Clock.StepTo(right + (11 * Second));

        // Nobody tells the engine. It looks at the clock again of its own accord.
        stage.Clock.Advance(Second);

        await stage.Scene.WaitForAsync(message.Id, MessageStatus.Sent);
        Assert.Single(stage.Scene.Carrier.CallsOf(message.Id));
    }

    [Fact, Trait(EngineSuite.Promise, "P6")]
    public async Task A_step_forward_sends_what_became_due_once_and_in_due_order()
    {
        await using var stage = Stage.Open(new EngineSettings { DispatchConcurrency = 1 });
        List<Message> messages = [];
        for (var i = 0; i < 30; i++)
        {
            messages.Add(await stage.Scene.AcceptAsync(stage.Scene.NewDraft(TimeSpan.FromMinutes(1 + (i * 7 % 30)))));
        }

        stage.Clock.StepTo(stage.Scene.Now + TimeSpan.FromHours(1));
        stage.Clock.Advance(Second);

        await stage.Scene.Carrier.WaitForCallsAsync(messages.Count);
        stage.Clock.StepTo(stage.Scene.Now - TimeSpan.FromHours(1));
        stage.Clock.Advance(TimeSpan.FromHours(2));
        await stage.Scene.SettleAsync();
        Assert.Equal(
            messages.OrderBy(message => message.DueAt).Select(message => message.Id),
            stage.Scene.Carrier.Calls.Take(messages.Count).Select(call => call.Id));
        Assert.All(messages, message => Assert.Single(stage.Scene.Carrier.CallsOf(message.Id)));
    }

    [Fact, Trait(EngineSuite.Promise, "P6")]
    public async Task A_message_due_in_centuries_waits_and_keeps_nobody_from_leaving()
    {
        await using var stage = Stage.Open();
        var far = await stage.Scene.AcceptAsync(stage.Scene.NewDraft(TimeSpan.FromDays(365 * 500)));
        var farthest = await stage.Scene.AcceptAsync(stage.Scene.NewDraft() with { SendAt = DateTimeOffset.MaxValue });

        await stage.Scene.SendAsync(stage.Scene.NewDraft());
        stage.Clock.StepTo(far.DueAt - Second);
        stage.Clock.Advance(Second / 2);
        await stage.Scene.SettleAsync();
        Assert.Empty(stage.Scene.Carrier.CallsOf(far.Id));
        stage.Clock.Advance(Second);

        await stage.Scene.WaitForAsync(far.Id, MessageStatus.Sent);
        Assert.Equal(MessageStatus.Scheduled, (await stage.Scene.FindAsync(farthest.Id)).Status);
    }
}
