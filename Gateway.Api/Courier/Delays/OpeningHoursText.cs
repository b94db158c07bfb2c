using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Belay.Gateway.Api.Courier.Delays;

/// <summary>
/// Reads opening hours such as <c>Mo-Fr 09:00-12:00,14:00-18:00; Sa 10:00-14:00; We off</c>, and refuses what it does not know whole.
/// </summary>
internal static partial class OpeningHoursText
{
    private const int LengthMax = 500;
    private const int MinutesOfDay = 24 * 60;

    private static readonly string[] DayNames = ["mo", "tu", "we", "th", "fr", "sa", "su"];

    /// <summary>
    /// Reads the text; null for months, dates, holidays, weeks, a day with hours twice, and anything else that is not days and hours.
    /// </summary>
    public static OpeningHours? TryParse(string text)
    {
        if (text.Length > LengthMax)
        {
            return null;
        }

        if (text.Trim() == "24/7")
        {
            return new OpeningHours([.. Enumerable.Range(1, 7).Select(day => new OpeningWindow((IsoDayOfWeek)day, 0, MinutesOfDay))]);
        }

        var windowsByDay = new Dictionary<IsoDayOfWeek, IReadOnlyList<OpeningWindow>>();
        foreach (var rule in text.Split(';', StringSplitOptions.TrimEntries))
        {
            if (!TryAddRule(rule, windowsByDay))
            {
                return null;
            }
        }

        var windows = windowsByDay.Values.SelectMany(day => day).ToList();
        return windows.Count == 0 ? null : new OpeningHours(windows);
    }

    private static bool TryAddRule(string rule, Dictionary<IsoDayOfWeek, IReadOnlyList<OpeningWindow>> windowsByDay)
    {
        if (Rule().Match(rule) is not { Success: true } match
            || ReadDays(match.Groups["days"].Value) is not { } days
            || ReadTimes(match.Groups["times"].Value) is not { } times)
        {
            return false;
        }

        // "off" closes days; hours for a day that has some already could be meant as "also" or as "instead".
        var closes = match.Groups["off"].Success;
        foreach (var day in days)
        {
            if (!closes && windowsByDay.ContainsKey(day))
            {
                return false;
            }

            windowsByDay[day] = closes ? [] : [.. times.Select(time => new OpeningWindow(day, time.From, time.To))];
        }

        return true;
    }

    /// <summary>The days of <c>Mo-Fr,Su</c>; a range may run over the end of the week; no days: every day.</summary>
    private static HashSet<IsoDayOfWeek>? ReadDays(string text)
    {
        if (text.Length == 0)
        {
            return [.. Enumerable.Range(1, 7).Select(day => (IsoDayOfWeek)day)];
        }

        var days = new HashSet<IsoDayOfWeek>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = Array.ConvertAll(part.Split('-', StringSplitOptions.TrimEntries), name => Array.IndexOf(DayNames, name.ToLowerInvariant()));
            if (Array.IndexOf(ends, -1) >= 0)
            {
                return null;
            }

            for (var day = ends[0]; ; day = (day + 1) % 7)
            {
                days.Add((IsoDayOfWeek)(day + 1));
                if (day == ends[^1])
                {
                    break;
                }
            }
        }

        return days;
    }

    /// <summary>The windows of <c>09:00-12:00,22:00-06:00</c>; no hours: the whole day.</summary>
    private static List<(int From, int To)>? ReadTimes(string text)
    {
        if (text.Length == 0)
        {
            return [(0, MinutesOfDay)];
        }

        var times = new List<(int From, int To)>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            var (from, to) = (ReadMinute(ends[0]), ReadMinute(ends[1]));
            if (from is not { } opens || to is not { } closes || opens == closes || opens == MinutesOfDay)
            {
                return null;
            }

            times.Add((opens, closes < opens ? closes + MinutesOfDay : closes));
        }

        return times;
    }

    private static int? ReadMinute(string text)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        var minutes = (int.Parse(text[..at], CultureInfo.InvariantCulture) * 60) + int.Parse(text[(at + 1)..], CultureInfo.InvariantCulture);
        return minutes <= MinutesOfDay && text[at + 1] < '6' ? minutes : null;
    }

    [GeneratedRegex(
        """
        \A(?=.)(?<days>[a-z]{2}(?:\ *[-]\ *[a-z]{2})?(?:\ *,\ *[a-z]{2}(?:\ *[-]\ *[a-z]{2})?)*)?
        (?:\ *(?:\b(?<off>off|closed)
        |(?<times>(?:[0-9]{1,2}:[0-9]{2}\ *-\ *[0-9]{1,2}:[0-9]{2})(?:\ *,\ *[0-9]{1,2}:[0-9]{2}\ *-\ *[0-9]{1,2}:[0-9]{2})*)))?\z
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Rule();
}
