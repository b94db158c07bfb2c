using Belay.Gateway.Api.Requests.Times;
using NodaTime;

namespace Belay.Gateway.Api.Courier.Delays;

/// <summary>The <c>delay</c> of a message, as it was given.</summary>
/// <param name="DurationMilliseconds">Wait this long; rounded up to whole minutes, as Courier does.</param>
/// <param name="Until">Wait for an instant, for a day or a time in a zone, or for opening hours.</param>
/// <param name="Timezone">
/// IANA zone of a date, of a time without an offset, and of opening hours. A duration and an instant mean the same in every zone.
/// </param>
internal sealed record Delay(long? DurationMilliseconds, string? Until, string? Timezone)
{
    /// <summary>Longest delay, in years.</summary>
    private const int YearsMax = 1;

    private const long MillisecondsOfMinute = 60_000;
    private const string TooFar = "'delay' must end within one year.";
    private const string NoSuchZone = "The time zone of 'delay' must be an IANA name, such as America/Los_Angeles.";

    /// <summary>Tells when the message is to leave.</summary>
    /// <param name="recipientZone">The recipient's IANA zone, for what <see cref="Timezone"/> is for, where that is not given; null: none.</param>
    /// <param name="now">The instant of the request.</param>
    public SendTime Resolve(string? recipientZone, DateTimeOffset now) => (DurationMilliseconds, Until) switch
    {
        _ when Timezone is not null && ZoneOf(Timezone) is null => new SendTime.Refused(NoSuchZone),
        (not null, not null) => new SendTime.Refused("'delay' takes either 'duration' or 'until', not both."),
        ({ } duration, null) => AfterDuration(duration, now),
        (null, { } until) when BeginsAsTime(until) => AtTime(until, Timezone ?? recipientZone, now),
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

    private static SendTime AtTime(string until, string? zoneName, DateTimeOffset now)
    {
        var exact = WireTime.Read(until, TimeForms.Epoch);
        if (exact.Fault is null)
        {
            return At(exact.At, now);
        }

        // A day or a time of some place: of which one must be known.
        var zone = zoneName is null ? null : ZoneOf(zoneName);
        if (zoneName is not null && zone is null)
        {
            return new SendTime.Refused(NoSuchZone);
        }

        var local = WireTime.Read(until, TimeForms.Epoch | TimeForms.Local, zone);
        return local.Fault switch
        {
            null => At(local.At, now),
            WireTime.NoOffset => new SendTime.Refused($"'delay.until' {WireTime.NoOffset}, or give 'delay.timezone'."),
            var fault => new SendTime.Refused($"'delay.until' {fault}."),
        };
    }

    private static SendTime AtOpening(string until, string? zoneName, DateTimeOffset now)
    {
        if (OpeningHoursText.TryParse(until) is not { } hours)
        {
            return new SendTime.Refused("'delay.until' must be an ISO 8601 time or opening hours of days and hours, such as Mo-Fr 09:00-17:00.");
        }

        if (ZoneOf(zoneName ?? "UTC") is not { } zone)
        {
            return new SendTime.Refused(NoSuchZone);
        }

        return hours.NextOpening(zone, now) is { } opening ? At(opening, now) : new SendTime.Refused("'delay.until' never opens.");
    }

    private static DateTimeZone? ZoneOf(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);

    /// <summary>
    /// Whether a text is a time, or wants to be one: opening hours never begin with four digits, but <c>09:00-17:00</c> begins with two.
    /// </summary>
    private static bool BeginsAsTime(string text) => text.Length >= 4 && !text.AsSpan(0, 4).ContainsAnyExceptInRange('0', '9');
}
