using Belay.Engine;
using Belay.Grains;
using Belay.Grains.Interfaces;
using Belay.Storage.Postgres;
using Belay.Storage.Postgres.Reading;
using Belay.Tests.Storage.Postgres;

namespace Belay.Tests.Grains;

/// <summary>
/// P2, P3, P7: one message with two activations that both know it. Two clusters on one database have it for sure: neither has heard of the other. The
/// row's version decides: one makes its step, and the other learns that it is too late before it answers.
/// </summary>
public sealed class TwoActivationsTests(SharedServer server)
{
    private const int Messages = 200;
    private const int AtOnce = 20;

    [Fact]
    public async Task Of_two_cancels_by_two_activations_exactly_one_is_the_step() => await RunAsync(TimeSpan.FromHours(1), async pair =>
    {
        var made = await Task.WhenAll(
            pair.One.CancelAsync(NewMessages.Acme, NewMessages.Caller, CancelRule.Pending),
            pair.Other.CancelAsync(NewMessages.Acme, NewMessages.Caller, CancelRule.Pending));

        Assert.Single(made, verdict => verdict is CancelVerdict.Canceled);
        Assert.Single(made, verdict => verdict is CancelVerdict.AlreadyCanceled);
        Assert.All(
            await AskBothAsync(pair),
            verdict => Assert.Equal((2, MessageStatus.Canceled), Known(Assert.IsType<CancelVerdict.AlreadyCanceled>(verdict).Message)));
        return MessageStatus.Canceled;
    });

    [Fact]
    public async Task Of_a_cancel_and_a_claim_by_two_activations_exactly_one_is_the_step()
    {
        var (rounds, claims) = (0, 0);
        await RunAsync(dueIn: null, async pair =>
        {
            // Who is asked first by turns, so that neither always comes first.
            var claimFirst = Interlocked.Increment(ref rounds) % 2 == 0 ? pair.ClaimByOtherAsync() : null;
            var cancel = pair.One.CancelAsync(NewMessages.Acme, NewMessages.Caller, CancelRule.Pending);
            var claim = claimFirst ?? pair.ClaimByOtherAsync();
            var (canceled, claimed) = (await cancel, await claim);
            Assert.True(canceled is CancelVerdict.Canceled != claimed is not null, "Of a cancel and a claim both were made, or neither.");
            if (claimed is null)
            {
                Assert.Null(await pair.ClaimByOtherAsync());
                Assert.All(await AskBothAsync(pair), verdict => Assert.IsType<CancelVerdict.AlreadyCanceled>(verdict));
                return MessageStatus.Canceled;
            }

            Interlocked.Increment(ref claims);
            Assert.All(
                await AskBothAsync(pair),
                verdict => Assert.Equal((2, MessageStatus.Sending), Known(Assert.IsType<CancelVerdict.TooLate>(verdict).Message)));
            return MessageStatus.Sending;
        });

        Assert.InRange(claims, 1, Messages - 1);
    }

    [Fact]
    public async Task Callers_of_two_clusters_are_told_one_cancel_and_one_that_was_before() => await RunAsync(TimeSpan.FromHours(1), async pair =>
    {
        var verdicts = await AskBothAsync(pair);

        Assert.Single(verdicts, verdict => verdict is CancelVerdict.Canceled);
        Assert.Single(verdicts, verdict => verdict is CancelVerdict.AlreadyCanceled);
        return MessageStatus.Canceled;
    });

    /// <summary>Makes messages, has both clusters load each at version 1, lets the test contend for it, and reads what became of it.</summary>
    /// <param name="dueIn">When they are due; null: at once, but only the test claims.</param>
    /// <param name="contend">Returns the status in which the row is to be found.</param>
    private async Task RunAsync(TimeSpan? dueIn, Func<Pair, Task<MessageStatus>> contend)
    {
        await using var database = await PostgresDatabase.OpenAsync(
            new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync() }, NewMessages.Stop);
        var options = new EngineOptions { DispatchConcurrency = 0 };
        var carrier = new ScriptedCarrier(TimeProvider.System);
        await using var one = await Silos.StartAsync(1, database, carrier, options);
        await using var other = await Silos.StartAsync(1, database, carrier, options);
        var index = new PostgresIndex(database);
        for (var made = 0; made < Messages; made += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
            {
                var draft = NewMessages.Draft(dueIn);
                Assert.IsType<ScheduleVerdict.Accepted>(await one.Engine.ScheduleAsync(draft));
                var pair = new Pair(one, other, draft.Id);
                Assert.Equal(1, (await pair.One.FindAsync(NewMessages.Acme))!.Version);
                Assert.Equal(1, (await pair.Other.FindAsync(NewMessages.Acme))!.Version);

                var status = await contend(pair);

                var row = (await index.FindAsync(NewMessages.Acme, draft.Id, NewMessages.Stop))!;
                Assert.Equal((2, status), Known(row));
                Assert.Equal([1L, 2L], row.Timeline.Select(step => step.Version));
            }));
        }

        Assert.Empty(carrier.Calls);
    }

    private static Task<CancelVerdict[]> AskBothAsync(Pair pair) =>
        Task.WhenAll(pair.OneCluster.Engine.CancelAsync(pair.Id), pair.OtherCluster.Engine.CancelAsync(pair.Id));

    private static (long Version, MessageStatus Status) Known(Message message) => (message.Version, message.Status);

    private sealed record Pair(Silos OneCluster, Silos OtherCluster, MessageId Id)
    {
        public IMessageGrain One => OneCluster.Grains.GetGrain<IMessageGrain>(Id.ToString());

        public IMessageGrain Other => OtherCluster.Grains.GetGrain<IMessageGrain>(Id.ToString());

        public Task<(int Claim, Submission Submission)?> ClaimByOtherAsync() =>
            OtherCluster.Grains.GetGrain<IMessageWork>(Id.ToString()).ClaimAsync(OtherCluster.FirstSilo, request: 1);
    }
}
