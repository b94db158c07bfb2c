namespace Belay.Benchmarks.Measuring;

/// <summary>What a run of many calls came to.</summary>
/// <param name="Count">Calls made.</param>
/// <param name="Errors">Calls whose answer was not the one that was hoped for.</param>
/// <param name="Elapsed">From the first call's start to the last one's answer.</param>
/// <param name="Milliseconds">How long each call took.</param>
internal sealed record Phase(int Count, int Errors, TimeSpan Elapsed, Percentiles Milliseconds)
{
    public double PerSecond => (Count - Errors) / Elapsed.TotalSeconds;
}
