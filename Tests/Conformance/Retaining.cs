namespace Belay.Tests.Conformance;

public abstract class Retaining : EngineSuite
{
    private const string Secret = "secret word";

    private static readonly EngineSettings Short = new() { KeepFinishedFor = TimeSpan.FromSeconds(1) };

    [Fact, Trait(Promise, "P7")]
    public async Task A_finished_message_loses_its_texts_and_numbers_and_keeps_its_timeline()
    {
        await using var scene = await OpenAsync(Short);
        var draft = Rich(scene.NewDraft());
        await scene.SendAsync(draft);
        await scene.Engine.ReportAsync(scene.Carrier.Traits.Name, new Receipt(draft.Id, null, Delivered: true), Scene.Stop);
        await SettleEventsAsync(scene);
        var before = await scene.FindAsync(draft.Id);

        var erased = await ErasedAsync(scene, draft.Id);

        Sound.Same(before.Erase(erased.ErasedAt!.Value), erased);
        Assert.Equal((MessageStatus.Delivered, before.Version), (erased.Status, erased.Version));
        AssertBare(erased.Draft);
        Assert.Equal(before.Timeline, erased.Timeline);
    }

    [Fact]
    public async Task An_erased_message_is_found_by_its_id_and_by_none_of_its_words()
    {
        await using var scene = await OpenAsync(Short);
        var draft = Rich(scene.NewDraft(TimeSpan.FromHours(1)));
        await scene.AcceptAsync(draft);
        await scene.CancelAsync(draft.Id);
        await SettleEventsAsync(scene);

        await ErasedAsync(scene, draft.Id);

        Assert.Equal(draft.Id, Assert.Single(await ListAsync(scene, new MessageQuery { Organization = Scene.Acme })).Id);
        Assert.Equal(
            draft.Id, Assert.Single(await ListAsync(scene, new MessageQuery { Organization = Scene.Acme, Statuses = MessageStatuses.Canceled })).Id);
        Assert.Empty(await ListAsync(scene, new MessageQuery { Organization = Scene.Acme, To = draft.To }));
        Assert.Empty(await ListAsync(scene, new MessageQuery { Organization = Scene.Acme, AllTags = [Secret] }));
        Assert.IsType<CancelVerdict.AlreadyCanceled>(await scene.CancelAsync(draft.Id));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task What_waits_keeps_its_text_and_is_sent_whole()
    {
        await using var scene = await OpenAsync(Short);
        var waiting = Rich(scene.NewDraft(Seconds(3)));
        await scene.AcceptAsync(waiting);
        var finished = scene.NewDraft(TimeSpan.FromHours(1));
        await scene.AcceptAsync(finished);
        await scene.CancelAsync(finished.Id);

        await ErasedAsync(scene, finished.Id);

        Assert.Equal((Secret, (DateTimeOffset?)null), ((await scene.FindAsync(waiting.Id)).Draft.Text, (await scene.FindAsync(waiting.Id)).ErasedAt));
        await scene.AdvanceToAsync(waiting.SendAt!.Value);
        await scene.WaitForAsync(waiting.Id, message => message.SentAt is not null);
        Assert.Equal(Secret, Assert.Single(scene.Carrier.CallsOf(waiting.Id)).Submission.Draft.Text);
    }

    [Fact]
    public async Task A_text_is_kept_until_its_webhook_events_are_settled()
    {
        await using var scene = await OpenAsync(Short);
        var told = Rich(scene.NewDraft(TimeSpan.FromHours(1)));
        await scene.AcceptAsync(told);
        await scene.CancelAsync(told.Id);
        var untold = scene.NewDraft(TimeSpan.FromHours(1));
        await scene.AcceptAsync(untold);
        await scene.CancelAsync(untold.Id);

        await ErasedAsync(scene, untold.Id);

        var only = await scene.ClaimOnlyAsync();
        Assert.Equal(Secret, only.Message.Draft.Text);
        await scene.SettleAsync(only);
        AssertBare((await ErasedAsync(scene, told.Id)).Draft);
    }

    [Fact]
    public async Task Nothing_that_is_done_later_brings_a_text_back()
    {
        await using var scene = await OpenAsync(Short);
        var draft = Rich(scene.NewDraft(TimeSpan.FromHours(1))) with { Webhook = WebhookTarget.None };
        await scene.AcceptAsync(draft);
        await scene.CancelAsync(draft.Id);
        var erased = await ErasedAsync(scene, draft.Id);

        Assert.True(await scene.Engine.ArchiveAsync(Scene.Acme, draft.Batch, Scene.Caller, Scene.Stop));
        await scene.RestartAsync();

        var archived = await scene.FindAsync(draft.Id);
        Assert.Equal((true, erased.ErasedAt, erased.Version + 1), (archived.Archived, archived.ErasedAt, archived.Version));
        AssertBare(archived.Draft);
    }

    [Fact, Trait(Promise, "P7")]
    public async Task A_late_receipt_for_an_erased_message_counts_and_brings_no_text_back()
    {
        await using var scene = await OpenAsync(Short.WithoutIdempotentCarrier());
        var draft = Rich(scene.NewDraft()) with { Webhook = new WebhookTarget(MessageStatuses.Delivered, "https://example.com/" + Secret) };
        scene.Carrier.Answer(draft.To, new CarrierAnswer.Unknown(new MessageError("lost", "No answer.")));
        await scene.AcceptAsync(draft);
        await scene.WaitForAsync(draft.Id, MessageStatus.DeliveryUnconfirmed);
        var erased = await ErasedAsync(scene, draft.Id);

        Assert.Equal(
            ReceiptVerdict.Recorded,
            await scene.Engine.ReportAsync(scene.Carrier.Traits.Name, new Receipt(draft.Id, null, Delivered: true), Scene.Stop));
        await scene.RestartAsync();

        var delivered = await scene.FindAsync(draft.Id);
        Assert.Equal((MessageStatus.Delivered, erased.ErasedAt, erased.Version + 1), (delivered.Status, delivered.ErasedAt, delivered.Version));
        AssertBare(delivered.Draft);
        await scene.NoEventAsync();
    }

    [Fact]
    public async Task A_request_that_is_repeated_after_its_message_was_erased_makes_no_second_one()
    {
        await using var scene = await OpenAsync(Short);
        var draft = scene.NewDraft(TimeSpan.FromHours(1));
        var use = new IdempotencyUse(new IdempotencyKey(Scene.Acme, "suite", "key"), "fingerprint");
        await scene.Engine.ScheduleAsync(Scene.Request(draft) with { Idempotency = use }, Scene.Stop);
        await scene.CancelAsync(draft.Id);
        await ErasedAsync(scene, draft.Id);

        var again = await scene.Engine.ScheduleAsync(Scene.Request(scene.NewDraft(TimeSpan.FromHours(1))) with { Idempotency = use }, Scene.Stop);

        var replayed = Assert.Single(Assert.IsType<ScheduleVerdict.Replayed>(again).Messages);
        Assert.Equal((draft.Id, MessageStatus.Scheduled), (replayed.Id, replayed.Status));
        AssertBare(replayed.Draft);
    }

    [Fact]
    public async Task Without_a_time_to_keep_them_texts_stay_for_ever()
    {
        await using var scene = await OpenAsync();
        scene.NeedHours();
        var draft = scene.NewDraft(TimeSpan.FromHours(1));
        await scene.AcceptAsync(draft);
        await scene.CancelAsync(draft.Id);

        await scene.AdvanceAsync(TimeSpan.FromDays(1_000));
        await scene.SettleAsync();

        Assert.Equal((draft.Text, (DateTimeOffset?)null), ((await scene.FindAsync(draft.Id)).Draft.Text, (await scene.FindAsync(draft.Id)).ErasedAt));
    }

    private static Draft Rich(Draft draft) => draft with
    {
        Text = Secret,
        Subject = Secret,
        Media = ["https://example.com/" + Secret],
        Tags = [Secret],
        Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["trace"] = Secret },
        Extra = "{}",
        Webhook = new WebhookTarget(MessageStatuses.Canceled | MessageStatuses.Delivered, "https://example.com/" + Secret),
    };

