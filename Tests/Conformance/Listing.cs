namespace Belay.Tests.Conformance;

public abstract class Listing : EngineSuite
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact, Trait(Promise, "P8")]
    public async Task A_list_shows_the_newest_first()
    {
        await using var scene = await OpenAsync();
        List<MessageId> ids = [];
        for (var i = 0; i < 5; i++)
        {
            // The due order is the reverse of the order of acceptance: a list must not go by it.
            ids.Add((await scene.AcceptAsync(scene.NewDraft(Hour - TimeSpan.FromMinutes(i)))).Id);
        }

        var page = await ListAsync(scene, query => query);

        Assert.Equal(Enumerable.Reverse(ids), Ids(page));
        Assert.Null(page.Next);
    }

    [Fact, Trait(Promise, "P8")]
    public async Task Pages_follow_each_other_without_gap_or_repeat_while_new_messages_arrive()
    {
        await using var scene = await OpenAsync();
        var before = await scene.AcceptAllAsync(scene.NewBatch(7, Hour));
        List<MessageId> seen = [];
        MessageId? cursor = null;
        do
        {
            var page = await ListAsync(scene, query => query with { Limit = 3, Before = cursor });
            seen.AddRange(Ids(page));
            cursor = page.Next;
            await scene.AcceptAsync(scene.NewDraft(Hour));
        }
        while (cursor is not null);

        Assert.Equal(before.Select(message => message.Id).Reverse(), seen);
    }

    [Fact, Trait(Promise, "P8")]
    public async Task The_last_page_says_so_even_when_it_is_full()
    {
        await using var scene = await OpenAsync();
        await scene.AcceptAllAsync(scene.NewBatch(4, Hour));

        var first = await ListAsync(scene, query => query with { Limit = 2 });
        var last = await ListAsync(scene, query => query with { Limit = 2, Before = first.Next });

        Assert.Equal(Ids(first)[^1], first.Next);
        Assert.Equal(2, last.Messages.Count);
        Assert.Null(last.Next);
    }

    [Fact, Trait(Promise, "P8")]
    public async Task Pages_of_a_filtered_list_hold_as_many_as_asked_for()
    {
        await using var scene = await OpenAsync();
        var drafts = scene.NewBatch(9, Hour).Select((draft, i) => draft with { Tags = i % 3 == 0 ? ["third"] : [] }).ToList();
        await scene.AcceptAllAsync(drafts);

        var first = await ListAsync(scene, query => query with { Limit = 2, AnyTag = ["third"] });
        var last = await ListAsync(scene, query => query with { Limit = 2, AnyTag = ["third"], Before = first.Next });

        Assert.Equal([drafts[6].Id, drafts[3].Id], Ids(first));
        Assert.Equal([drafts[0].Id], Ids(last));
        Assert.Null(last.Next);
    }

    [Fact, Trait(Promise, "P7")]
    public async Task A_list_can_be_filtered_by_status()
    {
        await using var scene = await OpenAsync();
        var scheduled = await scene.AcceptAsync(scene.NewDraft(Hour));
        var canceled = await scene.AcceptAsync(scene.NewDraft(Hour));
        await scene.CancelAsync(canceled.Id);
        var queued = await scene.AcceptQueuedAsync(TimeSpan.FromMinutes(30));
        var sent = await scene.SendAsync(scene.NewDraft());

        Assert.Equal([scheduled.Id], Ids(await ListAsync(scene, query => query with { Statuses = MessageStatuses.Scheduled })));
        Assert.Equal([queued.Id, scheduled.Id], Ids(await ListAsync(scene, query => query with { Statuses = MessageStatuses.Pending })));
        Assert.Equal([canceled.Id], Ids(await ListAsync(scene, query => query with { Statuses = MessageStatuses.Ended })));
        Assert.Equal([sent.Id], Ids(await ListAsync(scene, query => query with { Statuses = MessageStatuses.Sent })));
        Assert.Empty(Ids(await ListAsync(scene, query => query with { Statuses = MessageStatuses.None })));
    }

    [Fact, Trait(Promise, "P8")]
    public async Task A_list_can_be_filtered_by_sender_and_recipient_to_the_letter()
    {
        await using var scene = await OpenAsync();
        var one = await scene.AcceptAsync(scene.NewDraft(Hour) with { From = "Clinic", To = "user_a" });
        var two = await scene.AcceptAsync(scene.NewDraft(Hour) with { From = "Clinic", To = "USER_A" });
        var three = await scene.AcceptAsync(scene.NewDraft(Hour) with { From = "Dentist", To = "user_a" });

        Assert.Equal([three.Id, one.Id], Ids(await ListAsync(scene, query => query with { To = "user_a" })));
        Assert.Equal([two.Id, one.Id], Ids(await ListAsync(scene, query => query with { From = "Clinic" })));
        Assert.Equal([one.Id], Ids(await ListAsync(scene, query => query with { From = "Clinic", To = "user_a" })));
        Assert.Empty(Ids(await ListAsync(scene, query => query with { To = "user%" })));
        Assert.Empty(Ids(await ListAsync(scene, query => query with { To = "user" })));
    }

    [Fact, Trait(Promise, "P8")]
    public async Task A_list_can_be_filtered_by_any_and_by_all_of_some_tags()
    {
        await using var scene = await OpenAsync();
        var red = await scene.AcceptAsync(scene.NewDraft(Hour) with { Tags = ["red"] });
        var both = await scene.AcceptAsync(scene.NewDraft(Hour) with { Tags = ["red", "big"] });
        var big = await scene.AcceptAsync(scene.NewDraft(Hour) with { Tags = ["big", "o'clock \"x\""] });
        await scene.AcceptAsync(scene.NewDraft(Hour));
        await scene.AcceptAsync(scene.NewDraft(Hour) with { Tags = ["redder", "RED"] });

        Assert.Equal([both.Id, red.Id], Ids(await ListAsync(scene, query => query with { AnyTag = ["red"] })));
        Assert.Equal([big.Id, both.Id, red.Id], Ids(await ListAsync(scene, query => query with { AnyTag = ["red", "big"] })));
        Assert.Equal([both.Id], Ids(await ListAsync(scene, query => query with { AllTags = ["red", "big"] })));
        Assert.Equal([big.Id], Ids(await ListAsync(scene, query => query with { AllTags = ["o'clock \"x\""] })));
        Assert.Equal([both.Id], Ids(await ListAsync(scene, query => query with { AnyTag = ["red"], AllTags = ["big"] })));
        Assert.Empty(Ids(await ListAsync(scene, query => query with { AnyTag = ["blue"] })));
    }

    [Fact, Trait(Promise, "P8")]
    public async Task A_list_can_be_filtered_by_labels_which_must_all_hold()
    {
        await using var scene = await OpenAsync();
        var one = await scene.AcceptAsync(scene.NewDraft(Hour) with { Labels = Labels(("event", "order"), ("trace", "t1")) });
        var two = await scene.AcceptAsync(scene.NewDraft(Hour) with { Labels = Labels(("event", "order"), ("trace", "t2")) });
        await scene.AcceptAsync(scene.NewDraft(Hour) with { Labels = Labels(("order", "event")) });
        await scene.AcceptAsync(scene.NewDraft(Hour));

        Assert.Equal([two.Id, one.Id], Ids(await ListAsync(scene, query => query with { Labels = Labels(("event", "order")) })));
        Assert.Equal([one.Id], Ids(await ListAsync(scene, query => query with { Labels = Labels(("event", "order"), ("trace", "t1")) })));
        Assert.Empty(Ids(await ListAsync(scene, query => query with { Labels = Labels(("event", "refund")) })));
    }

    [Fact, Trait(Promise, "P8")]
    public async Task A_list_can_be_filtered_by_batch_and_by_number()
    {
        await using var scene = await OpenAsync();
        var batch = await scene.AcceptAllAsync(scene.NewBatch(3, Hour));
        await scene.AcceptAsync(scene.NewDraft(Hour));

        Assert.Equal(
            batch.Reverse().Select(message => message.Id), Ids(await ListAsync(scene, query => query with { Batch = batch[0].Draft.Batch })));
        Assert.Equal([batch[2].Id], Ids(await ListAsync(scene, query => query with { Number = batch[2].Number })));
        Assert.Empty(Ids(await ListAsync(scene, query => query with { Number = batch[2].Number + 1 })));
    }

    [Fact, Trait(Promise, "P8")]
    public async Task A_list_can_be_filtered_by_when_a_message_was_accepted_and_is_due()
    {
        await using var scene = await OpenAsync();
        var one = await scene.AcceptAsync(scene.NewDraft(Hour));
        await scene.AdvanceAsync(TimeSpan.FromMilliseconds(20));
        var two = await scene.AcceptAsync(scene.NewDraft(Hour));
        await scene.AdvanceAsync(TimeSpan.FromMilliseconds(20));
        var three = await scene.AcceptAsync(scene.NewDraft(Hour));

        Assert.Equal([three.Id, two.Id], Ids(await ListAsync(scene, query => query with { ReceivedFrom = two.ReceivedAt })));
        Assert.Equal([one.Id], Ids(await ListAsync(scene, query => query with { ReceivedBefore = two.ReceivedAt })));
        Assert.Equal([three.Id, two.Id], Ids(await ListAsync(scene, query => query with { DueFrom = two.DueAt })));
        Assert.Equal([one.Id], Ids(await ListAsync(scene, query => query with { DueBefore = two.DueAt })));
        Assert.Equal([two.Id], Ids(await ListAsync(scene, query => query with { DueFrom = two.DueAt, DueBefore = three.DueAt })));
    }

    [Fact, Trait(Promise, "P8")]
    public async Task A_list_can_be_filtered_by_whether_a_message_is_archived()
    {
        await using var scene = await OpenAsync();
        var kept = await scene.AcceptAsync(scene.NewDraft(Hour));
        var archived = await scene.AcceptAsync(scene.NewDraft(Hour));
        await scene.Engine.ArchiveAsync(Scene.Acme, archived.Draft.Batch, Scene.Caller, Scene.Stop);

        Assert.Equal([kept.Id], Ids(await ListAsync(scene, query => query with { Archived = false })));
        Assert.Equal([archived.Id], Ids(await ListAsync(scene, query => query with { Archived = true })));
        Assert.Equal([archived.Id, kept.Id], Ids(await ListAsync(scene, query => query)));
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_list_shows_each_message_as_it_is_after_every_acknowledged_change()
    {
        await using var scene = await OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            var message = await scene.AcceptAsync(scene.NewDraft(Hour));
            Assert.Equal(message.Id, Ids(await ListAsync(scene, query => query with { Limit = 1 }))[0]);

            var canceled = Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(message.Id)).Message;
            var listed = (await ListAsync(scene, query => query with { Limit = 1, Statuses = MessageStatuses.Canceled })).Messages[0];
            Sound.Same(canceled, listed);
        }
    }

    private static Task<MessagePage> ListAsync(Scene scene, Func<MessageQuery, MessageQuery> with) =>
        scene.Engine.ListAsync(with(new MessageQuery { Organization = Scene.Acme }), Scene.Stop);

    private static List<MessageId> Ids(MessagePage page) => [.. page.Messages.Select(message => message.Id)];

    private static Dictionary<string, string> Labels(params (string Name, string Value)[] labels) =>
        labels.ToDictionary(label => label.Name, label => label.Value);
}
