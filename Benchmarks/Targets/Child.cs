using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Belay.Benchmarks.Targets;

/// <summary>A process that this one started, and ends.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(2);

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private Child(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var started = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        StartedAt = started;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int ProcessId => _process.Id;

    /// <summary>From just before the process was made to its first good answer.</summary>
    public TimeSpan StartToReady { get; private set; }

    private long StartedAt { get; }

    /// <summary>This very program with other arguments.</summary>
    public static Task<Child> StartBenchmarksAsync(string[] arguments, Uri url) =>
        // Under the program's own collector, with which it is compared.
        StartAsync(
            Path.Combine(AppContext.BaseDirectory, "Belay.Benchmarks.dll"), arguments, [KeyValuePair.Create("DOTNET_gcServer", "1")], url, "/");

    /// <summary>
    /// Starts a built program and waits until it answers with success at the path. Throws <see cref="InvalidOperationException"/> with its last words
    /// where it does not.
    /// </summary>
    public static async Task<Child> StartAsync(
        string program, string[] arguments, IEnumerable<KeyValuePair<string, string>> settings, Uri url, string readyPath)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { WorkingDirectory = Path.GetDirectoryName(program) };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var child = new Child(start);
        try
        {
            child.StartToReady = await WaitUntilReadyAsync(url, readyPath, child.StartedAt, () => child._process.HasExited);
            return child;
        }
        catch (InvalidOperationException notReady)
        {
            await child.DisposeAsync();
            throw new InvalidOperationException($"{Path.GetFileName(program)} did not become ready: {child._said}", notReady);
        }
    }

    /// <summary>Asks every other millisecond; how long after <paramref name="since"/> the first good answer came.</summary>
    public static async Task<TimeSpan> WaitUntilReadyAsync(Uri url, string path, long since, Func<bool> hasEnded)
    {
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: belay\r\nConnection: close\r\n\r\n");
        var answer = new byte[16];
        while (Stopwatch.GetElapsedTime(since) < ReadyWithin && !hasEnded())
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(url.Host, url.Port);
                await socket.SendAsync(request);
                var read = await socket.ReceiveAsync(answer);
                if (read > 9 && answer[9] == '2')
                {
                    return Stopwatch.GetElapsedTime(since);
                }
            }
            catch (SocketException)
            {
                // Not yet.
            }

            await Task.Delay(AskEvery, TimeProvider.System);
        }

        throw new InvalidOperationException("Not ready.");
    }

    /// <summary>Ends it in order (SIGTERM), or by force where it takes too long.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-s", "TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            try
            {
                await _process.WaitForExitAsync().WaitAsync(EndsWithin, TimeProvider.System);
            }
            catch (TimeoutException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        lock (_said)
        {
            if (line is not null && _said.Length < 4_000)
            {
                _said.AppendLine(line);
            }
        }
    }
}
