using System.Diagnostics;

namespace Belay.Benchmarks.Measuring;

/// <summary>What processes use of the machine.</summary>
internal static class ProcessUse
{
    public static double MebibytesOf(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.WorkingSet64 / 1_048_576.0;
    }

    public static TimeSpan CpuOf(IReadOnlyList<int> processIds)
    {
        var sum = TimeSpan.Zero;
        foreach (var id in processIds)
        {
            using var process = Process.GetProcessById(id);
            sum += process.TotalProcessorTime;
        }

        return sum;
    }
}

/// <summary>Cores in use from the making of this to <see cref="Read"/>: by the processes under test, and by the generator.</summary>
internal sealed class CpuMeter(IReadOnlyList<int> processIds)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _before = ProcessUse.CpuOf(processIds);
    private readonly TimeSpan _ownBefore = ProcessUse.CpuOf([Environment.ProcessId]);

    public (double Tested, double Generator) Read()
    {
        var elapsed = Stopwatch.GetElapsedTime(_started);
        return ((ProcessUse.CpuOf(processIds) - _before) / elapsed, (ProcessUse.CpuOf([Environment.ProcessId]) - _ownBefore) / elapsed);
    }
}
