using System.Globalization;
using System.Text.RegularExpressions;

namespace Belay.Gateway.Api.Courier.Delays;

/// <summary>Instants as ISO 8601 text: a date alone is midnight UTC; with a time, the offset must be there too.</summary>
internal static partial class IsoTime
{
    /// <summary>Reads an instant; false for anything that does not name exactly one.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        instant = default;
        if (Form().Match(text) is not { Success: true } match
            || !DateTime.TryParseExact(match.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return false;
        }

        if (!match.Groups["zone"].Success)
        {
            instant = new DateTimeOffset(date, TimeSpan.Zero);
            return true;
        }

        var (hour, minute, second) = (Number(match, "hour"), Number(match, "minute"), Number(match, "second"));
        var (offsetHour, offsetMinute) = (Number(match, "offsetHour"), Number(match, "offsetMinute"));
        if (hour > 23 || minute > 59 || second > 59 || offsetMinute > 59 || (offsetHour * 60) + offsetMinute > 14 * 60)
        {
            return false;
        }

        var offset = new TimeSpan(offsetHour, offsetMinute, 0) * (match.Groups["sign"].Value == "-" ? -1 : 1);
        var fraction = match.Groups["fraction"].Value.PadRight(7, '0')[..7];
        var ticks = date.Ticks + new TimeSpan(hour, minute, second).Ticks + int.Parse(fraction, CultureInfo.InvariantCulture) - offset.Ticks;
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
        {
            return false;
        }

        instant = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        """
        \A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})
        (?:[Tt](?<hour>[0-9]{2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:[.,](?<fraction>[0-9]{1,9}))?)?
        (?<zone>[Zz]|(?<sign>[+-])(?<offsetHour>[0-9]{2})(?::?(?<offsetMinute>[0-9]{2}))?))?\z
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Form();
}
