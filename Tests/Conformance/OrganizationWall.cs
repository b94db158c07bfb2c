namespace Belay.Tests.Conformance;

public abstract class OrganizationWall : EngineSuite
{
    [Fact, Trait(Promise, "P8")]
    public async Task An_unknown_id_is_not_found_anywhere()
    {
        await using var scene = await OpenAsync();
        var unknown = scene.NewId();

        Assert.Null(await scene.Engine.FindAsync(Scene.Acme, unknown, Scene.Stop));
        Assert.IsType<CancelVerdict.NotFound>(await scene.CancelAsync(unknown));
        Assert.Null(await scene.Engine.CancelBatchAsync(Scene.Acme, BatchId.Of(unknown), Scene.Caller, CancelRule.Pending, Scene.Stop));
        Assert.False(await scene.Engine.ArchiveAsync(Scene.Acme, BatchId.Of(unknown), Scene.Caller, Scene.Stop));
        Assert.Equal(ReceiptVerdict.NotFound, await scene.Engine.ReportAsync("scripted", new Receipt(unknown, null, Delivered: true), Scene.Stop));
        Assert.Empty((await scene.Engine.ListAsync(new MessageQuery { Organization = Scene.Acme, Before = unknown }, Scene.Stop)).Messages);
    }

    [Fact, Trait(Promise, "P8")]
    public async Task The_message_of_another_organization_behaves_like_one_that_does_not_exist()
    {
        await using var scene = await OpenAsync();
        var theirs = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)) with { Organization = Scene.Globex, Tags = ["vip"] });
        var batch = theirs.Draft.Batch;

        Assert.Null(await scene.Engine.FindAsync(Scene.Acme, theirs.Id, Scene.Stop));
        Assert.IsType<CancelVerdict.NotFound>(await scene.CancelAsync(theirs.Id));
        Assert.Null(await scene.Engine.CancelBatchAsync(Scene.Acme, batch, Scene.Caller, CancelRule.Pending, Scene.Stop));
        Assert.False(await scene.Engine.ArchiveAsync(Scene.Acme, batch, Scene.Caller, Scene.Stop));
        var queries = new MessageQuery[]
        {
            new() { Organization = Scene.Acme },
            new() { Organization = Scene.Acme, Batch = batch },
            new() { Organization = Scene.Acme, Number = theirs.Number },
            new() { Organization = Scene.Acme, To = theirs.Draft.To },
            new() { Organization = Scene.Acme, AnyTag = ["vip"] },
        };
        foreach (var query in queries)
        {
            Assert.Empty((await scene.Engine.ListAsync(query, Scene.Stop)).Messages);
        }

        Assert.Equal([0], await scene.Engine.ForecastAsync(Scene.Acme, scene.Now, TimeSpan.FromDays(1), 1, Scene.Stop));
        Sound.Same(theirs, await scene.FindAsync(theirs.Id, Scene.Globex));
    }

    [Fact, Trait(Promise, "P8")]
    public async Task A_cancel_and_an_archive_touch_only_the_own_messages_of_a_number_that_two_organizations_use()
    {
        await using var scene = await OpenAsync();
        var ours = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));
        var theirs = await scene.AcceptAsync(
            scene.NewDraft(TimeSpan.FromHours(1)) with { Organization = Scene.Globex, Batch = ours.Draft.Batch });

        Assert.Equal(1, (await scene.Engine.CancelBatchAsync(Scene.Acme, ours.Draft.Batch, Scene.Caller, CancelRule.Pending, Scene.Stop))?.Canceled);
        Assert.True(await scene.Engine.ArchiveAsync(Scene.Acme, ours.Draft.Batch, Scene.Caller, Scene.Stop));

        Sound.Same(theirs, await scene.FindAsync(theirs.Id, Scene.Globex));
    }
}
