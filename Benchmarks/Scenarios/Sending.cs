using Belay.Benchmarks.Measuring;
using Belay.Benchmarks.Reporting;
using Belay.Benchmarks.Targets;

namespace Belay.Benchmarks.Scenarios;

/// <summary>
/// C: many messages due at one instant. D: messages due at a steady rate. All are stored before the first is due, so that nothing but the engine
/// works then.
/// </summary>
internal static class Sending
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Task<List<Reading>> BurstAsync(ITarget target, int count, double acceptsPerSecond) =>
        RunAsync($"C {count} at once", target, count, acceptsPerSecond, _ => TimeSpan.Zero);

    public static Task<List<Reading>> SteadyAsync(ITarget target, int perSecond, TimeSpan during, double acceptsPerSecond, string suffix = "") =>
        RunAsync($"D {perSecond}/s{suffix}", target, (int)(perSecond * during.TotalSeconds), acceptsPerSecond,
            index => TimeSpan.FromSeconds((double)index / perSecond));

    private static async Task<List<Reading>> RunAsync(string name, ITarget target, int count, double acceptsPerSecond, Func<int, TimeSpan> offset)
    {
        if (target.Calls is not { } calls)
        {
            throw new InvalidOperationException("Lateness is measured at the carrier: name its journals with --journal.");
        }

        for (var slowness = 1.4; ; slowness *= 1.6)
        {
            calls.Mark();
            var start = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(count / acceptsPerSecond * slowness) + Calm;
            start = new(start.Ticks - (start.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
            var (phase, ids) = await target.Load.CreateAsync(count, index => start + offset(index));
            if (TimeProvider.System.GetUtcNow() > start - (Calm / 3) || phase.Errors > 0)
            {
                if (slowness > 4)
                {
                    throw new InvalidOperationException(
                        $"{name}: the messages could not be stored before the first was due ({phase.Errors} were refused).");
                }

                Report.Progress($"  {name}: storing took too long ({phase.Elapsed.TotalSeconds:0.0} s, {phase.Errors} refused), again");
                await calls.SettleAsync(count - phase.Errors, Patience);
                continue;
            }

            var due = ids.Index().ToDictionary(item => item.Item, item => start + offset(item.Index));
            await WaitUntilAsync(start - TimeSpan.FromMilliseconds(100));
            var meter = new CpuMeter(target.ProcessIds);
            await WaitUntilAsync(start + offset(count - 1));
            var (tested, _, machine) = meter.Read();
            var seen = await calls.SettleAsync(count, Patience);
            List<Reading> readings = [.. Lateness.Of(name, due, seen)];
            if (offset(count - 1) > TimeSpan.FromSeconds(1))
            {
                readings.Add(new($"{name}: cores, tested", "", tested));
                readings.Add(new($"{name}: cores, whole machine", "", machine));
            }

            readings.AddRange(Memory.Of(name, target));
            return readings;
        }
    }

    public static async Task WaitUntilAsync(DateTimeOffset instant)
    {
        var pause = instant - TimeProvider.System.GetUtcNow();
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, TimeProvider.System);
        }
    }
}
