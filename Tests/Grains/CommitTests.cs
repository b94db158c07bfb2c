using Belay.Engine;
using Belay.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Reminders;
using Orleans.TestingHost;

namespace Belay.Tests.Grains;

/// <summary>What scheduling and canceling cost in commits, by the server's own count, through a client and three silos.</summary>
public sealed class CommitTests(ITestOutputHelper output)
{
    private const int Messages = 100;

    [Fact]
    public async Task A_schedule_is_one_commit_and_cancels_at_once_share_theirs()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");

        // Nothing but the test may commit: a server of its own that does no housekeeping, silos whose members are kept in memory, and a clock that
        // stands, so that nobody looks for reminders or overdue messages. One connection, so that it can be told to publish its count.
        await using var server = await PostgresServer.StartAsync("autovacuum=off");
        await using var database = await PostgresDatabase.OpenAsync(
            new PostgresOptions { ConnectionString = server.ConnectionString() + ";Maximum Pool Size=1;Timeout=60" }, NewMessages.Stop);
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var silos = await Silos.StartAsync(3, database, new ScriptedCarrier(clock), new EngineOptions(), silo =>
        {
            silo.Services.AddSingleton<TimeProvider>(clock);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, clock);
        });
        Draft[] drafts = [.. Enumerable.Range(0, Messages).Select(_ => NewMessages.Draft(TimeSpan.FromDays(7)))];
        var idle = await SettleAsync(database, server);
        var before = await CountAsync(database, server);
        await Task.WhenAll(drafts.Select(async draft => Assert.IsType<ScheduleVerdict.Accepted>(await silos.Engine.ScheduleAsync(draft))));
        var scheduled = await CountAsync(database, server) - before - idle;
        before = await CountAsync(database, server);
        await Task.WhenAll(drafts.Select(async draft => Assert.IsType<CancelVerdict.Canceled>(await silos.Engine.CancelAsync(draft.Id))));
        var canceled = await CountAsync(database, server) - before - idle;

        output.WriteLine($"{Messages} schedules: {scheduled}; {Messages} cancels: {canceled}; counting alone: {idle}");
        Assert.Equal(0, idle.Written);
        Assert.Equal(Messages, scheduled.Written);
        Assert.InRange(canceled.Written, 1, Messages - 1);

        // And nothing is read beside it, but that a message which is far has no activation: a cancel reads its row.
        Assert.Equal(Messages, scheduled.All);
        Assert.Equal(Messages + canceled.Written, canceled.All);
    }

    /// <summary>Waits until the silos have read what they read at their start; what a count alone commits.</summary>
    private static async Task<Commits> SettleAsync(PostgresDatabase database, PostgresServer server)
    {
        Commits? idle = null;
        for (var same = 0; same < 5;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, NewMessages.Stop);
            var before = await CountAsync(database, server);
            var counted = await CountAsync(database, server) - before;
            same = counted == idle ? same + 1 : 0;
            idle = counted;
        }

        return idle!;
    }

    private static async Task<Commits> CountAsync(PostgresDatabase database, PostgresServer server)
    {
        // A transaction that touched no table would not be published.
        await using var publish = database.DataSource.CreateCommand("SELECT pg_stat_force_next_flush(), count(*) FROM secret");
        await publish.ExecuteNonQueryAsync(NewMessages.Stop);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("template1") + ";Pooling=false");

        // Only a transaction that writes takes a number.
        await using var count = source.CreateCommand(
            "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint, (SELECT xact_commit FROM pg_stat_database WHERE datname = 'postgres')");
        await using var reader = await count.ExecuteReaderAsync(NewMessages.Stop);
        await reader.ReadAsync(NewMessages.Stop);
        return new(reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <param name="Written">Transactions that wrote.</param>
    /// <param name="All">All that committed, those that only read with them.</param>
    private sealed record Commits(long Written, long All)
    {
        public static Commits operator -(Commits left, Commits right) => new(left.Written - right.Written, left.All - right.All);
    }
}
