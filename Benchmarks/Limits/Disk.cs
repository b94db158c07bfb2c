using System.Diagnostics;
using System.Runtime.InteropServices;
using Belay.Messages;
using Belay.Storage.Sqlite;

namespace Belay.Benchmarks.Limits;

/// <summary>What the disk under a directory does, alone and through SQLite.</summary>
internal static class Disk
{
    private const int PageBytes = 4096;
    private const int Pages = 1_000;
    private const int GroupRows = 256;

    /// <summary>
    /// Writes a page and forces it to the disk, again and again, in a file whose room is there already (as a write-ahead log's is).
    /// </summary>
    public static double SyncsPerSecond(string directory, TimeSpan during)
    {
        var path = Path.Combine(directory, "sync.tmp");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        var page = new byte[PageBytes];
        for (var i = 0; i < Pages; i++)
        {
            RandomAccess.Write(file, page, (long)i * PageBytes);
        }

        RandomAccess.FlushToDisk(file);
        var syncs = 0;
        var started = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(started) < during; syncs++)
        {
            page[0]++;
            RandomAccess.Write(file, page, (long)(syncs % Pages) * PageBytes);
            if (!OperatingSystem.IsLinux())
            {
                RandomAccess.FlushToDisk(file);
            }
            else if (NativeMethods.DataSync(file.DangerousGetHandle()) != 0)
            {
                throw new IOException("fdatasync failed.");
            }
        }

        return syncs / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>
    /// Inserts rows of a message's size with an id that sorts by time and a due index, 256 to a commit, on a connection with the engine's own
    /// settings (WAL, FULL).
    /// </summary>
    public static double InsertsPerSecond(string directory, int rows)
    {
        var path = Path.Combine(directory, "inserts");
        Directory.CreateDirectory(path);
        using var connection = SqliteDatabase.Open(path).OpenForWriting();
        using var setup = connection.CreateCommand();
        setup.CommandText = "CREATE TABLE bench (id BLOB PRIMARY KEY, due INTEGER NOT NULL, state INTEGER NOT NULL, body TEXT NOT NULL) STRICT, "
            + "WITHOUT ROWID; CREATE INDEX bench_due ON bench (due)";
        setup.ExecuteNonQuery();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        using var commit = connection.CreateCommand();
        commit.CommandText = "COMMIT";
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO bench VALUES ($id, $due, 0, $body)";
        var id = insert.Parameters.Add("$id", Microsoft.Data.Sqlite.SqliteType.Blob);
        var due = insert.Parameters.Add("$due", Microsoft.Data.Sqlite.SqliteType.Integer);
        insert.Parameters.AddWithValue("$body", Http.Dialect.Text + new string('.', 135));
        insert.Prepare();
        var now = TimeProvider.System.GetUtcNow();
        var random = new byte[MessageId.RandomBytes];
        var started = Stopwatch.GetTimestamp();
        for (var row = 0; row < rows; row++)
        {
            if (row % GroupRows == 0)
            {
                begin.ExecuteNonQuery();
            }

            Random.Shared.NextBytes(random);
            id.Value = MessageId.Create(now.AddMilliseconds(row), random).Value.ToByteArray(bigEndian: true);
            due.Value = now.AddHours(5).ToUnixTimeMilliseconds();
            insert.ExecuteNonQuery();
            if (row % GroupRows == GroupRows - 1 || row == rows - 1)
            {
                commit.ExecuteNonQuery();
            }
        }

        return rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int DataSync(nint file);
    }
}
