using System.Globalization;
using System.Text.RegularExpressions;

namespace Belay.Gateway.Api.Requests.Times;

/// <summary>Durations as ISO 8601 text, such as <c>P1DT4H</c>; years and months count by the calendar, in UTC.</summary>
internal static partial class IsoDuration
{
    /// <summary>
    /// The instant that lies the duration after another one; false for text that is no duration, for one of no length, and beyond the calendar.
    /// </summary>
    public static bool TryAdd(string text, DateTimeOffset start, out DateTimeOffset end)
    {
        end = default;
        if (Form().Match(text) is not { Success: true } match)
        {
            return false;
        }

        try
        {
            end = start.ToUniversalTime()
                .AddMonths((Number(match, "years") * 12) + Number(match, "months"))
                .AddDays((Number(match, "weeks") * 7) + Number(match, "days"))
                .AddHours(Number(match, "hours"))
                .AddMinutes(Number(match, "minutes"))
                .AddSeconds(Number(match, "seconds"))
                .AddMilliseconds(match.Groups["fraction"] is { Success: true, Value: var digits }
                    ? int.Parse(digits.PadRight(3, '0'), CultureInfo.InvariantCulture)
                    : 0);
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }

        return end > start;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        """
        \AP(?=[0-9T])(?:(?<years>[0-9]{1,3})Y)?(?:(?<months>[0-9]{1,4})M)?(?:(?<weeks>[0-9]{1,5})W)?(?:(?<days>[0-9]{1,6})D)?
        (?:T(?=[0-9])(?:(?<hours>[0-9]{1,7})H)?(?:(?<minutes>[0-9]{1,8})M)?(?:(?<seconds>[0-9]{1,9})(?:[.,](?<fraction>[0-9]{1,3}))?S)?)?\z
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Form();
}
