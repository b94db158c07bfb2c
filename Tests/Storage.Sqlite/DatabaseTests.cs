using Belay.Storage.Sqlite;
using Belay.Tests.Conformance;
using Microsoft.Data.Sqlite;

namespace Belay.Tests.Storage.Sqlite;

/// <summary>Opening the store: what is set, what is refused, and in which words.</summary>
public sealed class DatabaseTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("belay-db-").FullName;

    private string DatabaseFile => Path.Combine(_directory, "belay.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact, Trait(EngineSuite.Promise, "P1")]
    public void What_is_committed_survives_a_loss_of_power()
    {
        using var connection = SqliteDatabase.Open(_directory).OpenForWriting();

        Assert.Equal("wal", Stage.Scalar(connection, "PRAGMA journal_mode"));
        Assert.Equal(2L, Stage.Scalar(connection, "PRAGMA synchronous"));
    }

    [Fact, Trait(EngineSuite.Promise, "P1")]
    public void A_file_that_cannot_have_a_write_ahead_log_is_refused()
    {
        SqliteDatabase.Open(_directory);
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        Stage.Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");

        var refusal = Assert.Throws<SqliteSetupException>(() => SqliteDatabase.EnsureDurable(connection));

        Assert.Contains("write-ahead log", refusal.Message, StringComparison.Ordinal);
    }

    [Theory, Trait(EngineSuite.Promise, "P1")]
    [InlineData("PRAGMA synchronous = OFF", "PRAGMA synchronous is 0, not 2 for FULL")]
    [InlineData("PRAGMA synchronous = NORMAL", "PRAGMA synchronous is 1, not 2 for FULL")]
    [InlineData("PRAGMA synchronous = EXTRA", "PRAGMA synchronous is 3, not 2 for FULL")]
    [InlineData("PRAGMA journal_mode = DELETE", "write-ahead log")]
    public void A_connection_that_does_not_commit_as_the_promises_need_is_refused_with_the_reason(string setting, string reason)
    {
        using var connection = SqliteDatabase.Open(_directory).OpenForWriting();
        Stage.Run(connection, setting);

        Assert.Contains(
            reason, Assert.Throws<SqliteSetupException>(() => SqliteDatabase.EnsureDurable(connection)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_a_newer_Belay_is_refused_and_left_as_it_is()
    {
        using (var connection = SqliteDatabase.Open(_directory).OpenForWriting())
        {
            Stage.Run(connection, "PRAGMA user_version = 999; CREATE TABLE of_the_future (id)");
        }

        var refusal = Assert.Throws<SqliteSetupException>(() => SqliteDatabase.Open(_directory));

        Assert.Contains("newer Belay (schema 999", refusal.Message, StringComparison.Ordinal);
        using var still = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False");
        still.Open();
        Assert.Equal(999L, Stage.Scalar(still, "PRAGMA user_version"));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var content = new string('x', 10_000);
        File.WriteAllText(DatabaseFile, content);

        var refusal = Assert.Throws<SqliteSetupException>(() => SqliteDatabase.Open(_directory));

        Assert.Contains("Belay:DataDirectory", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(DatabaseFile));
    }

    [Fact]
    public void A_directory_in_the_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(DatabaseFile);

        Assert.Contains(
            "Belay:DataDirectory", Assert.Throws<SqliteSetupException>(() => SqliteDatabase.Open(_directory)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_the_place_of_the_directory_is_refused()
    {
        var file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "");

        Assert.Contains(
            "Belay:DataDirectory", Assert.Throws<SqliteSetupException>(() => SqliteDatabase.Open(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_migration_is_applied_once_however_often_the_database_is_opened()
    {
        using (var connection = SqliteDatabase.Open(_directory).OpenForWriting())
        {
            Stage.Run(connection, "INSERT INTO secret (name, value) VALUES ('kept', x'01')");
        }

        using var again = SqliteDatabase.Open(_directory).OpenForWriting();

        Assert.Equal(1L, Stage.Scalar(again, "SELECT count(*) FROM secret"));
    }

    [Fact]
    public void A_migration_that_fails_halfway_leaves_nothing_behind()
    {
        // The last table of the first migration is there already, so that its CREATE fails after all the others.
        using (var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False"))
        {
            connection.Open();
            Stage.Run(connection, "CREATE TABLE secret (somebody_elses INTEGER)");
        }

        Assert.Throws<SqliteSetupException>(() => SqliteDatabase.Open(_directory));

        using var still = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False");
        still.Open();
        Assert.Equal(0L, Stage.Scalar(still, "PRAGMA user_version"));
        Assert.Equal("secret", Stage.Scalar(still, "SELECT group_concat(name) FROM sqlite_schema"));
    }

    [Fact]
    public async Task Many_that_open_a_new_database_at_once_all_find_it_whole()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SqliteDatabase.Open(_directory), Scene.Stop)));

        foreach (var database in opened)
        {
            using var connection = database.OpenForWriting();
            Assert.Equal(0L, Stage.Scalar(connection, "SELECT count(*) FROM message"));
        }
    }

    [Fact]
    public void The_files_are_readable_by_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Rights of files are another matter on Windows.");
            return;
        }

        var directory = Path.Combine(_directory, "new");

        using var connection = SqliteDatabase.Open(directory).OpenForWriting();
        Stage.Run(connection, "INSERT INTO secret (name, value) VALUES ('a', x'01')");

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        foreach (var path in Directory.GetFiles(directory).Append(directory))
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others);
        }
    }

    [Fact, Trait(EngineSuite.Promise, "P2"), Trait(EngineSuite.Promise, "P5")]
    public async Task A_second_engine_on_the_same_directory_is_refused_and_the_first_goes_on()
    {
        await using var stage = Stage.Open();
        await using (var second = stage.Fixture.OpenCopy(stage.Fixture.DataDirectory))
        {
            var refusal = Assert.Throws<SqliteSetupException>(second.Start);
            Assert.Equal("Another Belay process runs on the same Belay:DataDirectory. Stop it, or set another directory.", refusal.Message);
            Assert.False((await second.Engine.CheckHealthAsync(Scene.Stop)).Ready);
        }

        await stage.Scene.SendAsync(stage.Scene.NewDraft());
    }

    [Fact]
    public async Task A_start_that_cannot_write_says_so_in_a_sentence()
    {
        await using var stage = Stage.Open();
        var copy = stage.Fixture.CopyAsAfterCrash();
        await using (var engine = stage.Fixture.OpenCopy(copy))
        {
            using var other = new SqliteConnection($"Data Source={Path.Combine(copy, "belay.db")};Pooling=False");
            other.Open();
            Stage.Run(other, "BEGIN IMMEDIATE");

            Assert.Contains("cannot be written", Assert.Throws<SqliteSetupException>(engine.Start).Message, StringComparison.Ordinal);
        }

        Directory.Delete(copy, recursive: true);
    }
}