    private static void AssertBare(Draft draft)
    {
        Assert.Equal(("", "", "", null, null), (draft.From, draft.To, draft.Text, draft.Subject, draft.Extra));
        Assert.Empty(draft.Media);
        Assert.Empty(draft.Tags);
        Assert.Empty(draft.Labels);
        Assert.Equal(WebhookTarget.None, draft.Webhook);
    }

    private static async Task SettleEventsAsync(Scene scene) => await scene.SettleAsync(await scene.ClaimOnlyAsync());

    /// <summary>Lets the time pass, and waits until the message is erased.</summary>
    private static async Task<Message> ErasedAsync(Scene scene, MessageId id)
    {
        await scene.AdvanceAsync(Short.KeepFinishedFor!.Value + Seconds(0.2));
        var erased = scene.WaitForAsync(id, message => message.ErasedAt is not null);

        // A look that was under way when the time passed has its next one after a pause that begins only now.
        while (await Task.WhenAny(erased, Task.Delay(Seconds(1), TimeProvider.System, Scene.Stop)) != erased)
        {
            await scene.AdvanceAsync(Seconds(0.2));
        }

        return await erased;
    }

    private static async Task<IReadOnlyList<Message>> ListAsync(Scene scene, MessageQuery query) =>
        (await scene.Engine.ListAsync(query, Scene.Stop)).Messages;
}
