using System.Diagnostics;
using System.Globalization;
using Belay.Tests.Faults.Findings;
using Belay.Tests.Faults.Recorders;

namespace Belay.Tests.Faults.Runs;

/// <summary>
/// A disk of fixed size runs full under traffic: another program takes what is left of it, or the messages themselves do. Then there is room again.
/// </summary>
internal static class DiskFullRun
{
    private const string InsideVariable = "BELAY_FAULTS_INSIDE";

    /// <summary>What is left of the disk where the messages themselves are to fill it.</summary>
    private const long Left = 6 * 1024 * 1024;

    /// <summary>Why the disk cannot be had here; null: it can.</summary>
    public static string? Hindrance()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return "A disk of fixed size needs root on Linux: it is a tmpfs in a mount namespace.";
        }

        try
        {
            return Start("unshare", "--mount", "--propagation", "private", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt") == 0
                ? null
                : "No tmpfs can be mounted in a mount namespace here.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unshare is missing.";
        }
    }

    /// <summary>Whether this process is in a mount namespace of its own, so that what it mounts ends with it.</summary>
    public static bool IsInside => Environment.GetEnvironmentVariable(InsideVariable) is not null;

    /// <summary>Starts the program in such a namespace.</summary>
    public static Process StartInside(IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo(
            "unshare", ["--mount", "--propagation", "private", "dotnet", Path.Combine(AppContext.BaseDirectory, "Belay.Faults.dll"), .. words])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment[InsideVariable] = "1";
        return Process.Start(start)!;
    }

    public static async Task<Verdict> RunAsync(SceneSettings settings, int cycles, TimeSpan calm, TimeSpan full)
    {
        var disk = Path.Combine(settings.Directory, "disk");
        Directory.CreateDirectory(disk);
        var size = 64 + (32 * cycles);
        Mount($"size={size}m", disk);
        settings = settings with { DataDirectory = Path.Combine(disk, "data"), Plan = settings.Plan with { FarShare = 0.5, TextCharacters = 1_000 } };
        await using var scene = await Scene.SetAsync(settings);
        var missing = new List<string>();
        await scene.Gateway.StartAsync();
        await scene.FlowAsync();
        var spans = new List<(long From, long To)>();
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            // Messages are needed whose cancels come while the disk is full.
            await Task.Delay(calm, TimeProvider.System);
            await scene.UntilBusyAsync();
            var filler = Path.Combine(disk, "filler");
            var byMessages = cycle > 0 && cycle == cycles - 1;
            Fill(filler, size, byMessages ? Left : 0);
            await UntilAsync(async () => !await scene.Gateway.IsReadyAsync(), "the disk to be full");
            var fault = scene.Note("disk full" + (byMessages ? " of messages" : ""));
            if (cycle == 1)
            {
                await Task.Delay(full / 2, TimeProvider.System);
                await scene.Gateway.KillAsync();
                scene.Gateway.Launch();
            }

            await UntilSeenAsync(scene, full);
            var freed = Stopwatch.GetTimestamp();
            File.Delete(filler);
            await scene.Gateway.UntilReadyAsync(TimeSpan.FromSeconds(30));
            fault.Over(Stopwatch.GetElapsedTime(freed));
            spans.Add((fault.At, freed));
            if (!await scene.UntilBusyAsync())
            {
                missing.Add("Messages were not accepted again after there was room.");
            }
        }

        var evidence = await scene.EndAsync();
        Start("umount", disk);
        var figures = Figures.Of(Describe(evidence, spans, missing), evidence, settings.AcceptedPerSecondMin);
        return new(figures with { Violations = [.. figures.Violations, .. missing] }, [.. Contention.Missing(figures, outcomeShareMin: 0)]);
    }

    /// <summary>What happened while the disk was full.</summary>
    private static string Describe(Evidence evidence, List<(long From, long To)> spans, List<string> missing)
    {
        // The first second belongs to the change: the disk is full, and a commit has yet to find out.
        bool IsFull(long at) => spans.Exists(span => at > span.From + Stopwatch.Frequency && at < span.To);
        var during = evidence.Clients.Where(line => line.Answered is { } answered && IsFull(line.Invoked) && IsFull(answered)).ToList();
        int Count(ClientVerb verb, params ReadOnlySpan<int> statuses)
        {
            var wanted = statuses.ToArray();
            return during.Count(line => line.Verb == verb && wanted.Contains(line.Status!.Value));
        }

        var (taken, refused) = (Count(ClientVerb.Create, 202), Count(ClientVerb.Create, 503));
        var (canceled, unavailable) = (Count(ClientVerb.Cancel, 200), Count(ClientVerb.Cancel, 503));
        var sent = evidence.Calls.Count(call => call.Effect && IsFull(call.At));
        if (refused == 0)
        {
            missing.Add("No message was refused: the disk was never full.");
        }

        if (canceled == 0 || unavailable > 0)
        {
            missing.Add(
                string.Create(CultureInfo.InvariantCulture, $"On the full disk {canceled} cancels were done, and {unavailable} answered 503."));
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"disk full; while it was: {refused} messages refused with 503 and {taken} taken; cancels: {canceled} "
            + $"done, {Count(ClientVerb.Cancel, 409)} too late, {unavailable} answered 503; {sent} sent");
    }

    /// <summary>
    /// Leaves the disk full for the time, and on a slow machine until some cancels were done on it, so that the run shows how they do.
    /// </summary>
    private static async Task UntilSeenAsync(Scene scene, TimeSpan full)
    {
        const int CancelsMin = 5;
        var patience = TimeSpan.FromSeconds(60);
        var began = Stopwatch.GetTimestamp();

        // As below: what comes in the first second does not count.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var before = await scene.CountCanceledAsync();
        while (Stopwatch.GetElapsedTime(began) is var passed
            && (passed < full || (passed < patience && await scene.CountCanceledAsync() - before < CancelsMin)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }

    /// <summary>Takes all the room there is, which proves that there is none left; then gives some of it back.</summary>
    private static void Fill(string path, int size, long left)
    {
        var block = new byte[64 * 1024];
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var i = 0; i < size * 16; i++)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            file.SetLength(file.Length - left);
            return;
        }

        throw new InvalidOperationException("The disk took more than its size.");
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(3))
            {
                throw new InvalidOperationException($"Waited in vain for {what}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static void Mount(string options, string directory)
    {
        if (Start("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory) != 0)
        {
            throw new InvalidOperationException("The disk could not be mounted.");
        }
    }

    private static int Start(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
