using System.Diagnostics;
using System.Globalization;
using Belay.Benchmarks.Carrier;
using Belay.Benchmarks.Http;

namespace Belay.Benchmarks.Targets;

/// <summary>
/// Silos and their PostgreSQL on this machine, by <c>scripts/cluster</c>, in a folder of their own. Each silo's sandbox has a journal, so that it
/// shows which silo sent what.
/// </summary>
internal sealed class ClusterOfSilos : ITarget
{
    /// <summary>Most silos that are asked for.</summary>
    private const int SilosMax = 9;

    private const string Key = "benchmark-key-0123456789abcdef";

    private readonly string _directory;
    private readonly string? _program;
    private readonly Func<IReadOnlyList<Uri>, string, GatewayLoad> _newLoad;
    private readonly int _firstPort = FreePort.Range(4 * (SilosMax + 1));
    private readonly Journal _journal;
    private GatewayLoad? _load;

    private ClusterOfSilos(string directory, string? program, Func<IReadOnlyList<Uri>, string, GatewayLoad> newLoad)
    {
        (_directory, _program, _newLoad) = (directory, program, newLoad);
        _journal = new([.. Enumerable.Range(1, SilosMax).Select(JournalOf)]);
    }

    public int Silos { get; private set; }

    public ILoad Load => _load ??= _newLoad([.. Enumerable.Range(1, Silos).Select(UrlOf)], Key);

    public ICalls? Calls => _journal;

    public Journal Journal => _journal;

    public IReadOnlyList<int> ProcessIds => [.. Enumerable.Range(1, Silos).Select(ProcessOf)];

    public static async Task<ClusterOfSilos> StartAsync(
        string under, string? program, int silos, Func<IReadOnlyList<Uri>, string, GatewayLoad> newLoad)
    {
        var directory = Path.Combine(under, "belay-benchmark-" + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(directory);
        var cluster = new ClusterOfSilos(directory, program, newLoad);
        try
        {
            while (cluster.Silos < silos)
            {
                await cluster.AddSiloAsync();
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more silo; from its start to its first good answer. Callers keep to the silos that they know.</summary>
    public async Task<TimeSpan> AddSiloAsync()
    {
        var took = await StartSiloAsync(Silos + 1);
        Silos++;
        return took;
    }

    /// <summary>Stops all silos and starts them again one after the other; the slowest start.</summary>
    public async Task<TimeSpan?> RestartAsync(Func<Task>? meanwhile = null)
    {
        _load?.Disconnect();
        for (var number = 1; number <= Silos; number++)
        {
            await ScriptAsync(["down", number.ToString(CultureInfo.InvariantCulture)], number);
        }

        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        var slowest = TimeSpan.Zero;
        for (var number = 1; number <= Silos; number++)
        {
            var took = await StartSiloAsync(number);
            slowest = took > slowest ? took : slowest;
        }

        return slowest;
    }

    public async ValueTask DisposeAsync()
    {
        _load?.Dispose();
        await ScriptAsync(["down"], 0);
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<TimeSpan> StartSiloAsync(int number)
    {
        string[] program = _program is null ? [] : ["--program", _program];
        var script = ScriptAsync(["up", "--silos", number.ToString(CultureInfo.InvariantCulture), .. program], number);
        while (!File.Exists(RunFileOf(number)) && !script.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        if (!script.IsCompleted)
        {
            await Child.WaitUntilReadyAsync(UrlOf(number), "/readyz", Stopwatch.GetTimestamp(), () => script.IsFaulted);
        }

        var readyAt = TimeProvider.System.GetUtcNow();
        await script;
        using var process = Process.GetProcessById(ProcessOf(number));
        return readyAt - new DateTimeOffset(process.StartTime);
    }

    private async Task ScriptAsync(string[] arguments, int silo)
    {
        var start = new ProcessStartInfo("bash", [ScriptPath(), .. arguments, "--dir", _directory])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["BELAY_API_KEY"] = Key;
        start.Environment["BELAY_HTTP_PORT"] = Text(_firstPort);
        start.Environment["BELAY_SILO_PORT"] = Text(_firstPort + SilosMax + 1);
        start.Environment["BELAY_GATEWAY_PORT"] = Text(_firstPort + (2 * (SilosMax + 1)));
        start.Environment["BELAY_POSTGRES_PORT"] = Text(_firstPort + (3 * (SilosMax + 1)));
        start.Environment["Belay__Limits__PendingPerOrganizationMax"] = "100000000";
        start.Environment["Belay__Carriers__Sandbox__JournalPath"] = JournalOf(silo);
        start.Environment["Belay__Carriers__Sandbox__KeysMax"] = "1000";
        start.Environment["Belay__Carriers__Sandbox__ReceiptDelaySeconds"] = "86400";
        start.Environment["Belay__Carriers__Sandbox__PendingReceiptsMax"] = "100000000";
        using var script = Process.Start(start)!;

        // Silos inherit these streams and keep them open: the end of the script is waited for, not theirs.
        var said = script.StandardError.ReadLineAsync();
        await script.WaitForExitAsync();
        if (script.ExitCode != 0)
        {
            throw new InvalidOperationException($"scripts/cluster {string.Join(' ', arguments)}: {await said}");
        }
    }

    private static string ScriptPath()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (Path.Combine(directory.FullName, "scripts", "cluster") is var path && File.Exists(path))
            {
                return path;
            }
        }

        throw new InvalidOperationException("scripts/cluster is not found above the folder of this program.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Uri UrlOf(int number) => new($"http://127.0.0.1:{Text(_firstPort + number)}");

    private string JournalOf(int number) => Path.Combine(_directory, $"calls-{Text(number)}.jsonl");

    private string RunFileOf(int number) => Path.Combine(_directory, "run", $"silo-{Text(number)}");

    private int ProcessOf(int number) => int.Parse(File.ReadLines(RunFileOf(number)).First(), CultureInfo.InvariantCulture);
}
