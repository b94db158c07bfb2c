using System.Diagnostics;

namespace Belay.Tests.Faults.Findings;

/// <summary>A fault that happened.</summary>
/// <param name="name">What it was.</param>
/// <param name="at">When it began, in ticks of the machine's monotonic clock.</param>
/// <param name="clock">When it began, by the wall clock.</param>
internal sealed class Fault(string name, long at, DateTimeOffset clock)
{
    public string Name => name;

    public long At => at;

    public DateTimeOffset Clock => clock;

    /// <summary>When everything worked again, by the monotonic clock.</summary>
    public long OverAt { get; private set; } = long.MaxValue;

    /// <summary>When everything worked again, by the wall clock.</summary>
    public DateTimeOffset OverClock { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>Whether it can be judged by how many messages were accepted before it.</summary>
    public bool NeedsTraffic { get; init; } = true;

    /// <summary>How long the start after it took; null: none was needed.</summary>
    public TimeSpan? ReadyAfter { get; private set; }

    public void Over(TimeSpan? readyAfter = null)
    {
        ReadyAfter = readyAfter;
        OverAt = Stopwatch.GetTimestamp();
        OverClock = TimeProvider.System.GetUtcNow();
    }
}
