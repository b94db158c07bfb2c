namespace Belay.Tests.Stores;

/// <summary>Texts and numbers of what has come to rest are erased, and of nothing else.</summary>
public abstract class ErasingFinished : StoreSuite
{
    private static readonly DateTimeOffset Later = Noon.AddDays(1);

    [Fact]
    public async Task What_came_to_rest_by_then_is_erased_once()
    {
        await using var store = await OpenAsync();
        var ended = await AcceptAsync(store, NewDraft(TimeSpan.FromHours(1)) with { Tags = ["secret"] });
        await WriteAsync(store, ended, Cancel(ended));
        var waiting = await AcceptAsync(store, NewDraft(TimeSpan.FromDays(7)));

        Assert.Equal(0, (await store.Messages.EraseFinishedAsync(Noon.AddSeconds(-1), Later, Stop)).Messages);
        Assert.Equal(new Erased(1, MayBeMore: false), await store.Messages.EraseFinishedAsync(Noon, Later, Stop));
        Assert.Equal(0, (await store.Messages.EraseFinishedAsync(Noon, Later, Stop)).Messages);

        var erased = (await FindAsync(store, ended.Id)).Message;
        Assert.Equal((Later, "", ""), (erased.ErasedAt, erased.Draft.Text, erased.Draft.To));
        Assert.Empty(erased.Draft.Tags);
        var kept = (await FindAsync(store, waiting.Id)).Message;
        Assert.Equal((null, waiting.Draft.Text), (kept.ErasedAt, kept.Draft.Text));
    }

    [Fact]
    public async Task What_an_event_still_has_to_tell_of_is_left()
    {
        await using var store = await OpenAsync();
        var webhook = new WebhookTarget(MessageStatuses.All, "https://receiver.example/");
        var told = await AcceptAsync(store, NewDraft(TimeSpan.FromHours(1)) with { Webhook = webhook });
        await WriteAsync(store, told, Cancel(told));

        Assert.Equal(0, (await store.Messages.EraseFinishedAsync(Noon, Later, Stop)).Messages);
        Assert.Null((await FindAsync(store, told.Id)).Message.ErasedAt);
    }

    [Fact]
    public async Task More_than_one_commit_holds_is_erased_in_several()
    {
        await using var store = await OpenAsync();
        var drafts = Enumerable.Range(0, 250).Select(_ => NewDraft(TimeSpan.FromHours(1))).ToList();
        var messages = await Task.WhenAll(drafts.Select(draft => AcceptAsync(store, draft)));
        await Task.WhenAll(messages.Select(message => WriteAsync(store, message, Cancel(message))));

        var total = 0;
        Erased erased;
        do
        {
            erased = await store.Messages.EraseFinishedAsync(Noon, Later, Stop);
            Assert.True(erased.Messages > 0 || !erased.MayBeMore);
            total += erased.Messages;
        }
        while (erased.MayBeMore);

        Assert.Equal(250, total);
    }
}
