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
        if (settled.Untried)
        {
            // The clock moved on while it was being claimed: that claim was about to be somebody else's.
            settled = await run.Outbox.NextAsync();
        }

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

        var back = run.Clock.GetUtcNow() + HostLanes.BusyPause;
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

        run.Clock.Advance(HostLanes.BusyPause);
        for (var i = Active; i < Active + Waiting + Returned; i++)
        {
            Assert.EndsWith(" 1 1", (await slow.NextAsync()).Text);
        }
    }

    [Fact]
    public async Task A_receiver_that_is_down_has_few_places_and_holds_up_nobody_else()
    {
        const int Count = 20;
        await using var down = await WebhookReceiver.StartAsync();
        await using var well = await WebhookReceiver.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        down.Answer = (context, _) => gate.Task.WaitAsync(context.RequestAborted);
        await using var run = await DeliveryRun.StartAsync(before: async run =>
        {
            Fail(run, down.Url);
            for (var i = 0; i < Count; i++)
            {
                await run.ScheduleAsync(Dialect.Courier, down.Url);
            }

            await run.ScheduleAsync(Dialect.Courier, well.Url);
        });

        // The event of the other one is the last in the line, and the first to be taken. Of those before it two look, and the others come back later
        // and later, untried.
        await well.NextAsync();
        var settled = new List<Settled>();
        for (var i = 0; i < Count - HostLanes.DownActiveMax + 1; i++)
        {
            settled.Add(await run.Outbox.NextAsync());
        }

        var returned = settled.Where(one => one.Untried).ToList();
        Assert.Equal(Count - HostLanes.DownActiveMax, returned.Count);
        Assert.Equal(returned.Count, returned.Select(one => one.RetryAt).Distinct().Count());
        Assert.All(returned, one => Assert.InRange(one.RetryAt!.Value - run.Clock.GetUtcNow(), HostLanes.BusyPause, HostLanes.DownPauseMax));

        // It is back, and the lane is whole again.
        gate.SetResult();
        Assert.Equal((null, false), Outcome(await run.Outbox.NextAsync()));
        Assert.Equal((null, false), Outcome(await run.Outbox.NextAsync()));
        Assert.Null(run.Lanes.DownSince(down.Url));

        static (DateTimeOffset?, bool) Outcome(Settled one) => (one.RetryAt, one.GivenUp);
    }

    [Fact]
    public async Task An_event_that_waits_a_day_behind_others_of_a_receiver_that_takes_nothing_is_given_up()
    {
        await using var down = await WebhookReceiver.StartAsync();
        await using var run = await DeliveryRun.StartAsync();
        Fail(run, down.Url);

        // Two look whether it is back, and find no answer while a day passes.
        using var first = run.Lanes.TryEnter(down.Url);
        using var second = run.Lanes.TryEnter(down.Url);
        var message = await run.ScheduleAsync(Dialect.Courier, down.Url);
        Assert.True((await run.Outbox.NextAsync()).Untried);
        Assert.Equal(WebhookDelivery.ClaimPause, await run.Pauses.NextPauseAsync());
        run.Clock.Advance(WebhookPolicy.TriedFor);

        Assert.Equal(new Settled(WebhookEvent.IdOf(message.Id, 1), RetryAt: null, GivenUp: true), await run.Outbox.NextAsync());
        Assert.Equal(
            new UndeliveredEvent(1, 0, NextAt: null),
            Assert.Single(await run.Outbox.FindUndeliveredAsync(DeliveryRun.Organization, message.Id, TestContext.Current.CancellationToken)));
        Assert.False(down.HasMore);
    }

    [Fact]
    public async Task While_the_address_is_down_and_full_the_failover_address_gets_the_event()
    {
        await using var down = await WebhookReceiver.StartAsync();
        await using var failover = await WebhookReceiver.StartAsync();
        await using var run = await DeliveryRun.StartAsync();
        Fail(run, down.Url);
        using var first = run.Lanes.TryEnter(down.Url);
        using var second = run.Lanes.TryEnter(down.Url);
        await run.SendAsync(Dialect.Telnyx, down.Url, failover.Url);

        Assert.EndsWith(" 3 1", (await failover.NextAsync()).Text);
        Assert.Null((await run.Outbox.NextAsync()).RetryAt);
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
        Assert.True((await run.Outbox.NextAsync()).Untried);

        // What was not posted is no try: the second one comes as its first.
        Assert.EndsWith(" 1 1", (await receiver.NextAsync()).Text);
        run.Clock.Advance(TimeSpan.FromSeconds(5));
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

    /// <summary>Lets the host fail as often as it takes to be down.</summary>
    private static void Fail(DeliveryRun run, string url)
    {
        for (var i = 0; i < HostLanes.DownAfter; i++)
        {
            using var place = run.Lanes.TryEnter(url)!;
            place.Report(taken: false, run.Clock.GetUtcNow());
        }
    }
}
