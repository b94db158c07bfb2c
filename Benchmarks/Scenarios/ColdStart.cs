using Belay.Benchmarks.Reporting;
using Belay.Benchmarks.Targets;

namespace Belay.Benchmarks.Scenarios;

/// <summary>F: from the start of the process to the first good answer of <c>/readyz</c>.</summary>
internal static class ColdStart
{
    private const int Starts = 5;

    public static async Task RunAsync(Func<Task<ProgramAlone>> start, Report report)
    {
        for (var repeat = 0; repeat < Starts; repeat++)
        {
            await using var gateway = await start();
            report.Add([new("F start to ready, no data", "ms", gateway.StartToReady.TotalMilliseconds)]);
            if (await gateway.RestartAsync() is { } again)
            {
                report.Add([new("F start to ready, database there", "ms", again.TotalMilliseconds)]);
            }

            report.Add(Memory.Of("F just started", gateway));
        }
    }
}
