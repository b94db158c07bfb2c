using NodaTime;

namespace Belay.Gateway.Api.Courier.Delays;

/// <summary>The <c>delay</c> of a message, as it was given.</summary>
/// <param name="DurationMilliseconds">Wait this long; rounded up to whole minutes, as Courier does.</param>
/// <param name="Until">Wait for an ISO 8601 instant, or for opening hours.</param>
/// <param name="Timezone">IANA zone of the opening hours; it has no meaning for the other forms.</param>
internal sealed record Delay(long? DurationMilliseconds, string? Until, string? Timezone)
{
    /// <summary>Longest delay, in years.</summary>
    private const int YearsMax = 1;

    private const long MillisecondsOfMinute = 60_000;
    private const string TooFar = "'delay' must end within one year.";

    /// <summary>Tells when the message is to leave.</summary>
    /// <param name="recipientZone">The recipient's IANA zone, for opening hours without one; null: UTC.</param>
    /// <param name="now">The instant of the request.</param>
    public SendTime Resolve(string? recipientZone, DateTimeOffset now) => (DurationMilliseconds, Until) switch
    {
        (not null, not null) => new SendTime.Refused("'delay' takes either 'duration' or 'until', not both."),
        ({ } duration, null) => AfterDuration(duration, now),
        (null, { } until) when IsDate(until) => IsoTime.TryParse(until, out var instant)
            ? At(instant, now)
            : new SendTime.Refused("'delay.until' must be an ISO 8601 time with its offset, such as 2026-01-15T09:00:00-05:00, or a date."),
        (null, { } until) => AtOpening(until, Timezone ?? recipientZone, now),

        // Somebody wanted a delay: a misspelled field must not turn it into "now".
        (null, null) => new SendTime.Refused("'delay' needs 'duration' or 'until'."),
    };

    private static SendTime AfterDuration(long milliseconds, DateTimeOffset now)
    {
        if (milliseconds < 0)
        {
            return new SendTime.Refused("'delay.duration' must be 0 or more milliseconds.");
        }

        var minutes = (milliseconds / MillisecondsOfMinute) + (milliseconds % MillisecondsOfMinute > 0 ? 1 : 0);
        return minutes > 366 * 24 * 60 ? new SendTime.Refused(TooFar) : At(now.AddMinutes(minutes), now);
    }

    /// <summary>An instant that has passed is understood, and means at once; only what is not understood is refused.</summary>
    private static SendTime At(DateTimeOffset instant, DateTimeOffset now) =>
        instant <= now ? new SendTime.Now()
        : instant > now.AddYears(YearsMax) ? new SendTime.Refused(TooFar)
        : new SendTime.At(instant);

    private static SendTime AtOpening(string until, string? zoneName, DateTimeOffset now)
    {
        if (OpeningHoursText.TryParse(until) is not { } hours)
        {
            return new SendTime.Refused("'delay.until' must be an ISO 8601 time or opening hours of days and hours, such as Mo-Fr 09:00-17:00.");
        }

        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zoneName ?? "UTC") is not { } zone)
        {
            return new SendTime.Refused("The time zone of 'delay' must be an IANA name, such as America/Los_Angeles.");
        }

        return hours.NextOpening(zone, now) is { } opening ? At(opening, now) : new SendTime.Refused("'delay.until' never opens.");
    }

    private static bool IsDate(string text) => text.Length > 4 && text[4] == '-' && !text.AsSpan(0, 4).ContainsAnyExceptInRange('0', '9');
}
