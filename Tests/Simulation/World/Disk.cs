using Belay.Storage.Sqlite;

namespace Belay.Tests.Simulation;

/// <summary>
/// The files of one simulated machine, in memory where the system has a file system for that: a sync costs nothing there, and all else of SQLite is
/// real.
/// </summary>
internal sealed class Disk : IDisposable
{
    private static readonly string[] Files = ["belay.db", "belay.db-wal", "belay.mark"];
    private static readonly Lazy<string> Template = new(MakeTemplate);

    private readonly string _root = MakeRoot();
    private readonly List<long> _logLengths = [];

    public Disk()
    {
        Directory.CreateDirectory(Current);
        File.Copy(Path.Combine(Template.Value, Files[0]), Path.Combine(Current, Files[0]));
        Database = SqliteDatabase.Open(Current);
    }

    /// <summary>The database on it.</summary>
    public SqliteDatabase Database { get; }

    /// <summary>Keeps what the disk holds this very instant for the next process; what the present one does from here on never was.</summary>
    /// <param name="unsynced">How many of the last commits were never synced and are lost, as by a loss of power; 0 for an engine that keeps its
    /// word.</param>
    public void Cut(int unsynced)
    {
        Directory.CreateDirectory(Kept);
        foreach (var file in Files.Where(file => File.Exists(Path.Combine(Current, file))))
        {
            File.Copy(Path.Combine(Current, file), Path.Combine(Kept, file));
        }

        if (unsynced > 0 && _logLengths.Count > unsynced && File.Exists(Path.Combine(Kept, Files[1])))
        {
            using var log = new FileStream(Path.Combine(Kept, Files[1]), FileMode.Open);
            log.SetLength(Math.Min(log.Length, _logLengths[^(unsynced + 1)]));
        }

        _logLengths.Clear();
    }

    /// <summary>Notes where a commit ends in the write-ahead log.</summary>
    public void NoteCommit()
    {
        var length = new FileInfo(Path.Combine(Current, Files[1])).Length;
        if (_logLengths.Count > 0 && length <= _logLengths[^1])
        {
            _logLengths.Clear();
        }

        _logLengths.Add(length);
    }

    /// <summary>The process of before has let go of its files: what was kept takes their place.</summary>
    public void TakeKept()
    {
        Directory.Delete(Current, recursive: true);
        Directory.Move(Kept, Current);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Where the files of the process of now lie.</summary>
    public string Current => Path.Combine(_root, "now");

    private string Kept => Path.Combine(_root, "kept");

    private static string MakeTemplate()
    {
        var directory = MakeRoot();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        SqliteDatabase.Open(directory);
        return directory;
    }

    private static string MakeRoot() =>
        Directory.Exists("/dev/shm")
            ? Directory.CreateDirectory(Path.Combine("/dev/shm", "belay-sim-" + Path.GetRandomFileName())).FullName
            : Directory.CreateTempSubdirectory("belay-sim-").FullName;
}
