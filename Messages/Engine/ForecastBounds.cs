namespace Belay.Messages;

/// <summary>The bounds of a forecast: see <see cref="IMessageEngine.ForecastAsync"/>.</summary>
public static class ForecastBounds
{
    /// <summary>Most slots of one forecast.</summary>
    public const int SlotsMax = 1_000;

    /// <summary>Throws <see cref="ArgumentException"/> where a forecast cannot be asked for so.</summary>
    public static void ThrowIfInvalid(TimeSpan slot, int slots)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slot, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, SlotsMax);
    }
}
