using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Belay.Tests.EndToEnd;

/// <summary>The built program as a process of its own, on a free port, with the sandbox and its journal.</summary>
internal sealed partial class GatewayProcess : IDisposable
{
    /// <summary>A key of the organization <c>acme</c>.</summary>
    public const string Key = "end-to-end-key-0123456789";
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private GatewayProcess(Process process, Uri baseAddress, List<string> said)
    {
        _process = process;
        Said = said;
        Client = new HttpClient { BaseAddress = baseAddress, Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    /// <summary>Sends the key of the organization <c>acme</c>.</summary>
    public HttpClient Client { get; }

    public int ProcessId => _process.Id;

    /// <summary>All lines of its output, once it has ended.</summary>
    public IReadOnlyList<string> Said { get; }

    /// <summary>Starts the program on a directory that may hold an earlier process's data.</summary>
    public static async Task<GatewayProcess> StartAsync(string directory, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Belay.Silo.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Belay__DataDirectory"] = Path.Combine(directory, "data");
        start.Environment["Belay__Carriers__Sandbox__JournalPath"] = JournalPath(directory);
        start.Environment["Belay__Carriers__Sandbox__ReceiptDelaySeconds"] = "0";
        start.Environment["Belay__ApiKeys__0__Key"] = Key;
        start.Environment["Belay__ApiKeys__0__Organization"] = "acme";
        start.Environment["Belay__ApiKeys__0__Scopes__0"] = "messages:send";
        start.Environment["Belay__ApiKeys__0__Scopes__1"] = "messages:read";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        void Hear(string? line)
        {
            lock (said)
            {
                if (line is null)
                {
                    return;
                }

                said.Add(line);
                if (ListensOn().Match(line) is { Success: true } match)
                {
                    listening.TrySetResult(new Uri(match.Groups["url"].Value));
                }
            }
        }

        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync();
        if (await Task.WhenAny(listening.Task.WaitAsync(StartsWithin), ended) == ended)
        {
            lock (said)
            {
                throw new InvalidOperationException($"The gateway ended with {process.ExitCode}: {string.Join('\n', said)}");
            }
        }

        return new GatewayProcess(process, await listening.Task, said);
    }

    /// <summary>The sandbox's journal: one line per call of the carrier.</summary>
    public static string JournalPath(string directory) => Path.Combine(directory, "calls.jsonl");

    /// <summary>Ends the process at once, as <c>kill -9</c> does, and returns when it is gone.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>Ends the process as a service manager does, and returns when all that it said was heard.</summary>
    public async Task EndAsync()
    {
        using (var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await signal.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        Client.Dispose();
        _process.Dispose();
    }

    [GeneratedRegex(@"listens on (?<url>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ListensOn();
}
