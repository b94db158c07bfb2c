using Belay.Messages;

namespace Belay.Tests.Storage.Sqlite;

/// <summary>What only this engine does with its tally; what any engine does is in the suite.</summary>
public sealed class TallyTests
{
    private static long Rows(Stage stage)
    {
        using var other = stage.ConnectAsOther();
        return (long)Stage.Scalar(other, "SELECT count(*) FROM tally");
    }

    [Fact]
    public async Task A_thousand_cancels_of_a_minute_are_one_row()
    {
        await using var stage = Stage.Open();
        var messages = await stage.Scene.AcceptAllAsync(stage.Scene.NewBatch(1_000, TimeSpan.FromHours(1)));

        await stage.Engine.CancelBatchAsync(
            messages[0].Draft.Organization, messages[0].Draft.Batch, new Actor("test"), CancelRule.Pending, TestContext.Current.CancellationToken);

        Assert.Equal(1, Rows(stage));
    }

    [Fact]
    public async Task Minutes_that_need_not_be_kept_any_longer_are_removed()
    {
        await using var stage = Stage.Open();
        for (var day = 0; day < 40; day++)
        {
            await stage.Scene.CancelAsync((await stage.Scene.AcceptAsync(stage.Scene.NewDraft(TimeSpan.FromHours(1)))).Id);
            stage.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(Tally.KeptFor.TotalDays + 1, Rows(stage));
    }

    [Fact]
    public async Task A_group_that_fails_counts_nothing()
    {
        await using var stage = Stage.Open();
        var message = await stage.Scene.AcceptAsync(stage.Scene.NewDraft(TimeSpan.FromHours(1)));

        await Assert.ThrowsAsync<InvalidOperationException>(() => stage.OnWriterAsync<int>(session =>
        {
            session.TryUpdate(
                session.Find(message.Id)!,
                MessageDecider.Decide(message, new Command.Cancel(new Actor("test"), CancelRule.Pending), stage.Scene.Now));
            throw new InvalidOperationException("It fails.");
        }));

        await stage.Scene.AcceptAsync(stage.Scene.NewDraft(TimeSpan.FromHours(1)));
        Assert.Equal(0, Rows(stage));
    }
}
