namespace Belay.Tests.Stores;

/// <summary>A request is accepted whole or not at all.</summary>
public abstract class Accepting : StoreSuite
{
    [Fact]
    public async Task What_was_accepted_is_read_back_as_it_was_answered()
    {
        await using var store = await OpenAsync();
        var draft = NewDraft(TimeSpan.FromHours(1)) with { Tags = ["a"], Labels = new Dictionary<string, string> { ["b"] = "c" } };
        var accepted = await AcceptAsync(store, draft);

        var stored = await FindAsync(store, accepted.Id);

        Assert.Equivalent(accepted, stored.Message, strict: true);
        Assert.Equal((null, false), (stored.Claimant, stored.IsHeld));
        Assert.Null(await store.Messages.FindAsync(NewDraft().Id, Stop));
    }

    [Fact]
    public async Task A_key_that_was_used_gives_the_first_answer_and_makes_nothing()
    {
        await using var store = await OpenAsync();
        var accepted = await store.Messages.AcceptAsync(WithKey(NewDraft(TimeSpan.FromHours(1))), Noon, Stop);
        var first = Assert.IsType<ScheduleVerdict.Accepted>(accepted).Messages[0];
        await WriteAsync(store, first, Cancel(first));
        var second = NewDraft();

        var replayed = Assert.IsType<ScheduleVerdict.Replayed>(await store.Messages.AcceptAsync(WithKey(second), Noon, Stop));

        Assert.Equal((first.Id, 1L), (replayed.Messages[0].Id, replayed.Messages[0].Version));
        Assert.Null(await store.Messages.FindAsync(second.Id, Stop));
    }

    [Fact]
    public async Task A_key_whose_time_is_over_is_free_again()
    {
        await using var store = await OpenAsync();
        await store.Messages.AcceptAsync(WithKey(NewDraft()), Noon, Stop);

        Assert.IsType<ScheduleVerdict.Accepted>(await store.Messages.AcceptAsync(WithKey(NewDraft()), Noon + IdempotencyUse.KeptAfterDue, Stop));
    }

    [Fact]
    public async Task Of_two_requests_with_one_key_at_once_one_is_accepted()
    {
        await using var store = await OpenAsync();
        var drafts = Enumerable.Range(0, 8).Select(_ => NewDraft(TimeSpan.FromHours(1))).ToList();

        var verdicts = await Task.WhenAll(drafts.Select(draft => store.Messages.AcceptAsync(WithKey(draft), Noon, Stop)));

        var accepted = Assert.Single(verdicts.OfType<ScheduleVerdict.Accepted>()).Messages[0].Id;
        Assert.All(verdicts.OfType<ScheduleVerdict.Replayed>(), replayed => Assert.Equal(accepted, replayed.Messages[0].Id));
        Assert.Equal(1, (await store.Index.ReadLevelsAsync(Stop)).Pending);
    }

    [Fact]
    public async Task Past_the_limit_the_whole_request_is_refused_and_a_cancel_makes_room()
    {
        await using var store = await OpenAsync(pendingMax: 2);
        var first = await AcceptAsync(store, NewDraft(TimeSpan.FromHours(1)));
        IReadOnlyList<Draft> two = [NewDraft(TimeSpan.FromHours(1)), NewDraft(TimeSpan.FromHours(1))];
        two = [two[0], two[1] with { Batch = two[0].Batch, Ordinal = 1 }];

        Assert.Equal(2, Assert.IsType<ScheduleVerdict.PendingLimitReached>(await store.Messages.AcceptAsync(Request(two), Noon, Stop)).Limit);
        Assert.Null(await store.Messages.FindAsync(two[0].Id, Stop));
        Assert.True(await WriteAsync(store, first, Cancel(first)));
        Assert.IsType<ScheduleVerdict.Accepted>(await store.Messages.AcceptAsync(Request(two), Noon, Stop));
    }

    [Fact]
    public async Task A_taken_id_refuses_the_whole_request_of_whichever_organization()
    {
        await using var store = await OpenAsync();
        var taken = await AcceptAsync(store, NewDraft(TimeSpan.FromHours(1)));
        var other = NewDraft(TimeSpan.FromHours(1), OrganizationId.Parse("globex"));

        var verdict = await store.Messages.AcceptAsync(Request(other, other with { Id = taken.Id, Ordinal = 1 }), Noon, Stop);

        Assert.IsType<ScheduleVerdict.IdTaken>(verdict);
        Assert.Null(await store.Messages.FindAsync(other.Id, Stop));
        Assert.Equal(Acme, (await FindAsync(store, taken.Id)).Message.Draft.Organization);
    }

    private static ScheduleRequest WithKey(Draft draft) =>
        new([draft], Caller, new IdempotencyUse(new IdempotencyKey(Acme, "test", "key"), "fingerprint"));
}
