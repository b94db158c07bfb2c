using NodaTime;

namespace Belay.Gateway.Api.Courier.Delays;

/// <summary>
/// Windows of a week, by the clock on the wall: the days-and-hours part of OpenStreetMap's opening hours. Starts are inclusive, ends exclusive.
/// </summary>
internal sealed class OpeningHours(IReadOnlyList<OpeningWindow> windows)
{
    /// <summary>
    /// How far to look. A window comes back every week; it may fall into the hour that a change of the clock leaves out, or on a day that a zone
    /// skipped.
    /// </summary>
    private static readonly Duration Horizon = Duration.FromDays(22);

    /// <summary>The first instant, from now on, at which the wall clock of the zone shows an open time; null: there is none in sight.</summary>
    /// <remarks>
    /// It goes by the zone's stretches of constant offset. So a window in the hour that a clock change repeats is open twice, one in the hour that is
    /// left out is not open that day, and one that begins inside that hour opens when the clock jumps.
    /// </remarks>
    public DateTimeOffset? NextOpening(DateTimeZone zone, DateTimeOffset now)
    {
        var from = Instant.FromDateTimeOffset(now);
        var until = from + Horizon;
        foreach (var stretch in zone.GetZoneIntervals(from, until))
        {
            var start = stretch.HasStart ? Instant.Max(stretch.Start, from) : from;
            var end = stretch.HasEnd ? Instant.Min(stretch.End, until) : until;
            if (FirstOpening(start, end, stretch.WallOffset) is { } opening)
            {
                return opening.ToDateTimeOffset();
            }
        }

        return null;
    }

    private Instant? FirstOpening(Instant start, Instant end, Offset offset)
    {
        Instant? first = null;

        // From the day before: its last window may run past midnight.
        var lastDay = end.WithOffset(offset).Date;
        for (var day = start.WithOffset(offset).Date.PlusDays(-1); day <= lastDay; day = day.PlusDays(1))
        {
            foreach (var window in windows)
            {
                if (window.Day != day.DayOfWeek)
                {
                    continue;
                }

                var opens = Instant.Max(InstantOf(day, window.FromMinute, offset), start);
                var closes = Instant.Min(InstantOf(day, window.ToMinute, offset), end);
                if (opens < closes && !(first <= opens))
                {
                    first = opens;
                }
            }
        }

        return first;
    }

    private static Instant InstantOf(LocalDate day, int minute, Offset offset) => day.AtMidnight().PlusMinutes(minute).WithOffset(offset).ToInstant();
}

/// <summary>One window of a week.</summary>
/// <param name="Day">The day it begins on.</param>
/// <param name="FromMinute">Minutes after midnight at which it opens, 0 to 1,439.</param>
/// <param name="ToMinute">Minutes after the same midnight at which it closes; above 1,440 where it runs into the next day.</param>
internal readonly record struct OpeningWindow(IsoDayOfWeek Day, int FromMinute, int ToMinute);
