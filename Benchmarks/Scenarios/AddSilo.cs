using Belay.Benchmarks.Measuring;
using Belay.Benchmarks.Reporting;
using Belay.Benchmarks.Targets;

namespace Belay.Benchmarks.Scenarios;

/// <summary>
/// G: a silo is added while messages are accepted and sent at a steady rate. Shows, by the journals and the processes' CPU time, that work moves to
/// it.
/// </summary>
internal static class AddSilo
{
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(ClusterOfSilos cluster, int perSecond, Report report)
    {
        cluster.Journal.Mark();
        var begun = TimeProvider.System.GetUtcNow();
        var due = new Dictionary<Guid, DateTimeOffset>();
        using var stop = new CancellationTokenSource();
        var load = Task.Run(() => FeedAsync(cluster.Load, perSecond, due, stop.Token), CancellationToken.None);
        await PauseAsync(Before);
        var added = TimeProvider.System.GetUtcNow();
        var took = await cluster.AddSiloAsync();
        report.Add([new("G silo added: start to ready", "ms", took.TotalMilliseconds)]);
        await PauseAsync(Settling);
        var from = TimeProvider.System.GetUtcNow();
        var cpuBefore = cluster.ProcessIds.Select(id => ProcessUse.CpuOf([id])).ToList();
        await PauseAsync(After);
        var to = TimeProvider.System.GetUtcNow();
        var cpu = cluster.ProcessIds.Select((id, i) => (ProcessUse.CpuOf([id]) - cpuBefore[i]) / (to - from)).ToList();
        await stop.CancelAsync();
        var errors = await load;
        var calls = await cluster.Journal.SettleAsync(due.Count, TimeSpan.FromMinutes(1));
        var times = cluster.Journal.TimesByPath();
        var readyAt = added + took;
        for (var silo = 0; silo < cluster.Silos; silo++)
        {
            report.Add([
                new($"G {perSecond}/s: sent by silo {silo + 1} before", "/s", times[silo].Count(at => at < added) / (Before - Lead).TotalSeconds),
                new($"G {perSecond}/s: sent by silo {silo + 1} after", "/s",
                    times[silo].Count(at => at >= from && at < to) / (to - from).TotalSeconds),
                new($"G {perSecond}/s: cores of silo {silo + 1} after", "", cpu[silo]),
            ]);
        }

        report.Add([new($"G {perSecond}/s: accepted", "/s", due.Count / (to - begun).TotalSeconds), new("G accept: errors", "", errors)]);
        report.Add(Lateness.Of("G before", Between(due, DateTimeOffset.MinValue, added), calls));
        report.Add(Lateness.Of("G while it starts", Between(due, added, from), calls));
        report.Add(Lateness.Of("G after", Between(due, from, to), calls));
        if (times[cluster.Silos - 1].Count > 0)
        {
            report.Add([new("G ready to its first send", "ms", (times[cluster.Silos - 1].Min() - readyAt).TotalMilliseconds)]);
        }
    }

    /// <summary>Creates a second's messages, due a few seconds later, each second; how many were refused.</summary>
    private static async Task<int> FeedAsync(ILoad load, int perSecond, Dictionary<Guid, DateTimeOffset> due, CancellationToken stop)
    {
        var errors = 0;
        var started = TimeProvider.System.GetTimestamp();
        for (var second = 0; !stop.IsCancellationRequested; second++)
        {
            var first = TimeProvider.System.GetUtcNow() + Lead;
            var (phase, ids) = await load.CreateAsync(perSecond, index => first + TimeSpan.FromSeconds((double)index / perSecond));
            errors += phase.Errors;
            foreach (var (index, id) in ids.Index().Where(item => item.Item != Guid.Empty))
            {
                due[id] = first + TimeSpan.FromSeconds((double)index / perSecond);
            }

            var pause = TimeSpan.FromSeconds(second + 1) - TimeProvider.System.GetElapsedTime(started);
            if (pause > TimeSpan.Zero)
            {
                await PauseAsync(pause);
            }
        }

        return errors;
    }

    private static Dictionary<Guid, DateTimeOffset> Between(Dictionary<Guid, DateTimeOffset> due, DateTimeOffset from, DateTimeOffset to) =>
        due.Where(item => item.Value >= from && item.Value < to).ToDictionary();

    private static Task PauseAsync(TimeSpan pause) => Task.Delay(pause, TimeProvider.System);
}
