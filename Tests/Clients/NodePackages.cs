using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Belay.Tests.Clients;

/// <summary>
/// The packages that a project's scripts use, put beside the copied scripts by <c>npm ci</c>: once per lock file, and never into the source tree.
/// </summary>
public sealed class NodePackages : IAsyncLifetime
{
    private const int NodeVersionMin = 20;

    /// <summary>
    /// npm's codes for "no network". Beside them, E and an HTTP status says that the registry it is set to does not give the packages.
    /// </summary>
    private static readonly string[] NetworkErrors =
        ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH", "ERR_SOCKET_TIMEOUT", "ENOTCACHED"];

    /// <summary>The folder of the scripts.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "scripts");

    /// <summary>Why the scripts cannot be run here; null: they can.</summary>
    public string? SkipReason { get; private set; }

    /// <summary>What went wrong with the packages themselves; null: nothing.</summary>
    public string? Failure { get; private set; }

    public async ValueTask InitializeAsync()
    {
        SkipReason = await FindNodeAsync();
        if (SkipReason is not null)
        {
            return;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"))));
        var stamp = Path.Combine(Folder, "node_modules", ".installed-" + hash);
        if (File.Exists(stamp))
        {
            return;
        }

        var npm = await RunAsync(Npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], TimeSpan.FromMinutes(5));
        if (npm.ExitCode == 0)
        {
            await File.WriteAllTextAsync(stamp, "");
        }
        else if (npm.TimedOut || IsOutOfReach(ErrorCode(npm.Output)))
        {
            SkipReason = $"Packages could not be downloaded: npm ci {(npm.TimedOut ? "took too long" : $"ended with {ErrorCode(npm.Output)}")}.";
        }
        else
        {
            Failure = "npm ci failed:\n" + npm.Output;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs a program in <see cref="Folder"/> until it ends or the time is up; then it and its children are ended.</summary>
    public static async Task<Ended> RunAsync(
        string program, IEnumerable<string> arguments, TimeSpan patience, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timer = new CancellationTokenSource(patience, TimeProvider.System);
        var timedOut = false;
        try
        {
            await process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            timedOut = true;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        return new Ended(timedOut ? -1 : process.ExitCode, timedOut, await output + await errors);
    }

    /// <summary>
    /// The code that npm names; "" where it names none. Any other trouble than an unreachable registry is a failure and no reason to skip.
    /// </summary>
    private static string ErrorCode(string output)
    {
        const string Mark = "npm error code ";
        var at = output.IndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? "" : output[(at + Mark.Length)..].Split('\n')[0].Trim();
    }

    private static bool IsOutOfReach(string code) =>
        NetworkErrors.Contains(code) || (code is ['E', _, _, _] && code.Skip(1).All(char.IsAsciiDigit));

    private static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    private static async Task<string?> FindNodeAsync()
    {
        try
        {
            var node = await RunAsync("node", ["--version"], TimeSpan.FromSeconds(30));
            var major = node.Output.Trim().TrimStart('v').Split('.')[0];
            if (!int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < NodeVersionMin)
            {
                return $"These tests need Node.js {NodeVersionMin} or later; here is {node.Output.Trim()}.";
            }

            _ = await RunAsync(Npm, ["--version"], TimeSpan.FromSeconds(30));
            return null;
        }
        catch (Win32Exception)
        {
            return $"These tests need Node.js {NodeVersionMin} or later with npm; it is not installed.";
        }
    }
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; -1 where its time was up.</param>
/// <param name="TimedOut">Whether its time was up.</param>
/// <param name="Output">What it wrote.</param>
public sealed record Ended(int ExitCode, bool TimedOut, string Output);
