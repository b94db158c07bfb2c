using Belay.Messages;
using Npgsql;

namespace Belay.Tests.Storage.Postgres;

/// <summary>Steps that are written in one commit: each has a verdict of its own.</summary>
public sealed class GroupTests(SharedServer server)
{
    private const int Count = 120;

    [Fact, Trait("Promise", "P3")]
    public async Task A_step_that_is_late_harms_no_other()
    {
        await using var store = await Store.OpenAsync(server);
        var messages = await AcceptAsync(store);

        // Of each third message a step was made before, so that a second one on the same version is late.
        foreach (var message in messages.Where((_, i) => i % 3 == 0))
        {
            Assert.True(await store.WriteAsync(Store.Decide(message, new Command.Wake(Store.Carrier)), 1));
        }

        var verdicts = await Task.WhenAll(messages.Select(message => store.WriteAsync(Store.Cancel(message), 1)));

        Assert.Equal(messages.Select((_, i) => i % 3 != 0), verdicts);
        Assert.Equal(Count * 2 / 3, await store.ScalarAsync<long>("SELECT count(*) FROM message WHERE status = 'canceled'"));
        Assert.Equal(0, await store.PendingAsync());
    }

    [Fact]
    public async Task A_step_that_cannot_be_written_harms_no_other()
    {
        await using var store = await Store.OpenAsync(server);
        var messages = await AcceptAsync(store);
        var writes = messages.Select((message, i) => i == 7
            ? store.WriteAsync(Store.Cancel(message) with { Version = 1 }, 1)
            : store.WriteAsync(Store.Cancel(message), 1)).ToList();

        await Assert.ThrowsAsync<PostgresException>(() => writes[7]);
        writes.RemoveAt(7);
        Assert.All(await Task.WhenAll(writes), Assert.True);
        Assert.Equal(1, await store.PendingAsync());
    }

    [Fact, Trait("Promise", "P3")]
    public async Task Of_two_stores_that_write_the_same_messages_each_step_is_made_by_one()
    {
        await using var store = await Store.OpenAsync(server);
        await using var other = await Store.OpenAsync(store.Database.Options);
        var messages = await AcceptAsync(store);

        var verdicts = await Task.WhenAll(messages.Select(message => Task.WhenAll(
            store.WriteAsync(Store.Cancel(message), 1), other.WriteAsync(Store.Decide(message, new Command.Wake(Store.Carrier)), 1))));

        Assert.All(verdicts, pair => Assert.Single(pair, made => made));
        Assert.Equal(0, await store.PendingAsync());
    }

    private static async Task<IReadOnlyList<Message>> AcceptAsync(Store store) =>
        Assert.IsType<ScheduleVerdict.Accepted>(await store.ScheduleAsync(new ScheduleRequest(store.NewBatch(Count), Store.Caller))).Messages;
}
