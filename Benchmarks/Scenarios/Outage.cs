using Belay.Benchmarks.Measuring;
using Belay.Benchmarks.Reporting;
using Belay.Benchmarks.Targets;

namespace Belay.Benchmarks.Scenarios;

/// <summary>
/// H: very many messages come due while nothing runs, and new ones are accepted while these leave. In which order they leave, how fast, and what
/// memory it takes.
/// </summary>
internal static class Outage
{
    /// <summary>Within this all of them are due.</summary>
    private static readonly TimeSpan During = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// A message that leaves after one that was due so much later is out of order; what is less is the order of the calls in flight.
    /// </summary>
    private static readonly TimeSpan OutOfOrder = TimeSpan.FromSeconds(1);

    public static async Task<List<Reading>> RunAsync(ITarget target, int count, int fresh, double acceptsPerSecond)
    {
        if (target.Calls is not { } calls)
        {
            throw new InvalidOperationException("The order is measured at the carrier: name its journals with --journal.");
        }

        calls.Mark();
        var start = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(count / acceptsPerSecond * 2) + Calm;
        var (phase, ids) = await target.Load.CreateAsync(count, DueAt);
        if (phase.Errors > 0 || TimeProvider.System.GetUtcNow() > start)
        {
            throw new InvalidOperationException($"H: the messages could not be stored before they were due ({phase.Errors} were refused).");
        }

        var took = await target.RestartAsync(() => Sending.WaitUntilAsync(DueAt(count)))
            ?? throw new InvalidOperationException("H: what is measured cannot be stopped from here.");
        using var over = new CancellationTokenSource();
        var peak = PeakAsync(target, over.Token);
        var (freshPhase, freshIds) = await target.Load.CreateAsync(fresh, _ => TimeProvider.System.GetUtcNow() + Soon);
        var seen = await calls.SettleAsync(count + fresh, Patience);
        await over.CancelAsync();

        var due = ids.Index().ToDictionary(item => item.Item, item => DueAt(item.Index));
        var inOrder = due.Keys.Where(seen.ContainsKey).OrderBy(id => seen[id]).ToList();
        var (last, latest, worst, late) = (seen[inOrder[^1]], DateTimeOffset.MinValue, TimeSpan.Zero, 0);
        foreach (var dueAt in inOrder.Select(id => due[id]))
        {
            latest = dueAt > latest ? dueAt : latest;
            worst = latest - dueAt > worst ? latest - dueAt : worst;
            late += latest - dueAt > OutOfOrder ? 1 : 0;
        }

        var name = $"H {count} overdue";
        return
        [
            new($"{name}: start to ready", "ms", took.TotalMilliseconds),
            new($"{name}: not sent", "", due.Count - inOrder.Count),
            new($"{name}: sent", "/s", inOrder.Count / (last - seen[inOrder[0]]).TotalSeconds),
            new($"{name}: after one due more than a second later", "", late),
            new($"{name}: after one due later, at most by", "ms", worst.TotalMilliseconds),
            new($"{name}: new ones accepted meanwhile", "", fresh - freshPhase.Errors),
            new($"{name}: new ones sent before the last overdue", "", freshIds.Count(id => seen.TryGetValue(id, out var at) && at < last)),
            new($"{name}: RSS, peak of all processes", "MiB", await peak),
        ];

        DateTimeOffset DueAt(int index) => start + (During * ((double)index / count));
    }

    private static async Task<double> PeakAsync(ITarget target, CancellationToken over)
    {
        var peak = 0.0;
        while (!over.IsCancellationRequested)
        {
            peak = Math.Max(peak, target.ProcessIds.Sum(ProcessUse.MebibytesOf));
            await Task.Delay(LookEvery, TimeProvider.System, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }
}
