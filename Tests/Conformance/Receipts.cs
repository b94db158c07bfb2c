namespace Belay.Tests.Conformance;

public abstract class Receipts : EngineSuite
{
    private const string Carrier = "scripted";

    [Fact, Trait(Promise, "P1")]
    public async Task A_receipt_by_id_says_delivered()
    {
        await using var scene = await OpenAsync();
        var sent = await scene.SendAsync(scene.NewDraft());

        Assert.Equal(ReceiptVerdict.Recorded, await ReportAsync(scene, Delivered(sent.Id)));

        var delivered = await scene.FindAsync(sent.Id);
        Assert.Equal(MessageStatus.Delivered, delivered.Status);
        Assert.NotNull(delivered.DeliveredAt);
        Assert.Null(delivered.WakeAt);
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_receipt_by_the_carriers_reference_finds_its_message()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Accepted("carrier-77"));
        await scene.SendAsync(draft);
        var error = new MessageError("absent", "Absent subscriber.");

        Assert.Equal(ReceiptVerdict.NotFound, await ReportAsync(scene, new Receipt(null, "carrier-78", Delivered: true)));
        Assert.Equal(ReceiptVerdict.Recorded, await ReportAsync(scene, new Receipt(null, "carrier-77", Delivered: false, Error: error)));

