using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Belay.Gateway.Api.Requests.Times;

/// <summary>What a dialect takes for a time beside an instant with its offset.</summary>
[Flags]
internal enum TimeForms
{
    /// <summary>An instant with its offset, and nothing else.</summary>
    Instant = 0,

    /// <summary>Seconds (10 digits) or milliseconds (13 digits) since 1970, too.</summary>
    Epoch = 1,

    /// <summary>
    /// Also a date alone (the start of that day in the zone, UTC where there is none), and a time without an offset where there is a zone.
    /// </summary>
    Local = 2,
}

/// <summary>A time that was read, or what is wrong with it.</summary>
/// <param name="At">The instant; meaningless with a fault.</param>
/// <param name="Fault">What is wrong, as the rest of a sentence that begins with the field's name; null: nothing.</param>
internal readonly record struct TimeReading(DateTimeOffset At, string? Fault)
{
    public static TimeReading Of(DateTimeOffset at) => new(at, null);

    public static TimeReading Wrong(string fault) => new(default, fault);
}

/// <summary>The one reader of times on the wire: RFC 3339 and what ISO 8601 allows beside it without a second meaning.</summary>
/// <remarks>
/// Seconds may be left out; a fraction of up to nine digits follows a point or a comma, and is cut to 100 ns; <c>T</c> and <c>Z</c> may be small; the
/// offset is <c>+01:00</c>, <c>+0100</c> or <c>+01</c>. A time without an offset is not an instant, and guessing one could send at the wrong hour.
/// </remarks>
internal static partial class WireTime
{
    public const string NoOffset = "has no offset: add Z, or one such as +01:00";

    private const string Example = "2026-05-04T09:00:00Z";
    private const string NotATime = $"is not a time such as {Example}";
    private const string Beyond = "lies beyond the calendar";
    private const int DateCharacters = 10;
    private const int CharactersMax = 40;
    private const int OffsetMinutesMax = 14 * 60;
    private const int TickDigits = 7;

    /// <summary>
    /// Reads an instant. Where <paramref name="forms"/> has <see cref="TimeForms.Local"/>, times without an offset are of the <paramref
    /// name="zone"/>.
    /// </summary>
    public static TimeReading Read(string? text, TimeForms forms = TimeForms.Instant, DateTimeZone? zone = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return TimeReading.Wrong($"is empty: leave it out, or write a time such as {Example}");
        }

        if (!text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return forms.HasFlag(TimeForms.Epoch) ? EpochTime.Read(text) : TimeReading.Wrong($"is a number: write a time such as {Example}");
        }

        if (Form().Match(text) is not { Success: true } match)
        {
            return TimeReading.Wrong(DateAndBlank().IsMatch(text) ? "has a blank where T belongs between the date and the time of day" : NotATime);
        }

        if (!DateTime.TryParseExact(match.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return TimeReading.Wrong("names a day that does not exist");
        }

        if (!match.Groups["hour"].Success)
        {
            return forms.HasFlag(TimeForms.Local)
                ? InZone(date, TimeSpan.Zero, zone ?? DateTimeZone.Utc)
                : TimeReading.Wrong($"has no time of day: write it as {Example}");
        }

        return TimeOfDay(match) is not { } timeOfDay ? TimeReading.Wrong("names a time of day that does not exist")
            : match.Groups["zone"].Success ? WithOffset(date, timeOfDay, match)
            : forms.HasFlag(TimeForms.Local) && zone is not null ? InZone(date, timeOfDay, zone)
            : TimeReading.Wrong(NoOffset);
    }

    /// <summary>Whether a text is a date with a time of day, with an offset or without: with a blank between them, too.</summary>
    public static bool IsTimeOfADay(string text) =>
        text.AsSpan().Trim() is { Length: > DateCharacters and <= CharactersMax } trimmed && char.IsAsciiDigit(trimmed[0])
        && Read(trimmed[DateCharacters] == ' ' ? $"{trimmed[..DateCharacters]}T{trimmed[(DateCharacters + 1)..]}" : trimmed.ToString(),
            TimeForms.Local,
            DateTimeZone.Utc).Fault is null;

    private static TimeSpan? TimeOfDay(Match match)
    {
        var (hour, minute, second) = (Number(match, "hour"), Number(match, "minute"), Number(match, "second"));
        return hour > 23 || minute > 59 || second > 59
            ? null
            : new TimeSpan(hour, minute, second) + TimeSpan.FromTicks(
                int.Parse(match.Groups["fraction"].Value.PadRight(TickDigits, '0')[..TickDigits], NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private static TimeReading WithOffset(DateTime date, TimeSpan timeOfDay, Match match)
    {
        var (hours, minutes) = (Number(match, "offsetHour"), Number(match, "offsetMinute"));
        if (minutes > 59 || (hours * 60) + minutes > OffsetMinutesMax)
        {
            return TimeReading.Wrong("has an offset that does not exist");
        }

        var offset = new TimeSpan(hours, minutes, 0) * (match.Groups["sign"].Value == "-" ? -1 : 1);
        var ticks = (date + timeOfDay).Ticks - offset.Ticks;
        return ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks
            ? TimeReading.Wrong(Beyond)
            : TimeReading.Of(new(ticks, TimeSpan.Zero));
    }

    /// <summary>
    /// What the clocks of the zone show. A time that comes twice there is the first of the two; one that the clocks leave out is moved on by what
    /// they
    /// leave out, as clocks are; a day begins with its first moment.
    /// </summary>
    private static TimeReading InZone(DateTime date, TimeSpan timeOfDay, DateTimeZone zone)
    {
        try
        {
            var at = timeOfDay == TimeSpan.Zero
                ? zone.AtStartOfDay(LocalDate.FromDateTime(date))
                : LocalDateTime.FromDateTime(date + timeOfDay).InZoneLeniently(zone);
            return TimeReading.Of(at.ToInstant().ToDateTimeOffset());
        }
        catch (Exception beyond) when (beyond is OverflowException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            // The first and the last day, in zones where they lie in the year before or after.
            return TimeReading.Wrong(Beyond);
        }
    }

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true, Value: var digits } ? int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        """
        \A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})
        (?:[Tt](?<hour>[0-9]{2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:[.,](?<fraction>[0-9]{1,9}))?)?
        (?<zone>[Zz]|(?<sign>[+-])(?<offsetHour>[0-9]{2})(?::?(?<offsetMinute>[0-9]{2}))?)?)?\z
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Form();

    [GeneratedRegex(
        @"\A[0-9]{4}-[0-9]{2}-[0-9]{2} +[0-9]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex DateAndBlank();
}

/// <summary>Times as a number since 1970. Its length says the unit: 10 digits are seconds, 13 are milliseconds, from the year 2001 to 2286.</summary>
internal static class EpochTime
{
    private const int SecondsDigits = 10;
    private const int MillisecondsDigits = 13;

    /// <summary>Reads digits. <c>0</c> is 1970 in both units; what has another length is refused, for it could be a span, or other units.</summary>
    public static TimeReading Read(string digits) => digits switch
    {
        "0" => TimeReading.Of(DateTimeOffset.UnixEpoch),
        { Length: SecondsDigits } when digits[0] != '0' => TimeReading.Of(DateTimeOffset.FromUnixTimeSeconds(Number(digits))),
        { Length: MillisecondsDigits } when digits[0] != '0' => TimeReading.Of(DateTimeOffset.FromUnixTimeMilliseconds(Number(digits))),
        _ => TimeReading.Wrong($"is a number of neither {SecondsDigits} digits (seconds since 1970) nor {MillisecondsDigits} (milliseconds)"),
    };

    private static long Number(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
