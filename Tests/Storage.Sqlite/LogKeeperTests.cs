using Belay.Storage.Sqlite.Writing;
using Belay.Messages;
using Belay.Tests.Conformance;
using Microsoft.Data.Sqlite;

namespace Belay.Tests.Storage.Sqlite;

/// <summary>
/// The write-ahead log grows while another program reads. That is said, it harms nobody, and it is over when the reader has gone (P10).
/// </summary>
public sealed class LogKeeperTests
{
    private const string Promise = EngineSuite.Promise;

    [Fact, Trait(Promise, "P10")]
    public async Task A_log_that_another_programs_read_transaction_keeps_long_is_said_and_is_short_again_once_it_has_ended()
    {
        await using var stage = Stage.Open();
        var scene = stage.Scene;
        var message = await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));
        using var reader = stage.ConnectAsOther();
        Read(reader);
        await GrowAsync(stage);

        await stage.RunClockUntilAsync(async () => (await HealthAsync(stage)).Detail != "ok", "the log's length to be said");
        var health = await HealthAsync(stage);
        Assert.True(health.Ready);
        Assert.Matches(
            "^The write-ahead log has grown to [3-9][0-9] MiB, because another program holds a read transaction on belay.db", health.Detail);
        Assert.True(stage.Engine.LogBytes > LogKeeper.BytesMax);
        await scene.AcceptAsync(scene.NewDraft(TimeSpan.FromHours(1)));

        Stage.Run(reader, "COMMIT");
        await stage.RunClockUntilAsync(() => Task.FromResult(stage.Engine.LogBytes < LogKeeper.BytesMax), "the log to be cut");
        Assert.Equal("ok", (await HealthAsync(stage)).Detail);
        Assert.IsType<CancelVerdict.Canceled>(await scene.CancelAsync(message.Id));
    }

    [Fact, Trait(Promise, "P10")]
    public async Task While_the_log_is_long_a_commit_does_not_copy_it_and_afterwards_it_does_again()
    {
        await using var stage = Stage.Open();
        using var reader = stage.ConnectAsOther();
        Read(reader);
        await GrowAsync(stage);

        await stage.RunClockUntilAsync(async () => await CopiesAfterAsync(stage) == 0, "commits to leave the log alone");
        Stage.Run(reader, "COMMIT");
        await stage.RunClockUntilAsync(async () => await CopiesAfterAsync(stage) == 4_000, "commits to keep the log short again");
    }

    [Fact, Trait(Promise, "P1")]
    public async Task A_start_cuts_the_log_that_a_process_before_it_left_behind()
    {
        await using var stage = Stage.Open();
        using (var reader = stage.ConnectAsOther())
        {
            Read(reader);
            await stage.Scene.AcceptAsync(stage.Scene.NewDraft(TimeSpan.FromHours(1)));
            await GrowAsync(stage);
        }

        var copy = stage.Fixture.CopyAsAfterCrash();
        var log = Path.Combine(copy, "belay.db-wal");
        Assert.True(new FileInfo(log).Length > LogKeeper.BytesMax);
        await using (var engine = stage.Fixture.OpenCopy(copy))
        {
            engine.Start();
            Assert.True(!File.Exists(log) || new FileInfo(log).Length < LogKeeper.BytesMax);
        }

        Directory.Delete(copy, recursive: true);
    }

    /// <summary>One commit of 32 MiB, as a long run of small ones would make.</summary>
    private static Task<int> GrowAsync(Stage stage) => stage.OnWriterAsync(session =>
    {
        Stage.Run(session.Connection, "INSERT OR REPLACE INTO probe (id, filler) VALUES (1, zeroblob(33554432))");
        return 0;
    });

    private static void Read(SqliteConnection connection)
    {
        Stage.Run(connection, "BEGIN");
        Stage.Scalar(connection, "SELECT count(*) FROM message");
    }

    private static Task<long> CopiesAfterAsync(Stage stage) =>
        stage.OnWriterAsync(session => (long)Stage.Scalar(session.Connection, "PRAGMA wal_autocheckpoint"));

    private static Task<EngineHealth> HealthAsync(Stage stage) => stage.Engine.CheckHealthAsync(Scene.Stop);
}
