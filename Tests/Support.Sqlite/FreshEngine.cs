using Belay.Engine;
using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Access;
using Belay.Storage.Sqlite.Writing;

namespace Belay.Tests.Support.Sqlite;

/// <summary>
/// An engine on a new file of its own, for tests of what stands on an engine. Thousands of them start one, so the file is a copy of one that is up to
/// date, and nothing is synced to the disk.
/// </summary>
public sealed class FreshEngine : IAsyncDisposable
{
    private const string FileName = "belay.db";

    private const string Memory = "/dev/shm";
    private const long MemoryMin = 512 * 1024 * 1024;

    private static readonly bool IsInMemory = Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > MemoryMin;

    private static readonly Lazy<byte[]> UpToDate = new(MakeFile);

    private readonly string _directory;
    private readonly SqliteEngine _running;

    private FreshEngine(EngineSettings settings, ICarrier carrier, TimeProvider time)
    {
        _directory = MakeDirectory();
        File.WriteAllBytes(Path.Combine(_directory, FileName), UpToDate.Value);
        _running = new SqliteEngine(
            new SqliteOptions { DataDirectory = _directory, PendingPerOrganizationMax = settings.PendingPerOrganizationMax, DiskReserveBytes = 0 },
            new EngineOptions
            {
                DispatchConcurrency = settings.DispatchConcurrency,
                Sending = settings.Sending,
                KeepFinishedFor = settings.KeepFinishedFor,

                // In one process, a call is open for as long as it is there.
                CallLease = null,

                // A test may end with a call held open; nobody waits for its answer.
                StopGrace = TimeSpan.FromMilliseconds(1),
            },
            carrier,
            time,
            new SqliteSurroundings { OpenSession = OpenUnsynced });
    }

    /// <summary>The engine.</summary>
    public LocalEngine Engine => _running.Engine;

    /// <summary>The webhook events.</summary>
    public IWebhookOutbox Outbox => _running.Store.Outbox;

    /// <summary>The API keys.</summary>
    public IApiKeyStore Keys => _running.Store.Keys;

    /// <summary>The secrets.</summary>
    public ISecretStore Secrets => _running.Store.Secrets;

    /// <summary>Starts one.</summary>
    public static FreshEngine Start(ICarrier carrier, TimeProvider time, EngineSettings? settings = null)
    {
        var engine = new FreshEngine(settings ?? new EngineSettings(), carrier, time);
        engine._running.Start();
        return engine;
    }

    /// <summary>Another look at its secrets, as another process has it.</summary>
    public ISecretStore OpenSecrets() => SqliteKeys.Open(_directory);

    /// <summary>Ends it as a process ends; the file stays until this is disposed.</summary>
    public Task StopAsync() => _running.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static WriteSession OpenUnsynced(SqliteDatabase database)
    {
        var connection = database.OpenForWriting();
        Stage.Run(connection, "PRAGMA synchronous = OFF");
        return new WriteSession(connection);
    }

    /// <summary>In memory where the system has room for files there: to make and to remove a file then waits for no disk.</summary>
    private static string MakeDirectory() => IsInMemory
        ? Directory.CreateDirectory(Path.Combine(Memory, $"belay-fresh-{Guid.NewGuid():N}")).FullName
        : Directory.CreateTempSubdirectory("belay-fresh-").FullName;

    private static byte[] MakeFile()
    {
        var directory = MakeDirectory();
        SqliteDatabase.Open(directory);
        var file = File.ReadAllBytes(Path.Combine(directory, FileName));
        Directory.Delete(directory, recursive: true);
        return file;
    }
}
