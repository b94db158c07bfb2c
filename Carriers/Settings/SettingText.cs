using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Belay.Carriers;

/// <summary>Reads the text of a setting: one parser for every section and program. What can be read in two ways is not read.</summary>
public static partial class SettingText
{
    /// <summary>How a span of time is written.</summary>
    public const string SpanForms = "90s, 15m, 72h, 2d, PT72H or 00:01:30";

    /// <summary>What to write where more than a day stands as hours, minutes and seconds, which the platform would take for days.</summary>
    private const string HoursEnd = "hours go up to 23 in the form hh:mm:ss; write 72h or 3.00:00:00";

    /// <summary>Whether a setting is there and says nothing: empty, blank, or null in JSON.</summary>
    public static bool IsBlank(IConfiguration configuration, string name)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(name);
        return string.IsNullOrWhiteSpace(section.Value) && configuration.GetSection(ConfigurationPath.GetParentPath(name) ?? "").GetChildren()
            .Any(child => child.Key.Equals(section.Key, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>True or false.</summary>
    public static bool TryFlag(string text, out bool flag) => bool.TryParse(text, out flag);

    /// <summary>A whole number: digits alone, without marks between thousands.</summary>
    public static bool TryWhole(string text, out long number) =>
        long.TryParse(text?.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
        && !text!.Contains('+', StringComparison.Ordinal);

    /// <summary>A number, with a point before its fraction.</summary>
    public static bool TryNumber(string text, out double number)
    {
        var read = decimal.TryParse(
            text?.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exact);
        number = (double)exact;
        return read;
    }

    /// <summary>Says where digits were read differently than they were meant: a sentence's end, beginning with a comma, or nothing.</summary>
    public static string HintOfNumber(string text) =>
        text is not null && text.Any(char.IsAsciiDigit) && !text.Trim().All(char.IsAsciiDigit)
        && text.Trim().All(static c => char.IsAsciiDigit(c) || c is ',' or '.' or '_' or '\'' or ' ' or '\u00A0')
            ? ", written with digits alone"
            : "";

    /// <summary>Seconds: a number, or a span of time with its unit.</summary>
    public static bool TrySeconds(string text, out double seconds)
    {
        if (TryNumber(text, out seconds))
        {
            return true;
        }

        var read = TrySpan(text, out var span, out _);
        seconds = span.TotalSeconds;
        return read;
    }

    /// <summary>
    /// A span of time: <c>72h</c>, <c>1h30m</c>, <c>500ms</c>, an ISO 8601 duration without years and months, or <c>[days.]hh:mm:ss</c>.
    /// </summary>
    /// <param name="text">The text. A number without a unit is refused: the platform would take it for days.</param>
    /// <param name="span">The span.</param>
    /// <param name="hint">Where it was not read: what to write instead, if there is more to say than the forms.</param>
    public static bool TrySpan(string text, out TimeSpan span, out string? hint)
    {
        span = default;
        hint = null;
        var trimmed = (text ?? "").Trim();
        var match = Units().Match(trimmed);
        match = match.Success ? match : Iso().Match(trimmed);
        match = match.Success ? match : Clock().Match(trimmed);
        if (!match.Success || trimmed.Length == 0)
        {
            hint = TryNumber(trimmed, out _) ? "a number needs its unit, such as 72h or 90s" : null;
            return false;
        }

        if (match.Groups["clock"].Success && Part("h") > 23)
        {
            hint = HoursEnd;
            return false;
        }

        try
        {
            var ticks = (Part("w") * 7 * TimeSpan.TicksPerDay) + (Part("d") * TimeSpan.TicksPerDay) + (Part("h") * TimeSpan.TicksPerHour)
                + (Part("m") * TimeSpan.TicksPerMinute) + (Part("s") * TimeSpan.TicksPerSecond) + (Part("ms") * TimeSpan.TicksPerMillisecond);
            span = new TimeSpan(decimal.ToInt64(ticks));
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }

        decimal Part(string name) => match.Groups[name] is { Success: true } group
            ? decimal.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
            : 0;
    }

    /// <summary>A span as one would write it into a setting.</summary>
    public static string Show(TimeSpan span) =>
        span.Ticks % TimeSpan.TicksPerDay == 0 && span != TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays}d")
        : span.Ticks % TimeSpan.TicksPerHour == 0 && span != TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours}h")
        : span.Ticks % TimeSpan.TicksPerSecond == 0 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds}s")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds}ms");

    [GeneratedRegex(
        @"^(?=[0-9])((?<d>[0-9]{1,9}(\.[0-9]{1,9})?) ?d)? ?((?<h>[0-9]{1,9}(\.[0-9]{1,9})?) ?h)? ?((?<m>[0-9]{1,9}(\.[0-9]{1,9})?) ?(min|m(?!s)))? ?"
        + @"((?<s>[0-9]{1,9}(\.[0-9]{1,9})?) ?s)? ?((?<ms>[0-9]{1,12}(\.[0-9]{1,4})?) ?ms)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Units();

    [GeneratedRegex(
        @"^P(?=.)((?<w>[0-9]{1,9})W)?((?<d>[0-9]{1,9}(\.[0-9]{1,9})?)D)?(T(?=.)((?<h>[0-9]{1,9}(\.[0-9]{1,9})?)H)?((?<m>[0-9]{1,9}(\.[0-9]{1,9})?)M)?"
        + @"((?<s>[0-9]{1,9}(\.[0-9]{1,9})?)S)?)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Iso();

    [GeneratedRegex(
        @"^(?<clock>((?<d>[0-9]{1,9})\.)?(?<h>[0-9]{1,4}):(?<m>[0-5]?[0-9]):(?<s>[0-5]?[0-9](\.[0-9]{1,7})?))$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Clock();
}
