using System.Diagnostics;
using System.Globalization;

namespace Belay.Benchmarks.Measuring;

/// <summary>What processes use of the machine.</summary>
internal static class ProcessUse
{
    public static double MebibytesOf(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.WorkingSet64 / 1_048_576.0;
    }

    /// <summary>
    /// What all processes and the kernel used since the start of the machine; zero where the system does not tell (it is Linux that does).
    /// </summary>
    public static TimeSpan CpuOfMachine()
    {
        if (!OperatingSystem.IsLinux())
        {
            return TimeSpan.Zero;
        }

        // cpu user nice system idle iowait irq softirq …, in hundredths of a second
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] busy = [1, 2, 3, 6, 7];
        return TimeSpan.FromMilliseconds(busy.Sum(field => long.Parse(fields[field], CultureInfo.InvariantCulture)) * 10);
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

/// <summary>
/// Cores in use from the making of this to <see cref="Read"/>: by the processes under test, by the generator, and by all that runs on the machine, a
/// database and strangers included.
/// </summary>
internal sealed class CpuMeter(IReadOnlyList<int> processIds)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _before = ProcessUse.CpuOf(processIds);
    private readonly TimeSpan _ownBefore = ProcessUse.CpuOf([Environment.ProcessId]);
    private readonly TimeSpan _machineBefore = ProcessUse.CpuOfMachine();

    public (double Tested, double Generator, double Machine) Read()
    {
        var elapsed = Stopwatch.GetElapsedTime(_started);
        return (
            (ProcessUse.CpuOf(processIds) - _before) / elapsed,
            (ProcessUse.CpuOf([Environment.ProcessId]) - _ownBefore) / elapsed,
            (ProcessUse.CpuOfMachine() - _machineBefore) / elapsed);
    }
}
