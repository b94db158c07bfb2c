using System.Diagnostics;

namespace Belay.Tests.Support;

/// <summary>
/// A PostgreSQL server of its own: made in a temporary folder from the installed programs, reached through a socket in it, and removed afterwards.
/// </summary>
/// <remarks>It keeps what it acknowledges (fsync is on), so that a crash can be tested.</remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "belay";

    /// <summary>How long the programs may take; a loaded machine needs most of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Stops the server by the signal it reads, and when this process ends, however it does.</summary>
    private const string Keeper = "\"$@\" </dev/null & server=$!; read how; kill -s \"${how:-INT}\" $server; wait $server";

    private readonly string _programs;
    private readonly string _directory;
    private readonly IReadOnlyList<string> _settings;
    private Process? _process;

    private PostgresServer(string programs, string directory, IReadOnlyList<string> settings) =>
        (_programs, _directory, _settings) = (programs, directory, settings);

    /// <summary>Why no server can be started here; null: one can.</summary>
    public static string? WhyNot { get; } =
        OperatingSystem.IsWindows() ? "A PostgreSQL server for tests is started on Linux and macOS only."
        : FindPrograms() is null ? "No PostgreSQL server is installed: neither pg_config nor /usr/lib/postgresql nor PATH leads to initdb and "
            + "postgres."
        : Environment.UserName == "root"
            && FindUser() is null ? "PostgreSQL refuses to run as root, and there is no user postgres or nobody, or no setpriv, to run it as."
        : null;

    /// <summary>Makes and starts a server.</summary>
    /// <param name="settings">More settings, such as <c>fsync=off</c>.</param>
    public static async Task<PostgresServer> StartAsync(params IReadOnlyList<string> settings)
    {
        if (WhyNot is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        var directory = Directory.CreateTempSubdirectory("belay-pg-").FullName;
        var server = new PostgresServer(FindPrograms()!, directory, settings);
        try
        {
#pragma warning disable CA1416 // Not on Windows: see WhyNot.
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_111_111);
#pragma warning restore CA1416
            await server.RunAsync("initdb", "-D", server.Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--wal-segsize=1");
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>How to reach one of its databases.</summary>
    public string ConnectionString(string database = "postgres") => $"Host={_directory};Username={User};Database={database}";

    /// <summary>The socket behind <see cref="ConnectionString"/>.</summary>
    public string Socket => Path.Combine(_directory, ".s.PGSQL.5432");

    /// <summary>Starts it again on what it stored.</summary>
    public async Task StartAgainAsync()
    {
        string[] settings =
        [
            "listen_addresses=", $"unix_socket_directories={_directory}", "shared_buffers=32MB", "max_wal_size=128MB", "min_wal_size=2MB",
            "max_connections=200", "lc_messages=C", "timezone=UTC", .. _settings,
        ];
        var info = Command(
            "sh", ["-c", Keeper, "sh", Path.Combine(_programs, "postgres"), "-D", Data, .. settings.SelectMany(setting => new[] { "-c", setting })]);
        info.RedirectStandardInput = true;
        info.RedirectStandardError = true;
        var process = _process = Process.Start(info)!;
        var lines = new List<string>();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) =>
        {
            lines.Add(line.Data ?? "");
            if (line.Data is null)
            {
                ready.TrySetException(new InvalidOperationException($"PostgreSQL ended: {string.Join(Environment.NewLine, lines.TakeLast(10))}"));
            }
            else if (line.Data.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        process.BeginErrorReadLine();
        await ready.Task.WaitAsync(Patience, TimeProvider.System);
    }

    /// <summary>Stops it: in order, or at once as a crash would.</summary>
    public async Task StopAsync(bool atOnce = false)
    {
        if (_process is { } process)
        {
            _process = null;
            using (process)
            {
                await process.StandardInput.WriteLineAsync(atOnce ? "QUIT" : "INT");
                process.StandardInput.Close();
                await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
            }
        }
    }

    /// <summary>Makes a backup of one of its databases.</summary>
    /// <returns>The file, which goes with the server.</returns>
    public async Task<string> DumpAsync(string database)
    {
        var file = Path.Combine(_directory, $"{database}.dump");
        await RunAsync("pg_dump", "-h", _directory, "-U", User, "-Fc", "-f", file, database);
        return file;
    }

    /// <summary>Puts a backup into one of its databases, in place of what is in it.</summary>
    public Task RestoreAsync(string file, string database) =>
        RunAsync("pg_restore", "-h", _directory, "-U", User, "--clean", "--if-exists", "-d", database, file);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(atOnce: true);
        Directory.Delete(_directory, recursive: true);
    }

    private string Data => Path.Combine(_directory, "data");

    private static string? FindPrograms()
    {
        IEnumerable<string> places =
        [
            .. ConfiguredPlace(),
            .. Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql")
                    .OrderByDescending(place => place, StringComparer.Ordinal).Select(place => Path.Combine(place, "bin"))
                : [],
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
        ];
        return places.FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")) && File.Exists(Path.Combine(place, "postgres")));
    }

    private static IEnumerable<string> ConfiguredPlace()
    {
        try
        {
            using var process =
                Process.Start(new ProcessStartInfo("pg_config", "--bindir") { RedirectStandardOutput = true, UseShellExecute = false })!;
            return [process.StandardOutput.ReadToEnd().Trim()];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return [];
        }
    }

    private static string? FindUser() =>
        !File.Exists("/usr/bin/setpriv") && !File.Exists("/bin/setpriv")
            ? null
            : new[] { "postgres", "nobody" }.FirstOrDefault(
                user => File.ReadLines("/etc/passwd").Any(line => line.StartsWith(user + ":", StringComparison.Ordinal)));

    /// <summary>The command as a user that the server accepts.</summary>
    private ProcessStartInfo Command(string program, IEnumerable<string> arguments)
    {
        IEnumerable<string> line = Environment.UserName == "root"
            ? ["setpriv", $"--reuid={FindUser()}", "--regid=nogroup", "--clear-groups", program, .. arguments]
            : [program, .. arguments];
        return new ProcessStartInfo(line.First(), line.Skip(1)) { WorkingDirectory = _directory };
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var info = Command(Path.Combine(_programs, program), arguments);
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        using var process = Process.Start(info)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync())
            .WaitAsync(Patience, TimeProvider.System);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {string.Concat(said)}");
        }
    }
}
