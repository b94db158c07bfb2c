using Belay.Messages;
using Belay.Storage.Sqlite.Restoring;
using Belay.Tests.Conformance;

namespace Belay.Tests.Storage.Sqlite;

/// <summary>A restored backup does not send again what has left since it was made: an operator decides.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Later = TimeSpan.FromHours(2);

    private readonly List<string> _directories = [];
    private Stage? _stage;

    private Stage Stage => _stage!;

    private Scene Scene => Stage.Scene;

    public async ValueTask InitializeAsync() => _stage = Stage.Open(new EngineSettings { PendingPerOrganizationMax = 3 });

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        _directories.ForEach(directory => Directory.Delete(directory, recursive: true));
    }

    [Fact, Trait(EngineSuite.Promise, "P4")]
    public async Task What_left_after_the_backup_is_not_sent_again_and_what_is_due_later_leaves_on_time()
    {
        var soon = await Scene.AcceptAsync(Scene.NewDraft(Soon));
        var later = await Scene.AcceptAsync(Scene.NewDraft(Later));
        var backup = Copy();
        await SendAsync(soon);

        await using var restored = Start(Restore(backup));

        Assert.Equal([soon.Id], await ListAsync(Held(restored)));
        Stage.Clock.Advance(Later);
        await Scene.Carrier.WaitForCallAsync(later.Id);
        Assert.Single(Scene.Carrier.CallsOf(soon.Id));
        Assert.Equal(MessageStatus.Scheduled, (await restored.Engine.FindAsync(Scene.Acme, soon.Id, Scene.Stop))!.Status);
    }

    [Fact]
    public async Task A_released_message_leaves_at_once_and_a_dropped_one_never()
    {
        var released = await Scene.AcceptAsync(Scene.NewDraft(Soon));
        var dropped = await Scene.AcceptAsync(Scene.NewDraft(Soon));
        var backup = Copy();
        await SendAsync(released);
        await SendAsync(dropped);
        await using var restored = Start(Restore(backup));
        var held = Held(restored);

        Assert.Equal([dropped.Id], await held.DropAsync([dropped.Id], Scene.Stop));
        Assert.Equal([released.Id], await held.ReleaseAsync([released.Id], Scene.Stop));

        await Stage.RunClockUntilAsync(() => Task.FromResult(Scene.Carrier.CallsOf(released.Id).Count == 2), "the released message to leave");
        Assert.Single(Scene.Carrier.CallsOf(dropped.Id));
        var ended = (await restored.Engine.FindAsync(Scene.Acme, dropped.Id, Scene.Stop))!;
        Assert.Equal((MessageStatus.Canceled, "review"), (ended.Status, ended.Timeline[^1].Actor.Name));
        Assert.Empty(await ListAsync(held));
        Assert.Empty(await held.DropAsync([dropped.Id], Scene.Stop));
        Assert.Empty(await held.ReleaseAsync([dropped.Id, released.Id], Scene.Stop));
    }

    [Fact, Trait(EngineSuite.Promise, "P2")]
    public async Task A_held_message_can_be_canceled_by_its_owner()
    {
        var soon = await Scene.AcceptAsync(Scene.NewDraft(Soon));
        var backup = Copy();
        await SendAsync(soon);
        await using var restored = Start(Restore(backup));

        Assert.IsType<CancelVerdict.Canceled>(await restored.Engine.CancelAsync(Scene.Acme, soon.Id, Scene.Caller, CancelRule.Pending, Scene.Stop));

        Assert.Empty(await ListAsync(Held(restored)));
        Assert.Empty(await Held(restored).ReleaseAsync([soon.Id], Scene.Stop));
        Stage.Clock.Advance(Later);
        Assert.Equal(MessageStatus.Canceled, (await restored.Engine.FindAsync(Scene.Acme, soon.Id, Scene.Stop))!.Status);
        Assert.Single(Scene.Carrier.CallsOf(soon.Id));
    }

    [Fact, Trait(EngineSuite.Promise, "P5")]
    public async Task A_call_that_was_open_in_the_backup_is_held_too_and_ends_unconfirmed_when_dropped()
    {
        var draft = Scene.NewDraft();
        var call = await Scene.AcceptHeldAsync(draft);
        var backup = Copy();
        call.Release();
        await Scene.WaitForAsync(draft.Id, MessageStatus.Sent);
        await using var restored = Start(Restore(backup));

        var held = Assert.Single(await Held(restored).ListAsync(Scene.Stop).ToListAsync(Scene.Stop));
        Assert.Equal((draft.Id, MessageStatus.Sending), (held.Id, held.Status));
        Assert.IsType<CancelVerdict.TooLate>(await restored.Engine.CancelAsync(Scene.Acme, draft.Id, Scene.Caller, CancelRule.Pending, Scene.Stop));
        Assert.True(
            (await restored.Engine.FindAsync(Scene.Acme, draft.Id, Scene.Stop))!.CallOpen, "Nobody decides on the call before an operator does.");
        Assert.Equal([draft.Id], await Held(restored).DropAsync([draft.Id], Scene.Stop));

        var ended = (await restored.Engine.FindAsync(Scene.Acme, draft.Id, Scene.Stop))!;
        Assert.Equal((MessageStatus.DeliveryUnconfirmed, "dropped"), (ended.Status, ended.Error?.Code));
        var last = ended.Timeline[^1];
        Assert.Equal((StepCause.Dropped, "review", Stage.Clock.GetUtcNow()), (last.Cause, last.Actor.Name, last.At));
        Assert.Single(Scene.Carrier.CallsOf(draft.Id));
    }

    [Fact]
    public async Task A_copy_without_its_mark_counts_as_restored()
    {
        var soon = await Scene.AcceptAsync(Scene.NewDraft(Soon));
        var copy = Copy();
        File.Delete(Path.Combine(copy, "belay.mark"));
        await SendAsync(soon);

        await using var restored = Start(copy);

        Assert.Equal([soon.Id], await ListAsync(Held(restored)));
    }

    [Fact]
    public async Task A_mark_that_cannot_be_read_counts_as_none()
    {
        var soon = await Scene.AcceptAsync(Scene.NewDraft(Soon));
        var copy = Copy();
        await File.WriteAllTextAsync(Path.Combine(copy, "belay.mark"), "seven", Scene.Stop);
        Stage.Clock.Advance(Soon);

        await using var restored = Start(copy);

        Assert.Equal([soon.Id], await ListAsync(Held(restored)));
    }

    [Fact, Trait(EngineSuite.Promise, "P1")]
    public async Task A_crash_is_no_restore()
    {
        var soon = await Scene.AcceptAsync(Scene.NewDraft(Soon));
        var crashed = Copy();
        await Stage.Running.StopAsync(Scene.Stop);
        Stage.Clock.Advance(Later);

        await using var next = Start(crashed);

        await Scene.Carrier.WaitForCallAsync(soon.Id);
        Assert.Empty(await ListAsync(Held(next)));
    }

    [Fact]
    public async Task The_start_after_a_restore_is_a_start_like_any_other()
    {
        var soon = await Scene.AcceptAsync(Scene.NewDraft(Soon));
        var backup = Copy();
        await SendAsync(soon);
        var directory = Restore(backup);
        var next = Scene.NewDraft(Soon);
        await using (var restored = Start(directory))
        {
            await restored.Engine.ScheduleAsync(Scene.Request(next), Scene.Stop);
        }

        Stage.Clock.Advance(Later);
        await using var again = Start(directory);

        await Scene.Carrier.WaitForCallAsync(next.Id);
        Assert.Equal([soon.Id], await ListAsync(Held(again)));
        Assert.Single(Scene.Carrier.CallsOf(soon.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_of_the_whole_directory_is_held_by_hand_before_it_starts(bool withLater)
    {
        var soon = await Scene.AcceptAsync(Scene.NewDraft(Soon));
        var later = await Scene.AcceptAsync(Scene.NewDraft(Later));
        var snapshot = Copy();
        await SendAsync(soon);

        var held = SqliteHeldMessages.Open(snapshot, Stage.Clock);
        Assert.Equal(withLater ? 2 : 1, await held.HoldAsync(withLater, Scene.Stop));
        await using var restored = Start(snapshot);

        Assert.Equal(withLater ? [soon.Id, later.Id] : [soon.Id], await ListAsync(held));
        Assert.Single(Scene.Carrier.CallsOf(soon.Id));
    }

    [Fact]
    public async Task All_are_dropped_at_once_and_no_longer_count_as_pending()
    {
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await Scene.AcceptAsync(Scene.NewDraft(Soon));
        }

        var backup = Copy();
        await Scene.AdvanceAsync(Soon);
        await Scene.Carrier.WaitForCallsAsync(3);
        await using var restored = Start(Restore(backup));
        Assert.IsType<ScheduleVerdict.PendingLimitReached>(await restored.Engine.ScheduleAsync(Scene.Request(Scene.NewDraft(Soon)), Scene.Stop));

        var held = Held(restored);
        Assert.Equal(3, (await held.DropAsync(await ListAsync(held), Scene.Stop)).Count);

        Assert.IsType<ScheduleVerdict.Accepted>(await restored.Engine.ScheduleAsync(Scene.Request(Scene.NewDraft(Soon)), Scene.Stop));
        Assert.Equal(3, Scene.Carrier.Calls.Count);
    }

    [Fact]
    public async Task Many_are_listed_and_released_page_by_page()
    {
        const int Count = 450;
        await using var big = Stage.Open();
        await big.Scene.AcceptAllAsync(big.Scene.NewBatch(Count, Soon));
        var copy = big.Fixture.CopyAsAfterCrash();
        _directories.Add(copy);
        big.Clock.Advance(Soon + Soon);
        var held = SqliteHeldMessages.Open(copy, big.Clock);

        Assert.Equal(Count, await held.HoldAsync(later: false, Scene.Stop));
        Assert.Equal(Count, (await ListAsync(held)).Distinct().Count());
        Assert.Equal(Count, (await held.ReleaseAsync(await ListAsync(held), Scene.Stop)).Count);
        Assert.Empty(await ListAsync(held));
    }

    private async Task SendAsync(Message message)
    {
        await Scene.AdvanceToAsync(message.DueAt);
        await Scene.WaitForAsync(message.Id, MessageStatus.Sent);
    }

    /// <summary>The files as they are now.</summary>
    private string Copy()
    {
        _directories.Add(Stage.Fixture.CopyAsAfterCrash());
        return _directories[^1];
    }

    /// <summary>Ends the engine at once and puts the backup's database in the place of its own.</summary>
    private string Restore(string backup)
    {
        var directory = Copy();
        foreach (var name in (string[])["belay.db", "belay.db-wal"])
        {
            File.Copy(Path.Combine(backup, name), Path.Combine(directory, name), overwrite: true);
        }

        return directory;
    }

    private Running Start(string directory)
    {
        var engine = Stage.Fixture.OpenCopy(directory);
        engine.Start();
        return new(engine, directory);
    }

    private SqliteHeldMessages Held(Running running) => SqliteHeldMessages.Open(running.Directory, Stage.Clock);

    private static async Task<List<MessageId>> ListAsync(SqliteHeldMessages held) =>
        await held.ListAsync(Scene.Stop).Select(message => message.Id).ToListAsync(Scene.Stop);

    private sealed record Running(SqliteEngine Whole, string Directory) : IAsyncDisposable
    {
        public LocalEngine Engine => Whole.Engine;

        public ValueTask DisposeAsync() => Whole.DisposeAsync();
    }
}
