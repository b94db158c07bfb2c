using Belay.Benchmarks.Measuring;
using Belay.Benchmarks.Reporting;

namespace Belay.Benchmarks.Scenarios;

/// <summary>How late messages were handed to the carrier.</summary>
internal static class Lateness
{
    /// <param name="name">What the readings are called.</param>
    /// <param name="due">When each message was due.</param>
    /// <param name="calls">When the carrier was first called for it.</param>
    public static IEnumerable<Reading> Of(string name, IReadOnlyDictionary<Guid, DateTimeOffset> due, IReadOnlyDictionary<Guid, DateTimeOffset> calls)
    {
        var called = due.Keys.Where(calls.ContainsKey).ToList();
        yield return new($"{name}: not sent", "", due.Count - called.Count);
        if (called.Count == 0)
        {
            yield break;
        }

        var late = new Percentiles(called.Select(id => (calls[id] - due[id]).TotalMilliseconds));
        yield return new($"{name}: early", "", called.Count(id => calls[id] < due[id]));
        yield return new($"{name}: late p50", "ms", late.At(0.5));
        yield return new($"{name}: late p99", "ms", late.At(0.99));
        yield return new($"{name}: late max", "ms", late.Max);
        yield return new(
            $"{name}: sent", "/s", called.Count / Math.Max(0.001, (called.Max(id => calls[id]) - called.Min(id => calls[id])).TotalSeconds));
    }
}
