using Belay.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>What becomes of events while the store, a receiver or the process fails.</summary>
public sealed class WebhookDeliveryFaultTests
{
    [Fact]
    public async Task An_event_whose_outcome_could_not_be_kept_is_offered_again_after_its_lease_under_the_same_id()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var run = await DeliveryRun.StartAsync();
        run.Outbox.FailSettles(1);

        await run.SendAsync(Dialect.Telnyx, receiver.Url);
        var first = await receiver.NextAsync();
        await run.Outbox.NextFailureAsync();
        run.Clock.Advance(WebhookDelivery.Lease);
        var second = await receiver.NextAsync();
        var settled = await run.Outbox.NextAsync();

        Assert.Equal(first.Text.Split(' ')[0], second.Text.Split(' ')[0]);
        Assert.EndsWith(" 3 2", second.Text);
        Assert.Null(settled.RetryAt);
    }

    [Fact]
    public async Task Delivery_waits_for_a_store_that_is_down_and_goes_on()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var run = await DeliveryRun.StartAsync(before: async run =>
        {
            run.Outbox.FailClaims(2);
            await run.ScheduleAsync(Dialect.Telnyx, receiver.Url);
        });

        for (var failures = 0; failures < 2; failures++)
        {
            Assert.Equal(WatchedOutbox.Down.RetryAfter, await run.Pauses.NextPauseAsync());
            Assert.False(receiver.HasMore);
            run.Clock.Advance(WatchedOutbox.Down.RetryAfter);
        }

        Assert.EndsWith(" 1 1", (await receiver.NextAsync()).Text);
    }

    [Fact]
    public async Task A_slow_receiver_has_its_own_bound_and_holds_up_nobody_else()
    {
        const int Active = 2, Waiting = 6, Returned = 6;
        await using var slow = await WebhookReceiver.StartAsync();
        await using var quick = await WebhookReceiver.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        slow.Answer = (context, _) => gate.Task.WaitAsync(context.RequestAborted);
        var settings = new WebhookSettings { AllowPrivateNetworks = true, ConcurrencyPerHost = Active };
        await using var run = await DeliveryRun.StartAsync(settings, before: async run =>
        {
            for (var i = 0; i < Active + Waiting + Returned; i++)
            {
                await run.ScheduleAsync(Dialect.Courier, slow.Url);
            }

            await run.ScheduleAsync(Dialect.Courier, quick.Url);
        });

        // The quick one is the last in the line, and the first to get its event.
        await quick.NextAsync();
        var settled = new List<Settled>();
        for (var i = 0; i < Returned + 1; i++)
        {
            settled.Add(await run.Outbox.NextAsync());
        }

        var back = run.Clock.GetUtcNow() + WebhookDelivery.BusyPause;
        Assert.Equal(Returned, settled.Count(one => one.Untried && one.RetryAt == back));
        await slow.NextAsync();
        await slow.NextAsync();
        Assert.False(slow.HasMore);

        // Those that were given back come again, still as their first try.
        Assert.Equal(WebhookDelivery.ClaimPause, await run.Pauses.NextPauseAsync());
        gate.SetResult();
        for (var i = 0; i < Active + Waiting; i++)
        {
            Assert.Null((await run.Outbox.NextAsync()).RetryAt);
        }

        run.Clock.Advance(WebhookDelivery.BusyPause);
        for (var i = Active; i < Active + Waiting + Returned; i++)
        {
            Assert.EndsWith(" 1 1", (await slow.NextAsync()).Text);
        }
    }

    [Fact]
    public async Task An_event_whose_lease_is_nearly_over_is_left_to_the_next_claim()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        var settings = new WebhookSettings { AllowPrivateNetworks = true, ConcurrencyPerHost = 1 };
        await using var run = await DeliveryRun.StartAsync(settings, before: async run =>
        {
            await run.ScheduleAsync(Dialect.Courier, receiver.Url);
            await run.ScheduleAsync(Dialect.Courier, receiver.Url);
        });

        // The first one hangs while nearly the whole lease passes for both.
        await receiver.NextAsync();
        receiver.AnswerWith(200);
        run.Clock.Advance(WebhookDelivery.Lease - TimeSpan.FromSeconds(5));
        Assert.Equal(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(5), (await run.Outbox.NextAsync()).RetryAt);
        run.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.EndsWith(" 1 2", (await receiver.NextAsync()).Text);
        Assert.EndsWith(" 1 2", (await receiver.NextAsync()).Text);
        Assert.Null((await run.Outbox.NextAsync()).RetryAt);
        Assert.Null((await run.Outbox.NextAsync()).RetryAt);
        Assert.False(receiver.HasMore);
    }

    [Fact]
    public async Task A_process_that_ends_does_not_wait_for_a_receiver_that_hangs()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        var run = await DeliveryRun.StartAsync();

        await run.SendAsync(Dialect.Courier, receiver.Url);
        await receiver.NextAsync();

        await run.DisposeAsync().AsTask().WaitAsync(ScriptedCarrier.Patience, TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
