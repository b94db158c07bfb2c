namespace Belay.Tests.Conformance;

public abstract class Archiving : EngineSuite
{
    [Fact, Trait(Promise, "P7")]
    public async Task Archiving_is_a_step_of_its_own_that_leaves_the_status()
    {
        await using var scene = await OpenAsync();
        var messages = await scene.AcceptAllAsync(scene.NewBatch(2, TimeSpan.FromHours(1)));

        Assert.True(await ArchiveAsync(scene, messages[0]));

        foreach (var message in messages)
        {
            var archived = await scene.FindAsync(message.Id);
            Assert.True(archived.Archived);
            Assert.Equal((MessageStatus.Scheduled, 2L), (archived.Status, archived.Version));
            Assert.Equal((StepCause.Archived, Scene.Caller), (archived.Timeline[^1].Cause, archived.Timeline[^1].Actor));
        }
    }

    [Fact, Trait(Promise, "P7")]
    public async Task Archiving_again_changes_nothing()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));
        await ArchiveAsync(scene, message);
        var archived = await scene.FindAsync(message.Id);

        Assert.True(await ArchiveAsync(scene, message));

        Sound.Same(archived, await scene.FindAsync(message.Id));
    }

    [Fact, Trait(Promise, "P1"), Trait(Promise, "P6")]
    public async Task An_archived_message_is_still_sent_at_its_time()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(scene.Soon));
        await ArchiveAsync(scene, message);

        await scene.AdvanceToAsync(message.DueAt);

        Assert.True((await scene.WaitForAsync(message.Id, MessageStatus.Sent)).Archived);
        Assert.Single(scene.Carrier.CallsOf(message.Id));
    }

    [Fact, Trait(Promise, "P2")]
    public async Task An_archived_message_can_be_canceled()
    {
        await using var scene = await OpenAsync();
        var message = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));
        await ArchiveAsync(scene, message);

        Assert.True(Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(message.Id)).Message.Archived);
    }

    [Fact, Trait(Promise, "P4"), Trait(Promise, "P7")]
    public async Task Archiving_during_an_open_call_does_not_lose_the_answer()
    {
        await using var scene = await OpenAsync();
        var draft = scene.NewDraft();
        var gate = await scene.AcceptHeldAsync(draft);
        await ArchiveAsync(scene, await scene.FindAsync(draft.Id));

        gate.Release(new CarrierAnswer.Accepted("carrier-77"));

        var sent = await scene.WaitForAsync(draft.Id, MessageStatus.Sent);
        Assert.Equal((true, "carrier-77"), (sent.Archived, sent.CarrierReference));
        Assert.Single(scene.Carrier.CallsOf(draft.Id));
    }

    private static Task<bool> ArchiveAsync(Scene scene, Message message) =>
        scene.Engine.ArchiveAsync(Scene.Acme, message.Draft.Batch, Scene.Caller, Scene.Stop);
}
