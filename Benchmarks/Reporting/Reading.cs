using Belay.Benchmarks.Measuring;

namespace Belay.Benchmarks.Reporting;

/// <summary>One value that one run came to.</summary>
/// <param name="Name">What it is, the scenario's letter first.</param>
/// <param name="Unit">Its unit, such as <c>/s</c> or <c>ms</c>.</param>
/// <param name="Value">The value.</param>
internal sealed record Reading(string Name, string Unit, double Value)
{
    /// <summary>Rate, latencies, errors and cores of a phase of calls.</summary>
    public static IEnumerable<Reading> Of(string name, Phase phase, CpuMeter meter)
    {
        var (tested, generator, machine) = meter.Read();
        yield return new(name, "/s", phase.PerSecond);
        yield return new($"{name}: p50", "ms", phase.Milliseconds.At(0.5));
        yield return new($"{name}: p99", "ms", phase.Milliseconds.At(0.99));
        yield return new($"{name}: max", "ms", phase.Milliseconds.Max);
        yield return new($"{name}: errors", "", phase.Errors);
        yield return new($"{name}: cores, tested", "", tested);
        yield return new($"{name}: cores, generator", "", generator);
        yield return new($"{name}: cores, whole machine", "", machine);
    }
}
