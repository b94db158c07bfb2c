namespace Belay.Messages;

/// <summary>The times that stores keep.</summary>
public static class StoredTime
{
    /// <summary>The instant in whole microseconds, as every store gives it back. What the engine decides on is counted so.</summary>
    public static DateTimeOffset ToStored(this DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMicrosecond));
}
