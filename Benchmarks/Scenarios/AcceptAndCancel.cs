using Belay.Benchmarks.Measuring;
using Belay.Benchmarks.Reporting;
using Belay.Benchmarks.Targets;

namespace Belay.Benchmarks.Scenarios;

/// <summary>A: single creates, due in five hours. B: the same messages canceled, in the order of their making.</summary>
internal static class AcceptAndCancel
{
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(5);

    public static async Task<List<Reading>> RunAsync(ITarget target, int count, string suffix = "")
    {
        var due = TimeProvider.System.GetUtcNow() + Ahead;
        var meter = new CpuMeter(target.ProcessIds);
        var (created, ids) = await target.Load.CreateAsync(count, _ => due);
        List<Reading> readings = [.. Reading.Of("A accept" + suffix, created, meter)];
        Guid[] accepted = [.. ids.Where(id => id != Guid.Empty)];
        meter = new CpuMeter(target.ProcessIds);
        var canceled = await target.Load.CancelAsync(accepted);
        readings.AddRange(Reading.Of("B cancel" + suffix, canceled, meter));
        return readings;
    }

    /// <summary>Accepted per second, after the same has been done often enough for the programs to be compiled and the connections open.</summary>
    public static async Task<double> WarmUpAsync(ITarget target, int count)
    {
        for (var round = 0; round < 3; round++)
        {
            await RunAsync(target, count);
        }

        await target.Load.ListAsync(100);
        var due = TimeProvider.System.GetUtcNow() + Ahead;
        var (phase, ids) = await target.Load.CreateAsync(count, _ => due);
        await target.Load.CancelAsync([.. ids.Where(id => id != Guid.Empty)]);
        return phase.Errors < count / 100 ? phase.PerSecond : throw new InvalidOperationException(
            $"{phase.Errors} of {count} creates were refused: is the key right, and are the limits high enough?");
    }
}
