namespace Belay.Tests.Conformance;

public abstract class Tallying : EngineSuite
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact, Trait(Promise, "P7")]
    public async Task A_tally_counts_each_message_where_it_left_and_where_it_ended()
    {
        await using var scene = await OpenAsync(new EngineSettings().WithoutIdempotentCarrier());
        var from = WholeMinute(scene.Now);
        var sent = await scene.SendAsync(scene.NewDraft());
        var delivered = await scene.SendAsync(scene.NewDraft());
        var lost = await scene.SendAsync(scene.NewDraft());
        var canceled = await scene.AcceptAllAsync(scene.NewBatch(3, TimeSpan.FromHours(1)));
        await scene.Engine.CancelBatchAsync(Scene.Acme, canceled[0].Draft.Batch, Scene.Caller, CancelRule.Pending, Scene.Stop);
        await scene.CancelAsync(canceled[0].Id);
        await AnswerAsync(scene, new CarrierAnswer.Refused(new MessageError("no_route", "There is no route.")), MessageStatus.SendingFailed);
        await AnswerAsync(scene, new CarrierAnswer.Unknown(new MessageError("lost", "No answer.")), MessageStatus.DeliveryUnconfirmed);
        await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));
        await ReportAsync(scene, delivered, isDelivered: true);
        await ReportAsync(scene, delivered, isDelivered: true);
        await ReportAsync(scene, lost, isDelivered: false);
        await scene.Engine.ArchiveAsync(Scene.Acme, sent.Draft.Batch, Scene.Caller, Scene.Stop);

        var tally = Assert.Single(await scene.Engine.TallyAsync(Scene.Acme, from, 60 * Minute, 1, Scene.Stop));

        Assert.Equal((3, 1, 3, 2, 1), (tally.Sent, tally.Delivered, tally.Canceled, tally.Failed, tally.Unconfirmed));
        Assert.NotNull(tally.LatenessP50);
        Assert.InRange(tally.LatenessP99!.Value, tally.LatenessP50.Value, scene.Now - from + Minute);
    }

    [Fact, Trait(Promise, "P7")]
    public async Task A_late_receipt_takes_back_that_nobody_knew_and_counts_what_it_says()
    {
        await using var scene = await OpenAsync(
            new EngineSettings { Sending = new SendingRules { ReceiptTimeout = Seconds(1) } }.WithoutIdempotentCarrier());
        var from = WholeMinute(scene.Now);
        var sent = await scene.SendAsync(scene.NewDraft());
        await scene.AdvanceToAsync(sent.WakeAt!.Value);
        await scene.WaitForAsync(sent.Id, MessageStatus.DeliveryUnconfirmed);
        var unknown = await AnswerAsync(scene, new CarrierAnswer.Unknown(new MessageError("lost", "No answer.")), MessageStatus.DeliveryUnconfirmed);
        await AnswerAsync(scene, new CarrierAnswer.Unknown(new MessageError("lost", "No answer.")), MessageStatus.DeliveryUnconfirmed);
        Assert.Equal((1, 0, 0, 3), await TallyAsync());

        await ReportAsync(scene, sent, isDelivered: false);
        await ReportAsync(scene, unknown, isDelivered: true);
        await ReportAsync(scene, unknown, isDelivered: true);

        Assert.Equal((2, 1, 1, 1), await TallyAsync());

        async Task<(long Sent, long Delivered, long Failed, long Unconfirmed)> TallyAsync()
        {
            var tally = Assert.Single(await scene.Engine.TallyAsync(Scene.Acme, from, 60 * Minute, 1, Scene.Stop));
            return (tally.Sent, tally.Delivered, tally.Failed, tally.Unconfirmed);
        }
    }

    [Fact, Trait(Promise, "P8")]
    public async Task A_tally_is_of_one_organization_and_of_its_minutes_alone()
    {
        await using var scene = await OpenAsync();
        var from = WholeMinute(scene.Now);
        var theirs = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)) with { Organization = Scene.Globex });
        await scene.Engine.CancelAsync(Scene.Globex, theirs.Id, Scene.Caller, CancelRule.Pending, Scene.Stop);
        var mine = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));
        var at = Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(mine.Id)).Message.CanceledAt!.Value;

        var minutes = await scene.Engine.TallyAsync(Scene.Acme, from - (5 * Minute), Minute, 60, Scene.Stop);

        var expected = new long[60];
        expected[5 + (int)((WholeMinute(at) - from) / Minute)] = 1;
        Assert.Equal(expected, minutes.Select(minute => minute.Canceled));
        Assert.All(
            minutes,
            minute => Assert.Equal((0, 0, 0, 0, null), (minute.Sent, minute.Delivered, minute.Failed, minute.Unconfirmed, minute.LatenessP50)));
        Assert.Equal(
            [0, 0],
            (await scene.Engine.TallyAsync(Scene.Acme, WholeMinute(at) - (2 * Minute), Minute, 2, Scene.Stop)).Select(minute => minute.Canceled));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_tally_outlives_the_process()
    {
        await using var scene = await OpenAsync();
        var from = WholeMinute(scene.Now);
        await scene.SendAsync(scene.NewDraft());

        await scene.RestartAsync();
        await scene.SendAsync(scene.NewDraft());

        Assert.Equal(2, Assert.Single(await scene.Engine.TallyAsync(Scene.Acme, from, 60 * Minute, 1, Scene.Stop)).Sent);
    }

    [Fact, Trait(Promise, "P6")]
    public async Task The_lateness_of_what_left_after_an_outage_is_as_long_as_the_outage()
    {
        await using var scene = await OpenAsync();
        scene.NeedHours();
        var from = WholeMinute(scene.Now);
        var draft = scene.NewDraft(Minute);
        await scene.AcceptAsync(draft);

        await scene.RestartAsync(down: TimeSpan.FromHours(2));
        var sent = await scene.WaitForAsync(draft.Id, MessageStatus.Sent);

        var late = sent.FirstCalledAt!.Value - sent.DueAt;
        var tally = Assert.Single(await scene.Engine.TallyAsync(Scene.Acme, from, TimeSpan.FromHours(4), 1, Scene.Stop));
        Assert.Equal(tally.LatenessP50, tally.LatenessP99);
        Assert.InRange(tally.LatenessP50!.Value, late, late * 1.6);
    }

    private static DateTimeOffset WholeMinute(DateTimeOffset at) => at - TimeSpan.FromTicks(at.UtcTicks % TimeSpan.TicksPerMinute);

    private static async Task<Message> AnswerAsync(Scene scene, CarrierAnswer answer, MessageStatus end)
    {
        var draft = scene.NewDraft();
        scene.Carrier.Answer(draft.To, answer);
        await scene.AcceptAsync(draft);
        return await scene.WaitForAsync(draft.Id, end);
    }

    private static async Task ReportAsync(Scene scene, Message message, bool isDelivered) =>
        await scene.Engine.ReportAsync(scene.Carrier.Traits.Name, new Receipt(message.Id, null, isDelivered), Scene.Stop);
}
