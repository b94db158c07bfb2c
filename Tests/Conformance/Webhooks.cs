namespace Belay.Tests.Conformance;

public abstract class Webhooks : EngineSuite
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P7")]
    public async Task There_is_an_event_for_each_wanted_step_and_for_no_other()
    {
        await using var scene = await OpenAsync();
        var wanted = MessageStatuses.Scheduled | MessageStatuses.Sent | MessageStatuses.Delivered;
        var message = await scene.AcceptAsync(Telling(scene, wanted, Seconds(1)));
        await scene.AdvanceToAsync(message.DueAt);
        await scene.WaitForAsync(message.Id, MessageStatus.Sent);
        await ReportAsync(scene, message.Id);
        await scene.Engine.ArchiveAsync(Scene.Acme, message.Draft.Batch, Scene.Caller, Scene.Stop);
        var final = await scene.FindAsync(message.Id);

        foreach (var (status, version) in new[] { (MessageStatus.Scheduled, 1), (MessageStatus.Sent, 4), (MessageStatus.Delivered, 5) })
        {
            var told = await scene.ClaimOnlyAsync();
            Assert.Equal((status, (long)version, 1), (told.Step.Status, told.Step.Version, told.Attempt));
            Assert.Equal(WebhookEvent.IdOf(message.Id, version), told.Id);
            Sound.Same(final.AsOf(version), told.Message);
            await scene.SettleAsync(told);
        }

        await scene.NoEventAsync();
    }

    [Fact, Trait(Promise, "P7")]
    public async Task A_message_that_wants_no_events_has_none()
    {
        await using var scene = await OpenAsync();
        await scene.SendAsync(scene.NewDraft());

        await scene.NoEventAsync();
    }

    [Fact, Trait(Promise, "P2")]
    public async Task A_cancel_is_told_once_however_often_it_is_repeated()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(Telling(scene, MessageStatuses.Canceled, TimeSpan.FromHours(1)));
        await scene.CancelAsync(message.Id);
        await scene.CancelAsync(message.Id);

        var told = await scene.ClaimOnlyAsync();

        Assert.Equal(MessageStatus.Canceled, told.Message.Status);
        await scene.SettleAsync(told);
        await scene.NoEventAsync();
    }

    [Fact, Trait(Promise, "P7")]
    public async Task A_receipt_before_the_carriers_answer_tells_sent_and_then_delivered()
    {
        await using var scene = await OpenAsync();
        var draft = Telling(scene, MessageStatuses.Sent | MessageStatuses.Delivered);
        var gate = await scene.AcceptHeldAsync(draft);
        await ReportAsync(scene, draft.Id);
        gate.Release();

        var sent = await scene.ClaimOnlyAsync();
        Assert.Equal(MessageStatus.Sent, sent.Message.Status);
        await scene.SettleAsync(sent);

        Assert.Equal(MessageStatus.Delivered, (await scene.ClaimOnlyAsync()).Message.Status);
    }

    [Fact, Trait(Promise, "P7")]
    public async Task An_event_waits_while_an_earlier_one_of_its_message_waits_for_its_next_try()
    {
        await using var scene = await OpenAsync();
        var sent = await scene.SendAsync(Telling(scene, MessageStatuses.Sent | MessageStatuses.Delivered));
        await ReportAsync(scene, sent.Id);
        var first = await scene.ClaimOnlyAsync();
        var retryAt = scene.Now + Seconds(1);
        await scene.SettleAsync(first, retryAt);
        await scene.NoEventAsync();

        await scene.AdvanceToAsync(retryAt);
        var again = await scene.ClaimOnlyAsync();

        Assert.Equal((first.Id, 2), (again.Id, again.Attempt));
        await scene.SettleAsync(again);
        Assert.Equal(MessageStatus.Delivered, (await scene.ClaimOnlyAsync()).Message.Status);
    }

    [Fact, Trait(Promise, "P7")]
    public async Task An_event_of_one_message_does_not_wait_for_another_message()
    {
        await using var scene = await OpenAsync();
        var one = await scene.AcceptAsync(Telling(scene, MessageStatuses.Scheduled, TimeSpan.FromHours(1)));
        await scene.SettleAsync(await scene.ClaimOnlyAsync(), scene.Now + TimeSpan.FromHours(1));

        var other = await scene.AcceptAsync(Telling(scene, MessageStatuses.Scheduled, TimeSpan.FromHours(1)));

        Assert.Equal(other.Id, (await scene.ClaimOnlyAsync()).Message.Id);
        Assert.NotEqual(one.Id, other.Id);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task An_event_whose_lease_ran_out_is_offered_again()
    {
        await using var scene = await OpenAsync();
        await scene.AcceptAsync(Telling(scene, MessageStatuses.Scheduled, TimeSpan.FromHours(1)));
        var first = await scene.ClaimOnlyAsync(Lease);

        await scene.AdvanceAsync(Lease);
        var again = await scene.ClaimOnlyAsync(Lease);

        Assert.Equal((first.Id, 2), (again.Id, again.Attempt));
        Sound.Same(first.Message, again.Message);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task An_event_that_was_given_back_is_offered_again_as_the_same_try()
    {
        await using var scene = await OpenAsync();
        await scene.AcceptAsync(Telling(scene, MessageStatuses.Scheduled, TimeSpan.FromHours(1)));
        var first = await scene.ClaimOnlyAsync();
        var at = scene.Now + Seconds(1);
        await scene.Outbox.ReturnAsync(first, at, Scene.Stop);
        await scene.NoEventAsync();

        await scene.AdvanceToAsync(at);
        var again = await scene.ClaimOnlyAsync();

        Assert.Equal((first.Id, 1), (again.Id, again.Attempt));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task An_event_cannot_be_given_back_by_who_lost_its_lease()
    {
        await using var scene = await OpenAsync();
        await scene.AcceptAsync(Telling(scene, MessageStatuses.Scheduled, TimeSpan.FromHours(1)));
        var lost = await scene.ClaimOnlyAsync(Lease);
        await scene.AdvanceAsync(Lease);
        var held = await scene.ClaimOnlyAsync();
        Assert.Equal((lost.Id, 2), (held.Id, held.Attempt));

        await scene.Outbox.ReturnAsync(lost, scene.Now, Scene.Stop);
        await scene.NoEventAsync();
        await scene.SettleAsync(held);
        await scene.Outbox.ReturnAsync(held, scene.Now, Scene.Stop);

        await scene.NoEventAsync();
    }

    [Fact, Trait(Promise, "P6")]
    public async Task A_retry_is_not_offered_before_its_time()
    {
        await using var scene = await OpenAsync();
        scene.NeedHours();
        await scene.AcceptAsync(Telling(scene, MessageStatuses.Scheduled, TimeSpan.FromDays(30)));
        var retryAt = scene.Now + TimeSpan.FromHours(5);
        await scene.SettleAsync(await scene.ClaimOnlyAsync(), retryAt);

        await scene.AdvanceToAsync(retryAt - TimeSpan.FromMilliseconds(1));
        await scene.NoEventAsync();
        await scene.AdvanceToAsync(retryAt);

        Assert.Equal(2, (await scene.ClaimOnlyAsync()).Attempt);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task Who_waits_is_woken_by_an_event_and_by_the_time_of_a_retry()
    {
        await using var scene = await OpenAsync();
        var waiting = scene.Outbox.WaitAsync(Scene.Stop);
        await scene.AcceptAsync(Telling(scene, MessageStatuses.Scheduled, TimeSpan.FromHours(1)));
        await InTimeAsync(waiting);
        var retryAt = scene.Now + Seconds(1);
        await scene.SettleAsync(await scene.ClaimOnlyAsync(), retryAt);

        // A wake-up may be early; who waits then waits again.
        var again = scene.ClaimAsync(1);
        await scene.AdvanceToAsync(retryAt);

        Assert.Equal(2, Assert.Single(await again).Attempt);
    }

    [Fact, Trait(Promise, "P10")]
    public async Task Who_waits_can_give_up()
    {
        await using var scene = await OpenAsync();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Scene.Stop);
        var waiting = scene.Outbox.WaitAsync(giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => InTimeAsync(waiting));
    }

    [Fact, Trait(Promise, "P7")]
    public async Task Workers_that_claim_at_once_never_get_the_same_event()
    {
        await using var scene = await OpenAsync();
        const int Count = 40;
        await scene.AcceptAllAsync(
            [.. scene.NewBatch(Count, TimeSpan.FromHours(1)).Select(draft => draft with { Webhook = new WebhookTarget(MessageStatuses.Scheduled) })]);

        var claims = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => Task.Run(() => scene.Outbox.ClaimAsync(5, TimeSpan.FromMinutes(5), Scene.Stop))));

        Assert.All(claims, claim => Assert.InRange(claim.Count, 0, 5));
        var ids = claims.SelectMany(claim => claim).Select(claimed => claimed.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        ids.AddRange((await scene.Outbox.ClaimAsync(Count, TimeSpan.FromMinutes(5), Scene.Stop)).Select(claimed => claimed.Id));
        Assert.Equal(Count, ids.Distinct().Count());
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P7")]
    public async Task What_was_not_delivered_is_told_with_its_tries_and_its_next_time()
    {
        await using var scene = await OpenAsync();
        var sent = await scene.SendAsync(Telling(scene, MessageStatuses.Queued | MessageStatuses.Sent | MessageStatuses.Delivered));
        await ReportAsync(scene, sent.Id);
        Assert.Equal([(1, 0), (3, 0), (4, 0)], (await UndeliveredAsync(scene, sent.Id)).Select(one => ((int)one.Version, one.Attempts)));

        // One that failed waits for its time, and those after it for no less.
        var retryAt = scene.Now + Seconds(1);
        await scene.SettleAsync(await scene.ClaimOnlyAsync(), retryAt);
        var waiting = await UndeliveredAsync(scene, sent.Id);
        Assert.Equal([(1, 1), (3, 0), (4, 0)], waiting.Select(one => ((int)one.Version, one.Attempts)));
        Assert.All(waiting, one => Assert.Equal(retryAt, one.NextAt!.Value, TimeSpan.FromMilliseconds(1)));

        // What was delivered is gone; what was given up stays, for good.
        await scene.AdvanceToAsync(retryAt);
        await scene.SettleAsync(await scene.ClaimOnlyAsync());
        var told = await scene.ClaimOnlyAsync();
        var taken = await UndeliveredAsync(scene, sent.Id);
        Assert.Equal([(3, 1), (4, 0)], taken.Select(one => ((int)one.Version, one.Attempts)));
        Assert.All(taken, one => Assert.NotNull(one.NextAt));
        await scene.Outbox.GiveUpAsync(told.Id, 7, Scene.Stop);
        var last = await scene.ClaimOnlyAsync();
        Assert.Equal(MessageStatus.Delivered, last.Message.Status);
        await scene.SettleAsync(last);
        await scene.RestartAsync();

        Assert.Equal(new UndeliveredEvent(3, 7, NextAt: null), Assert.Single(await UndeliveredAsync(scene, sent.Id)));
        Assert.Empty(await UndeliveredAsync(scene, sent.Id, Scene.Globex));
        Assert.Empty(await UndeliveredAsync(scene, scene.NewId()));
        await scene.NoEventAsync();
    }

    [Fact, Trait(Promise, "P1")]
    public async Task An_event_that_was_delivered_cannot_be_given_up_any_more()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(Telling(scene, MessageStatuses.Scheduled, TimeSpan.FromHours(1)));
        var told = await scene.ClaimOnlyAsync();
        await scene.SettleAsync(told);

        await scene.Outbox.GiveUpAsync(told.Id, 1, Scene.Stop);

        Assert.Empty(await UndeliveredAsync(scene, message.Id));
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P7")]
    public async Task Events_survive_a_restart_in_order_and_settled_ones_do_not_come_back()
    {
        await using var scene = await OpenAsync();
        var sent = await scene.SendAsync(Telling(scene, MessageStatuses.Queued | MessageStatuses.Sent | MessageStatuses.Delivered));
        await ReportAsync(scene, sent.Id);
        await scene.SettleAsync(await scene.ClaimOnlyAsync());
        var claimed = await scene.ClaimOnlyAsync(Lease);

        await scene.RestartAsync(down: Lease);

        var again = await scene.ClaimOnlyAsync();
        Assert.Equal((claimed.Id, 2), (again.Id, again.Attempt));
        Sound.Same(claimed.Message, again.Message);
        await scene.SettleAsync(again);
        Assert.Equal(MessageStatus.Delivered, (await scene.ClaimOnlyAsync()).Message.Status);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task Events_that_nobody_fetches_do_not_slow_the_sending()
    {
        await using var scene = await OpenAsync();
        var drafts = scene.NewBatch(50).Select(draft => draft with { Webhook = new WebhookTarget(MessageStatuses.All) }).ToList();
        await scene.AcceptAllAsync(drafts);

        foreach (var draft in drafts)
        {
            await scene.WaitForAsync(draft.Id, MessageStatus.Sent);
        }
    }

    private static Draft Telling(Scene scene, MessageStatuses on, TimeSpan? dueIn = null) =>
        scene.NewDraft(dueIn) with { Webhook = new WebhookTarget(on, "https://example.com/hook") };

    private static Task<ReceiptVerdict> ReportAsync(Scene scene, MessageId id) =>
        scene.Engine.ReportAsync("scripted", new Receipt(id, null, Delivered: true), Scene.Stop);

    private static Task<IReadOnlyList<UndeliveredEvent>> UndeliveredAsync(Scene scene, MessageId id, OrganizationId? organization = null) =>
        scene.Outbox.FindUndeliveredAsync(organization ?? Scene.Acme, id, Scene.Stop);

    private static Task InTimeAsync(Task waiting) => waiting.WaitAsync(ScriptedCarrier.Patience, TimeProvider.System, Scene.Stop);
}
