using Belay.Benchmarks.Measuring;
using Belay.Benchmarks.Reporting;
using Belay.Benchmarks.Targets;

namespace Belay.Benchmarks.Scenarios;

/// <summary>E: very many messages pending for next week. What that costs in memory and at the start, and what it does to everything else.</summary>
internal static class Pending
{
    private const int Restarts = 3;
    private const int Pages = 2_000;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(
        ITarget target, int count, int calls, IReadOnlyList<int> rates, TimeSpan during, double acceptsPerSecond, Report report)
    {
        await RestartAsync("E none pending", target, report);
        Report.Progress($"  loading {count}");
        var phase = await target.Load.FillAsync(count, TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(6), TimeSpan.FromDays(2));
        report.Add([new($"E load of {count}, 500 a request", "/s", phase.PerSecond), new("E load: errors", "", phase.Errors)]);
        report.Add(Memory.Of("E just loaded", target));
        await RestartAsync($"E {count} pending", target, report);

        // The processes are new: let them be compiled again before anything is timed.
        await AcceptAndCancel.WarmUpAsync(target, Math.Min(2_000, calls));
        for (var repeat = 0; repeat < Restarts; repeat++)
        {
            report.Add(await AcceptAndCancel.RunAsync(target, calls, $", {count} pending"));
            var meter = new CpuMeter(target.ProcessIds);
            report.Add(Reading.Of($"E list page of 50, {count} pending", await target.Load.ListAsync(Pages), meter));
        }

        foreach (var rate in target.Calls is null ? [] : rates)
        {
            report.Add(await Sending.SteadyAsync(target, rate, during, acceptsPerSecond, $", {count} pending"));
        }

        report.Add(Memory.Of("E at the end", target));
    }

    private static async Task RestartAsync(string name, ITarget target, Report report)
    {
        for (var repeat = 0; repeat < Restarts; repeat++)
        {
            if (await target.RestartAsync() is not { } took)
            {
                return;
            }

            report.Add([new($"{name}: start to ready", "ms", took.TotalMilliseconds)]);
            await Task.Delay(Idle, TimeProvider.System);
            report.Add(Memory.Of($"{name}: {Idle.TotalSeconds:0} s after the start", target));
        }
    }
}
