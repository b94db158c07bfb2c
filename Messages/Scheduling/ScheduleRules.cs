namespace Belay.Messages;

/// <summary>Why a schedule cannot be accepted.</summary>
public enum ScheduleFault
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The time is not later than now.</summary>
    InThePast = 1,

    /// <summary>The time is later than now, and sooner than the least lead.</summary>
    TooSoon = 2,

    /// <summary>The time is beyond the horizon.</summary>
    TooFar = 3,

    /// <summary>The validity ends before, or when, the message is due.</summary>
    ExpiresBeforeDue = 4,
}

/// <summary>Bounds of a send time, as instants: parsing of zones, durations and opening hours belongs to the dialect that has them.</summary>
/// <param name="LeadMin">The send time must be at least this far away; zero: any later instant will do.</param>
/// <param name="LeadMax">The send time must be at most this far away.</param>
public sealed record ScheduleRules(TimeSpan LeadMin, TimeSpan LeadMax)
{
    /// <summary>Judges a send time.</summary>
    public ScheduleFault Check(DateTimeOffset sendAt, DateTimeOffset? validUntil, DateTimeOffset now) => (sendAt - now) switch
    {
        var lead when lead <= TimeSpan.Zero => ScheduleFault.InThePast,
        var lead when lead < LeadMin => ScheduleFault.TooSoon,
        var lead when lead > LeadMax => ScheduleFault.TooFar,
        _ => validUntil <= sendAt ? ScheduleFault.ExpiresBeforeDue : ScheduleFault.None,
    };
}
