using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Belay.Tests.Faults.Gateways;

/// <summary>The built gateway as a process, on one address and one directory for all its lives.</summary>
internal sealed class GatewayProcess(Uri address, string dataDirectory, IReadOnlyDictionary<string, string> settings) : IDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
    private readonly Queue<string> _said = new();
    private Process? _process;

    public Uri Address => address;

    public string DataDirectory => dataDirectory;

    public int ProcessId => _process!.Id;

    /// <summary>The most memory that a process held, in bytes; read from time to time.</summary>
    public long ResidentMax { get; private set; }

    /// <summary>Starts a process; returns at once.</summary>
    public void Launch(params (string Name, string Value)[] more)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Belay.Silo.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings.Select(pair => (pair.Key, pair.Value)).Concat(more))
        {
            start.Environment[name] = value;
        }

        // A run that is broken off leaves no process behind.
        AppDomain.CurrentDomain.ProcessExit -= End;
        AppDomain.CurrentDomain.ProcessExit += End;
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["Belay__DataDirectory"] = dataDirectory;
        _process?.Dispose();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a process, and returns how long it took until it said that it is ready.</summary>
    public async Task<TimeSpan> StartAsync(params (string Name, string Value)[] more)
    {
        var began = Stopwatch.GetTimestamp();
        Launch(more);
        await UntilReadyAsync(StartsWithin);
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Waits until it accepts, keeps and sends.</summary>
    public async Task UntilReadyAsync(TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (_process!.HasExited || Stopwatch.GetElapsedTime(began) > within)
            {
                lock (_said)
                {
                    throw new InvalidOperationException("The gateway is not ready: " + string.Join('\n', _said));
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        Measure();
    }

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _client.GetAsync("/readyz");
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Ends the process as <c>kill -9</c> does, and makes sure that it was alive until then and is gone now.</summary>
    public async Task KillAsync()
    {
        Measure();
        _process!.Kill();
        await UntilKilledAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Waits until the process was ended by SIGKILL; throws where it ended otherwise, or not.</summary>
    public async Task UntilKilledAsync(TimeSpan within)
    {
        const int EndedByKill = 128 + 9;
        using var patience = new CancellationTokenSource(within);
        await _process!.WaitForExitAsync(patience.Token);
        if (_process.ExitCode != EndedByKill)
        {
            throw new InvalidOperationException($"The gateway ended by itself with {_process.ExitCode}: {string.Join('\n', _said)}");
        }
    }

    /// <summary>Stops the process where it stands (SIGSTOP), and proves it by the state that the system shows.</summary>
    public void Pause()
    {
        const int SigStop = 19;
        Signal(SigStop);
        while (!File.ReadAllText($"/proc/{_process!.Id}/stat").Contains(") T ", StringComparison.Ordinal))
        {
            Thread.Yield();
        }
    }

    public void Resume()
    {
        const int SigCont = 18;
        Signal(SigCont);
    }

    /// <summary>Asks the process to end in good order.</summary>
    public async Task EndAsync()
    {
        const int SigTerm = 15;
        Signal(SigTerm);
        await _process!.WaitForExitAsync();
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= End;
        End(null, EventArgs.Empty);
        _process?.Dispose();
        _client.Dispose();
    }

    private void End(object? sender, EventArgs arguments)
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    private void Measure()
    {
        _process!.Refresh();
        ResidentMax = Math.Max(ResidentMax, _process.HasExited ? 0 : _process.PeakWorkingSet64);
    }

    private void Hear(string? line)
    {
        const int LinesMax = 60;
        lock (_said)
        {
            if (line is not null)
            {
                _said.Enqueue(line);
                if (_said.Count > LinesMax)
                {
                    _said.Dequeue();
                }
            }
        }
    }

    private void Signal(int signal)
    {
        if (Kill(_process!.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} did not reach the gateway.");
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