        var failed = await scene.FindAsync(draft.Id);
        Assert.Equal((MessageStatus.DeliveryFailed, error), (failed.Status, failed.Error));
    }

    [Fact, Trait(Promise, "P7")]
    public async Task A_repeated_receipt_is_known_already_and_changes_nothing()
    {
        await using var scene = await OpenAsync();
        var sent = await scene.SendAsync(scene.NewDraft());
        await ReportAsync(scene, Delivered(sent.Id));
        var delivered = await scene.FindAsync(sent.Id);

        Assert.Equal(ReceiptVerdict.AlreadyKnown, await ReportAsync(scene, Delivered(sent.Id)));

        Sound.Same(delivered, await scene.FindAsync(sent.Id));
    }

    [Fact, Trait(Promise, "P7")]
    public async Task A_receipt_that_contradicts_the_end_is_ignored()
    {
        await using var scene = await OpenAsync();
        var sent = await scene.SendAsync(scene.NewDraft());
        await ReportAsync(scene, Delivered(sent.Id) with { Delivered = false });
        var failed = await scene.FindAsync(sent.Id);

        Assert.Equal(ReceiptVerdict.Ignored, await ReportAsync(scene, Delivered(sent.Id)));

        Sound.Same(failed, await scene.FindAsync(sent.Id));
    }

    [Fact, Trait(Promise, "P2"), Trait(Promise, "P7")]
    public async Task A_receipt_for_a_message_that_never_left_is_ignored()
    {
        await using var scene = await OpenAsync();
        var scheduled = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));
        Assert.Equal(ReceiptVerdict.Ignored, await ReportAsync(scene, Delivered(scheduled.Id)));
        Sound.Same(scheduled, await scene.FindAsync(scheduled.Id));

        await scene.CancelAsync(scheduled.Id);
        Assert.Equal(ReceiptVerdict.Ignored, await ReportAsync(scene, Delivered(scheduled.Id)));
        Assert.Equal(MessageStatus.Canceled, (await scene.FindAsync(scheduled.Id)).Status);
    }

    [Fact, Trait(Promise, "P7")]
    public async Task A_receipt_before_the_carriers_answer_counts_and_the_answer_then_changes_nothing()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        var gate = await scene.AcceptHeldAsync(draft);

        Assert.Equal(ReceiptVerdict.Recorded, await ReportAsync(scene, Delivered(draft.Id)));
        var delivered = await scene.FindAsync(draft.Id);
        gate.Release(new CarrierAnswer.Refused(new MessageError("stale", "Too late to matter.")));

        await scene.SettleAsync();
        Assert.Equal(MessageStatus.Delivered, delivered.Status);
        Sound.Same(delivered, await scene.FindAsync(draft.Id));
    }

    [Fact, Trait(Promise, "P7")]
    public async Task A_receipt_by_reference_before_the_carriers_answer_finds_its_message_as_soon_as_the_answer_is_recorded()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft() with { Webhook = new WebhookTarget(MessageStatuses.Ended) };
        var gate = await scene.AcceptHeldAsync(draft);
        var receipt = new Receipt(null, "carrier-77", Delivered: true);

        // Nobody knows the reference yet, and says so: who brought the receipt holds it and asks again.
        Assert.Equal(ReceiptVerdict.NotFound, await ReportAsync(scene, receipt));
        gate.Release(new CarrierAnswer.Accepted("carrier-77"));
        await scene.WaitForAsync(draft.Id, MessageStatus.Sent);

        Assert.Equal(ReceiptVerdict.Recorded, await ReportAsync(scene, receipt));
        Assert.Equal(MessageStatus.Delivered, (await scene.FindAsync(draft.Id)).Status);
        Assert.Equal(MessageStatus.Delivered, (await scene.ClaimOnlyAsync()).Step.Status);
    }

    [Fact, Trait(Promise, "P4")]
    public async Task A_receipt_in_the_pause_before_a_retry_makes_the_retry_needless()
    {
        await using var scene = await OpenAsync(new EngineSettings { Sending = new SendingRules { PauseBase = Seconds(2) } });
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Unknown(new MessageError("lost", "The connection was lost.")));
        await scene.AcceptAsync(draft);
        await scene.WaitForAsync(draft.Id, message => message.Tainted);

        Assert.Equal(ReceiptVerdict.Recorded, await ReportAsync(scene, Delivered(draft.Id)));

        await scene.AdvanceAsync(Seconds(2.1));
        await scene.SettleAsync();
        Assert.Single(scene.Carrier.CallsOf(draft.Id));
        Assert.Equal(MessageStatus.Delivered, (await scene.FindAsync(draft.Id)).Status);
    }

    [Fact, Trait(Promise, "P7")]
    public async Task The_same_receipt_twenty_times_at_once_is_recorded_once()
    {
        await using var scene = await OpenAsync();
        var sent = await scene.SendAsync(scene.NewDraft());

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ReportAsync(scene, Delivered(sent.Id)))));

        Assert.Single(verdicts, ReceiptVerdict.Recorded);
        Assert.Equal(19, verdicts.Count(verdict => verdict == ReceiptVerdict.AlreadyKnown));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task Without_a_receipt_a_message_ends_unconfirmed_when_the_time_for_it_is_over()
    {
        await using var scene = await OpenAsync(new EngineSettings { Sending = new SendingRules { ReceiptTimeout = Seconds(1) } });
        var sent = await scene.SendAsync(scene.NewDraft());

        await scene.AdvanceToAsync(sent.WakeAt!.Value);
        var unconfirmed = await scene.WaitForAsync(sent.Id, MessageStatus.DeliveryUnconfirmed);

        Assert.Equal(StepCause.ReceiptMissing, unconfirmed.Timeline[^1].Cause);
        Assert.Single(scene.Carrier.CallsOf(sent.Id));
    }

    [Theory, Trait(Promise, "P7")]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_receipt_that_comes_after_the_time_for_it_says_what_became_of_the_message(bool isDelivered, bool byReference)
    {
        await using var scene = await OpenAsync(new EngineSettings { Sending = new SendingRules { ReceiptTimeout = Seconds(1) } });
        var draft = scene.NewDraft() with { Webhook = new WebhookTarget(MessageStatuses.Ended) };
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Accepted("carrier-77"));
        var sent = await scene.SendAsync(draft);
        await scene.AdvanceToAsync(sent.WakeAt!.Value);
        var unconfirmed = await scene.WaitForAsync(draft.Id, MessageStatus.DeliveryUnconfirmed);
        Assert.Equal("no_receipt", unconfirmed.Error?.Code);
        var error = isDelivered ? null : new MessageError("absent", "Absent subscriber.");
        var receipt = new Receipt(byReference ? null : draft.Id, byReference ? "carrier-77" : null, isDelivered, Error: error);

        Assert.Equal(ReceiptVerdict.Recorded, await ReportAsync(scene, receipt));

        var ended = await scene.FindAsync(draft.Id);
        var (status, cause) = isDelivered
            ? (MessageStatus.Delivered, StepCause.ReceiptDelivered)
            : (MessageStatus.DeliveryFailed, StepCause.ReceiptFailed);
        Assert.Equal((status, cause, error), (ended.Status, ended.Timeline[^1].Cause, ended.Error));
        Assert.Equal((unconfirmed.Version + 1, sent.SentAt, null), (ended.Version, ended.SentAt, ended.WakeAt));
        Assert.Equal((ended.Timeline[^1].At, ended.Timeline[^1].At), (ended.CompletedAt!.Value, ended.FinishedAt!.Value));
        var first = await scene.ClaimOnlyAsync();
        await scene.SettleAsync(first);
        var second = await scene.ClaimOnlyAsync();
        Assert.Equal((MessageStatus.DeliveryUnconfirmed, status), (first.Step.Status, second.Step.Status));
        Assert.Equal(error, second.Message.Error);

        Assert.Equal(ReceiptVerdict.AlreadyKnown, await ReportAsync(scene, receipt));
        Assert.Equal(ReceiptVerdict.Ignored, await ReportAsync(scene, receipt with { Delivered = !isDelivered }));
        Assert.IsType<CancelVerdict.TooLate>(await scene.CancelAsync(draft.Id));
        Sound.Same(ended, await scene.FindAsync(draft.Id));
    }

    [Theory, Trait(Promise, "P5"), Trait(Promise, "P7")]
    [InlineData("unanswered")]
    [InlineData("refused when repeated")]
    public async Task A_receipt_for_a_message_whose_call_had_an_unknown_outcome_is_the_proof_that_was_missing(string how)
    {
        var isRepeated = how == "refused when repeated";
        await using var scene = await OpenAsync(isRepeated ? new EngineSettings() : new EngineSettings().WithoutIdempotentCarrier());
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Unknown(new MessageError("lost", "No answer.")), new CarrierAnswer.Refused(
            new MessageError("no_route", "There is no route.")));
        await scene.AcceptAsync(draft);
        var unconfirmed = await scene.RunUntilAsync(draft.Id, MessageStatus.DeliveryUnconfirmed);
        Assert.NotNull(unconfirmed.Error);
        Assert.Null(unconfirmed.SentAt);
        await scene.RestartAsync();

        Assert.Equal(ReceiptVerdict.Recorded, await ReportAsync(scene, Delivered(draft.Id)));

        var delivered = await scene.FindAsync(draft.Id);
        Assert.Equal((MessageStatus.Delivered, null, unconfirmed.FirstClaimedAt), (delivered.Status, delivered.Error, delivered.SentAt));
        await scene.AdvanceAsync(Seconds(2));
        await scene.SettleAsync();
        Assert.Equal(isRepeated ? 2 : 1, scene.Carrier.CallsOf(draft.Id).Count);
    }

    [Theory, Trait(Promise, "P7")]
    [InlineData(MessageStatus.SendingFailed)]
    [InlineData(MessageStatus.Expired)]
    public async Task A_receipt_contradicts_nothing_that_is_known(MessageStatus end)
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, end == MessageStatus.Expired ? new CarrierAnswer.Later(Seconds(2)) : new CarrierAnswer.Refused(
            new MessageError("no_route", "There is no route.")));
        await scene.AcceptAsync(draft with { ValidUntil = end == MessageStatus.Expired ? scene.Now + Seconds(1) : null });
        var ended = await scene.RunUntilAsync(draft.Id, end);

        Assert.Equal(ReceiptVerdict.Ignored, await ReportAsync(scene, Delivered(draft.Id)));
        Assert.Equal(ReceiptVerdict.Ignored, await ReportAsync(scene, Delivered(draft.Id) with { Delivered = false }));

        Sound.Same(ended, await scene.FindAsync(draft.Id));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_receipt_is_waited_for_as_long_as_the_rules_say()
    {
        await using var scene = await OpenAsync();
        scene.NeedHours();
        var sent = await scene.SendAsync(scene.NewDraft());

        await scene.AdvanceAsync(TimeSpan.FromHours(72) - TimeSpan.FromMilliseconds(1));
        await scene.SettleAsync();
        Sound.Same(sent, await scene.FindAsync(sent.Id));
        await scene.AdvanceAsync(TimeSpan.FromMilliseconds(1));

        await scene.WaitForAsync(sent.Id, MessageStatus.DeliveryUnconfirmed);
    }

    [Fact, Trait(Promise, "P7")]
    public async Task A_message_rests_as_sent_where_the_carrier_sends_no_receipts()
    {
        var settings = new EngineSettings { Sending = new SendingRules { ReceiptTimeout = Seconds(1) } };
        await using var scene = await OpenAsync(settings with { Carrier = settings.Carrier with { SendsReceipts = false } });
        var sent = await scene.SendAsync(scene.NewDraft());

        await scene.AdvanceAsync(Seconds(1.5));
        await scene.SettleAsync();

        Sound.Same(sent, await scene.FindAsync(sent.Id));
    }

    private static Receipt Delivered(MessageId id) => new(id, null, Delivered: true);

    private static Task<ReceiptVerdict> ReportAsync(Scene scene, Receipt receipt) => scene.Engine.ReportAsync(Carrier, receipt, Scene.Stop);
}
