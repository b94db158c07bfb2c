using Belay.Benchmarks.Measuring;
using Belay.Benchmarks.Reporting;
using Belay.Benchmarks.Targets;

namespace Belay.Benchmarks.Scenarios;

/// <summary>Resident memory of the processes under test.</summary>
internal static class Memory
{
    public static IEnumerable<Reading> Of(string name, ITarget target)
    {
        var ids = target.ProcessIds;
        for (var i = 0; i < ids.Count; i++)
        {
            yield return new(ids.Count == 1 ? $"{name}: RSS" : $"{name}: RSS of silo {i + 1}", "MiB", ProcessUse.MebibytesOf(ids[i]));
        }
    }
}
