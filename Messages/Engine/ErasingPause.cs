namespace Belay.Messages;

/// <summary>How often an engine looks for messages whose texts and numbers are to be erased.</summary>
public static class ErasingPause
{
    private static readonly TimeSpan Min = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Max = TimeSpan.FromMinutes(1);

    /// <summary>A hundredth of the time for which they are kept, from 0.1 seconds to a minute.</summary>
    public static TimeSpan For(TimeSpan keptFor) => TimeSpan.FromTicks(Math.Clamp(keptFor.Ticks / 100, Min.Ticks, Max.Ticks));
}
