namespace Belay.Tests.Stores;

/// <summary>A decision is written on the version that it was made on, or not at all.</summary>
public abstract class Writing : StoreSuite
{
    private static readonly Claimant Claimant = new("silo", 7);

    [Fact]
    public async Task A_decision_is_written_once_and_an_older_one_never()
    {
        await using var store = await OpenAsync();
        var message = await AcceptAsync(store, NewDraft(TimeSpan.FromHours(1)));
        var canceled = Cancel(message);

        Assert.True(await WriteAsync(store, message, canceled));
        Assert.False(await WriteAsync(store, message, Claim(message), Claimant));
        Assert.False(await WriteAsync(store, message, canceled));

        Assert.Equivalent(canceled.Next, (await FindAsync(store, message.Id)).Message, strict: true);
    }

    [Fact]
    public async Task Of_many_writers_at_once_one_wins()
    {
        await using var store = await OpenAsync();
        var message = await AcceptAsync(store, NewDraft(TimeSpan.FromHours(1)));

        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => i % 2 == 0
            ? WriteAsync(store, message, Cancel(message))
            : WriteAsync(store, message, Claim(message), Claimant)));

        Assert.Single(won, true);
    }

    [Fact]
    public async Task Who_makes_the_call_is_stored_while_it_is_open()
    {
        await using var store = await OpenAsync();
        var message = await AcceptAsync(store, NewDraft());
        var claimed = Claim(message);

        Assert.True(await WriteAsync(store, message, claimed, Claimant));
        Assert.Equal(Claimant, (await FindAsync(store, message.Id)).Claimant);

        Assert.True(await WriteAsync(store, claimed.Next, Answer(claimed.Next, new CarrierAnswer.Accepted("reference"))));
        var stored = await FindAsync(store, message.Id);
        Assert.Equal((MessageStatus.Sent, (Claimant?)null), (stored.Message.Status, stored.Claimant));
        Assert.Equal(message.Id, await store.Index.FindByReferenceAsync("reference", Stop));
    }

    [Fact]
    public async Task A_message_that_is_held_is_not_claimed_and_can_be_canceled()
    {
        await using var store = await OpenAsync();
        var message = await AcceptAsync(store, NewDraft());
        Assert.Equal(1, await store.Held.HoldAsync(later: false, Stop));

        Assert.False(await WriteAsync(store, message, Claim(message), Claimant));
        Assert.True((await FindAsync(store, message.Id)).IsHeld);
        Assert.True(await WriteAsync(store, message, Cancel(message)));

        Assert.False((await FindAsync(store, message.Id)).IsHeld);
        Assert.Equal(0, await store.Index.CountHeldAsync(Acme, Stop));
    }

    [Fact]
    public async Task What_was_released_can_be_claimed_and_what_was_dropped_has_ended()
    {
        await using var store = await OpenAsync();
        var released = await AcceptAsync(store, NewDraft());
        var dropped = await AcceptAsync(store, NewDraft());
        await store.Held.HoldAsync(later: false, Stop);

        Assert.Equal([released.Id], await store.Held.ReleaseAsync([released.Id], Stop));
        Assert.Equal([dropped.Id], await store.Held.DropAsync([dropped.Id], Stop));

        Assert.True(await WriteAsync(store, released, Claim(released), Claimant));
        var ended = await FindAsync(store, dropped.Id);
        Assert.Equal((MessageStatus.Canceled, false), (ended.Message.Status, ended.IsHeld));
    }
}
