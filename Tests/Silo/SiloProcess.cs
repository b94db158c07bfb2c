using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Belay.Tests.Silo;

/// <summary>A built program as a process of its own. Started again it has the same ports, as a service manager would do it.</summary>
internal sealed class SiloProcess : IDisposable
{
    /// <summary>The program that keeps and sends messages.</summary>
    public const string Silo = "Belay.Silo.dll";

    /// <summary>The program that is a gateway alone.</summary>
    public const string Gateway = "Belay.Gateway.Api.dll";

    private const string Key = "silo-tests-key-0123456789";

    /// <summary>How long a start may take; a loaded machine needs much of it.</summary>
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(90);

    private readonly Dictionary<string, string> _settings;
    private readonly string _program;
    private readonly Place? _place;
    private readonly List<string> _said = [];
    private Process? _process;

    /// <param name="settings">Environment variables, beside those of ports and keys.</param>
    /// <param name="patience">How long a caller waits for an answer.</param>
    /// <param name="place">Where it lives; null: with the test.</param>
    /// <param name="program">The program.</param>
    public SiloProcess(IReadOnlyDictionary<string, string> settings, TimeSpan patience, Place? place = null, string program = Silo)
    {
        var port = Ports.Take(3);
        var url = string.Create(CultureInfo.InvariantCulture, $"http://{place?.ServiceAddress ?? "127.0.0.1"}:{port}");
        _place = place;
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = url,
            ["Belay__Cluster__Address"] = place?.ClusterAddress ?? "127.0.0.1",
            ["Belay__Cluster__SiloPort"] = (port + 1).ToString(CultureInfo.InvariantCulture),
            ["Belay__Cluster__GatewayPort"] = (port + 2).ToString(CultureInfo.InvariantCulture),
            ["Belay__ApiKeys__0__Key"] = Key,
            ["Belay__ApiKeys__0__Organization"] = "acme",
            ["Belay__ApiKeys__0__Scopes__0"] = "messages:send",
            ["Belay__ApiKeys__0__Scopes__1"] = "messages:read",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        _settings = all;
        _program = program;
        Client = new HttpClient { BaseAddress = new Uri(url), Timeout = patience };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    /// <summary>Where it takes clients, if it is a silo.</summary>
    public string ClientAddress => $"{_settings["Belay__Cluster__Address"]}:{_settings["Belay__Cluster__GatewayPort"]}";

    /// <summary>Sends the key of the organization <c>acme</c>.</summary>
    public HttpClient Client { get; }

    /// <summary>Whether it runs without a cluster: its settings then name a data directory.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether the process is gone.</summary>
    public bool HasEnded => _process is not { HasExited: false };

    /// <summary>The last that it wrote, for the text of a failure.</summary>
    public string LastWords
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said.TakeLast(40));
            }
        }
    }

    /// <summary>Starts it and returns when it is ready to be asked.</summary>
    public async Task StartAsync()
    {
        Launch();
        await WaitUntilReadyAsync(StartsWithin);
    }

    /// <summary>Starts it, for a start that is to fail; its exit code and what it wrote to the error stream.</summary>
    public async Task<(int ExitCode, string Error)> FailAsync()
    {
        using var process = Process.Start(StartInfo())!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(StartsWithin);
        await output;
        await process.WaitForExitAsync().WaitAsync(StartsWithin);
        return (process.ExitCode, error);
    }

    /// <summary>Does as a service manager does: starts it again whenever it has ended, until it is ready to be asked.</summary>
    /// <remarks>A silo that the others took for dead ends itself when it reads that, and nobody knows when it does.</remarks>
    /// <param name="within">How long it may take where it has not ended; a start has a time of its own.</param>
    /// <returns>How often it had ended.</returns>
    public async Task<int> KeepRunningAsync(TimeSpan within)
    {
        var (ends, since) = (0, Stopwatch.GetTimestamp());
        for (; !await IsReadyAsync(); await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System))
        {
            if (HasEnded)
            {
                Launch();
                (ends, since) = (ends + 1, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > (ends == 0 ? within : StartsWithin))
            {
                throw new InvalidOperationException($"The process is not ready, having ended {ends} times: {LastWords}");
            }

            Assert.True(ends < 3, $"The process ends again and again: {LastWords}");
        }

        return ends;
    }

    /// <summary>Waits until <c>/readyz</c> answers with success.</summary>
    public async Task WaitUntilReadyAsync(TimeSpan within)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System))
        {
            if (HasEnded || Stopwatch.GetElapsedTime(started) > within)
            {
                throw new InvalidOperationException((HasEnded ? "The process ended: " : "The process is not ready: ") + LastWords);
            }

            if (await IsReadyAsync())
            {
                return;
            }
        }
    }

    /// <summary>Whether <c>/readyz</c> answers with success now.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Client.GetAsync("/readyz");
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception lost) when (lost is HttpRequestException or SocketException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>Sends it a signal, such as STOP, CONT or TERM.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for its end; its exit code.</summary>
    public async Task<int> WaitForEndAsync(TimeSpan within)
    {
        await _process!.WaitForExitAsync().WaitAsync(within);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (_process is { } process)
        {
            if (!process.HasExited)
            {
                Kill();
            }

            process.Dispose();
        }

        Client.Dispose();
    }

    private void Launch()
    {
        _process?.Dispose();
        _process = Process.Start(StartInfo())!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private ProcessStartInfo StartInfo()
    {
        string[] command = [.. _place is null ? [] : (string[])["ip", "netns", "exec", _place.Namespace], "dotnet", Path.Combine(
            AppContext.BaseDirectory, _program)];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _settings.Where(setting => !IsAlone || !setting.Key.StartsWith("Belay__Cluster__", StringComparison.Ordinal)))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private void Hear(string? line)
    {
        if (line is not null)
        {
            lock (_said)
            {
                _said.Add(line);
            }
        }
    }
}
