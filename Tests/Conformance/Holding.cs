namespace Belay.Tests.Conformance;

public abstract class Holding : EngineSuite
{
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    [Fact, Trait(Promise, "P8")]
    public async Task What_is_held_is_told_to_its_organization_until_an_operator_has_decided()
    {
        await using var scene = await OpenAsync();
        var messages = await scene.AcceptAllAsync(scene.NewBatch(4, Later));
        var other = await scene.AcceptAsync(scene.NewDraft(Later) with { Organization = Scene.Globex });
        Assert.Empty(await HeldAsync(scene, messages));
        Assert.Equal(5, await scene.Held.HoldAsync(later: true, Scene.Stop));
        var free = await scene.AcceptAsync(scene.NewDraft(Later));
        IReadOnlyList<Message> all = [.. messages, other, free];

        await IsHeldAsync(scene, all, [.. messages.Select(message => message.Id)]);
        Assert.Equal([other.Id], await HeldAsync(scene, all, Scene.Globex));
        Assert.Equal(1, await scene.Engine.CountHeldAsync(Scene.Globex, Scene.Stop));

        await scene.Held.ReleaseAsync([messages[0].Id], Scene.Stop);
        await scene.Held.DropAsync([messages[1].Id], Scene.Stop);
        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(messages[2].Id));

        await IsHeldAsync(scene, all, [messages[3].Id]);
        Assert.Equal(MessageStatus.Scheduled, (await scene.FindAsync(messages[3].Id)).Status);
    }

    [Fact, Trait(Promise, "P4")]
    public async Task What_is_held_is_not_sent_at_its_time_and_is_still_told_after_a_restart()
    {
        await using var scene = await OpenAsync();
        var held = await scene.AcceptAsync(scene.NewDraft(Seconds(2)));
        await scene.Held.HoldAsync(later: true, Scene.Stop);

        await scene.RestartAsync();
        await scene.AdvanceToAsync(held.DueAt);
        await scene.SettleAsync();

        Assert.Empty(scene.Carrier.CallsOf(held.Id));
        await IsHeldAsync(scene, [held], [held.Id]);
    }

    [Fact]
    public async Task A_list_of_what_is_held_keeps_to_its_other_filters_and_pages()
    {
        await using var scene = await OpenAsync();
        var messages = await scene.AcceptAllAsync(
            [.. scene.NewBatch(5, Later)
                .Select((draft, at) => draft with { Tags = at < 3 ? ["some"] : [], To = at == 0 ? "+15551230000" : draft.To })]);
        await scene.Held.HoldAsync(later: true, Scene.Stop);
        await scene.CancelAsync(messages[4].Id);
        await scene.AcceptAsync(scene.NewDraft(Later) with { Tags = ["some"] });
        var held = new MessageQuery { Organization = Scene.Acme, Held = true };

        Assert.Equal(Ids(messages[2], messages[1], messages[0]), await ListAsync(scene, held with { AnyTag = ["some"] }));
        Assert.Equal(Ids(messages[0]), await ListAsync(scene, held with { To = "+15551230000" }));
        Assert.Equal(Ids(messages.Take(4).Reverse().ToArray()), await ListAsync(scene, held with { Batch = messages[0].Draft.Batch }));
        Assert.Equal(Ids(messages.Take(4).Reverse().ToArray()), await ListAsync(scene, held with { Statuses = MessageStatuses.Pending }));
        Assert.Empty(await ListAsync(scene, held with { Statuses = MessageStatuses.Canceled }));
        Assert.Empty(await ListAsync(scene, held with { Organization = Scene.Globex }));
        var page = await scene.Engine.ListAsync(held with { Limit = 3 }, Scene.Stop);
        Assert.Equal(Ids(messages[3], messages[2], messages[1]), page.Messages.Select(message => message.Id));
        Assert.Equal(Ids(messages[0]), await ListAsync(scene, held with { Limit = 3, Before = page.Next }));
    }

    private static MessageId[] Ids(params Message[] messages) => [.. messages.Select(message => message.Id)];

    /// <summary>Each of the ways to ask says the same.</summary>
    private static async Task IsHeldAsync(Scene scene, IReadOnlyList<Message> all, MessageId[] held)
    {
        Assert.Equal(held.Order(), (await HeldAsync(scene, all)).Order());
        Assert.Equal(held.Length, await scene.Engine.CountHeldAsync(Scene.Acme, Scene.Stop));
        Assert.Equal(held.OrderDescending(), await ListAsync(scene, new() { Organization = Scene.Acme, Held = true }));
        Assert.Equal(
            all.Where(message => message.Draft.Organization == Scene.Acme).Select(message => message.Id).Except(held).OrderDescending(),
            await ListAsync(scene, new() { Organization = Scene.Acme, Held = false }));
    }

    private static Task<IReadOnlySet<MessageId>> HeldAsync(Scene scene, IReadOnlyList<Message> all, OrganizationId? organization = null) =>
        scene.Engine.FindHeldAsync(organization ?? Scene.Acme, [.. all.Select(message => message.Id)], Scene.Stop);

    private static async Task<IEnumerable<MessageId>> ListAsync(Scene scene, MessageQuery query) =>
        (await scene.Engine.ListAsync(query, Scene.Stop)).Messages.Select(message => message.Id);
}
