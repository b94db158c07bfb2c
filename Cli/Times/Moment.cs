using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace Belay.Cli.Times;

/// <summary>
/// Reads times as people write them. What can be understood in two ways, or in none, is refused with a sentence that says what to write instead:
/// nothing is ever sent at a time that nobody meant.
/// </summary>
/// <param name="now">The instant that it is.</param>
/// <param name="zone">The zone of times that name none; null: there is none, so such times are refused.</param>
internal sealed partial class Moment(DateTimeOffset now, DateTimeZone? zone)
{
    public const string Forms = "\"tomorrow 09:00\", \"monday 18:30\", \"2026-05-04 09:00\", \"in 90 minutes\" or 2026-05-04T09:00:00+02:00";

    private static readonly LocalDateTimePattern[] LocalForms =
    [
        .. new[] { "uuuu-MM-dd'T'HH:mm:ss", "uuuu-MM-dd HH:mm:ss", "uuuu-MM-dd'T'HH:mm", "uuuu-MM-dd HH:mm" }.Select(
            LocalDateTimePattern.CreateWithInvariantCulture),
    ];

    private static readonly OffsetDateTimePattern[] OffsetForms =
    [
        OffsetDateTimePattern.ExtendedIso, OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mmo<Z+HH:mm>"),
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mmo<Z+HH:mm>"),
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:sso<Z+HH:mm>"),
    ];

    /// <summary>The zone of this name; ends the command where there is none.</summary>
    public static DateTimeZone ZoneOf(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
        ?? throw CliException.Usage($"There is no time zone \"{name}\"; write one such as Europe/Vienna.");

    /// <summary>A time that is yet to come.</summary>
    public Instant ReadFuture(string text)
    {
        var at = Read(text);
        return at > Instant.FromDateTimeOffset(now)
            ? at
            : throw CliException.Usage($"\"{text}\" is in the past: it is now {Show(Instant.FromDateTimeOffset(now))}.");
    }

    /// <summary>Any time.</summary>
    public Instant Read(string text)
    {
        var words = Blanks().Replace(text.Trim(), " ");
        foreach (var form in OffsetForms)
        {
            if (form.Parse(words.ToUpperInvariant()).TryGetValue(default, out var exact))
            {
                return exact.ToInstant();
            }
        }

        if (In().Match(words) is { Success: true } span)
        {
            return Instant.FromDateTimeOffset(now) + Span(span);
        }

        foreach (var form in LocalForms)
        {
            if (form.Parse(words).TryGetValue(default, out var local))
            {
                return InZone(local, text);
            }
        }

        return DayAndTime().Match(words) is { Success: true } match
            ? InZone(Day(match.Groups["day"].Value, text) + Time(match.Groups["time"].Value, text), text)
            : throw NotUnderstood(text);
    }

    /// <summary>An instant as people read it: in the zone, with its offset.</summary>
    public string Show(Instant at) => Show(at, zone);

    public static string Show(Instant at, DateTimeZone? zone) =>
        at.InZone(zone ?? DateTimeZone.Utc).ToString("ddd uuuu-MM-dd HH:mm:ss z '('o<g>')'", CultureInfo.InvariantCulture);

    private static Duration Span(Match match)
    {
        var total = Duration.Zero;
        foreach (var (amount, unit) in match.Groups["amount"].Captures.Zip(match.Groups["unit"].Captures))
        {
            var number = int.Parse(amount.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            total += char.ToLowerInvariant(unit.Value[0]) switch
            {
                'h' => Duration.FromHours(number),
                'm' => Duration.FromMinutes(number),
                _ => Duration.FromSeconds(number),
            };
        }

        return total;
    }

    private LocalDate Day(string word, string text)
    {
        var today = Instant.FromDateTimeOffset(now).InZone(zone ?? throw NoZone(text)).Date;
        switch (word.ToLowerInvariant())
        {
            case "" or "today":
                return today;
            case "tomorrow":
                return today.PlusDays(1);
            case var day when Enum.TryParse<IsoDayOfWeek>(day, ignoreCase: true, out var weekday) && weekday != IsoDayOfWeek.None:
                return weekday != today.DayOfWeek
                    ? today.Next(weekday)
                    : throw CliException.Usage(
                        $"Today is {weekday}, so \"{text}\" can mean today or in a week: write \"today\" or {today.PlusWeeks(1):uuuu-MM-dd}.");
            default:
                throw NotUnderstood(text);
        }
    }

    private static LocalTime Time(string text, string whole)
    {
        var form = LocalTimePattern.CreateWithInvariantCulture(text.Count(c => c == ':') == 2 ? "H:mm:ss" : "H:mm");
        return form.Parse(text).TryGetValue(default, out var time) ? time : throw NotUnderstood(whole);
    }

    private Instant InZone(LocalDateTime local, string text)
    {
        var map = (zone ?? throw NoZone(text)).MapLocal(local);
        switch (map.Count)
        {
            case 1:
                return map.Single().ToInstant();
            case 0:
                var (before, after) = (map.EarlyInterval, map.LateInterval);
                throw CliException.Usage(
                    $"{local:uuuu-MM-dd HH:mm:ss} does not exist in {zone.Id}: clocks go from {before.IsoLocalEnd:HH:mm} "
                    + $"to {after.IsoLocalStart:HH:mm} on that day.");
            default:
                throw CliException.Usage(
                    $"{local:uuuu-MM-dd HH:mm:ss} comes twice in {zone.Id}: write {Exact(map.First())} or {Exact(map.Last())}.");
        }
    }

    private static string Exact(ZonedDateTime at) => at.ToOffsetDateTime().ToString("uuuu-MM-dd'T'HH:mm:sso<m>", CultureInfo.InvariantCulture);

    private static CliException NotUnderstood(string text) =>
        CliException.Usage($"\"{text}\" is no time that can be understood: write it as {Forms}.");

    private static CliException NoZone(string text) =>
        CliException.Usage($"\"{text}\" needs a time zone, and this system does not say in which it is: add --zone, such as --zone Europe/Vienna.");

    [GeneratedRegex(
        @"^in (?:(?<amount>\d{1,6}) ?(?<unit>h|hours?|m|min|minutes?|s|seconds?)(?: (?:and )?|$|(?=\d)))+$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex In();

    [GeneratedRegex(
        @"^((?<day>[a-z]+) )?(at )?(?<time>\d{1,2}:\d\d(:\d\d)?)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex DayAndTime();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Blanks();
}
