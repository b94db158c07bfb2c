using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Belay.Tests.Faults.Findings;
using Belay.Tests.Faults.Gateways;
using Belay.Tests.Faults.Recorders;

namespace Belay.Tests.Faults.Runs;

/// <summary>Whether each accepted message was synced to the disk before its 2xx left, as the system saw it.</summary>
/// <param name="Accepted">Messages answered with 202.</param>
/// <param name="Syncs">Syncs of the log that the system saw.</param>
/// <param name="Broken">Messages of which it was not so, and why.</param>
internal sealed record OrderRun(int Accepted, int Syncs, IReadOnlyList<string> Broken)
{
    private const int Connections = 8;

    /// <summary>Why it cannot be seen here; null: it can.</summary>
    public static string? Hindrance()
    {
        try
        {
            using var trial =
                Process.Start(new ProcessStartInfo("strace", ["-o", "/dev/null", "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
            trial.WaitForExit();
            return trial.ExitCode == 0 ? null : "strace may not trace here.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "strace is missing.";
        }
    }

    public static async Task<OrderRun> RunAsync(string directory, int creates)
    {
        var trace = Path.Combine(directory, "trace");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Belay__ApiKeys__0__Key"] = ClientRecorder.KeyOf(ClientRecorder.Organization),
            ["Belay__ApiKeys__0__Organization"] = ClientRecorder.Organization,
            ["Belay__ApiKeys__0__Scopes__0"] = "messages:send",
        };
        using var gateway = new GatewayProcess(Scene.FreeAddresses(1)[0], Path.Combine(directory, "data"), settings);
        await gateway.StartAsync();
        var ids = await WatchAsync(gateway, trace, () => CreateAsync(gateway.Address, creates));
        return Judge(ids, [.. SystemCall.Read(File.ReadLines(trace))]);
    }

    /// <summary>Has strace write down the syncs and all that is written and sent, while something is done.</summary>
    private static async Task<IReadOnlyCollection<Guid>> WatchAsync(GatewayProcess gateway, string trace, Func<Task<IReadOnlyCollection<Guid>>> work)
    {
        using var strace = Process.Start(new ProcessStartInfo(
            "strace",
            [
                "-f", "-y", "-x", "-s", "5000", "-e", "trace=pwrite64,fdatasync,fsync,sendmsg,sendto", "-o", trace, "-p",
                gateway.ProcessId.ToString(CultureInfo.InvariantCulture),
            ])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        if (await strace.StandardError.ReadLineAsync() is not { } line || !line.Contains("attached", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("strace did not attach.");
        }

        _ = strace.StandardError.ReadToEndAsync();
        var done = await work();

        // What it sees ends with the process.
        await gateway.EndAsync();
        await strace.WaitForExitAsync();
        return done;
    }

    private static async Task<IReadOnlyCollection<Guid>> CreateAsync(Uri gateway, int creates)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = gateway };
        client.DefaultRequestHeaders.Authorization = new("Bearer", ClientRecorder.KeyOf(ClientRecorder.Organization));
        var ids = new ConcurrentBag<Guid>();
        await Parallel.ForEachAsync(Enumerable.Range(0, creates), new ParallelOptions { MaxDegreeOfParallelism = Connections }, async (_, stop) =>
        {
            var at = TimeProvider.System.GetUtcNow().AddHours(1);
            var body =
                $$"""{"from":"+15005550100","to":"+15005550199","text":"Order","scheduled_at":"{{at:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""";
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await client.PostAsync("/v1/messages", content, stop);
            response.EnsureSuccessStatusCode();
            using var json = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(stop));
            ids.Add(json.RootElement.GetProperty("data").GetProperty("id").GetGuid());
        });
        return ids;
    }

    /// <summary>Looks for each message's row on its way to the log, its answer on its way to the caller, and a sync between.</summary>
    public static OrderRun Judge(IReadOnlyCollection<Guid> ids, List<SystemCall> calls)
    {
        var log = calls.Where(call => call.Arguments.Contains("belay.db-wal>", StringComparison.Ordinal)).ToList();
        var writes = log.Where(call => call.Name == "pwrite64").Select(call => (Call: call, Data: call.Data())).ToList();
        var syncs = log.Where(call => call.Name is "fdatasync" or "fsync" && call.Result == 0).ToList();
        var answers = calls.Where(call => call.Name is "sendmsg" or "sendto")
            .Select(call => (Call: call, Text: Encoding.Latin1.GetString(call.Data())))
            .Where(answer => answer.Text.StartsWith("HTTP/1.1 202", StringComparison.Ordinal)).ToList();
        var broken = new List<string>();
        foreach (var id in ids)
        {
            var bytes = id.ToByteArray(bigEndian: true);
            var written = writes.Find(write => write.Data.AsSpan().IndexOf(bytes) >= 0).Call;
            var answer = answers.Find(sent => sent.Text.Contains(id.ToString(), StringComparison.Ordinal)).Call;
            if (written is null || answer is null)
            {
                broken.Add($"{id}: its {(written is null ? "row" : "answer")} was not seen.");
            }
            else if (!syncs.Exists(sync => sync.Began > written.Ended && sync.Ended < answer.Began))
            {
                broken.Add($"{id}: written at {written.Began}, answered at {answer.Began}, and no sync began and ended between.");
            }
        }

        return new(ids.Count, syncs.Count, broken);
    }
}
