using System.Globalization;
using System.Text.RegularExpressions;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>Times on the wire.</summary>
internal static partial class TelnyxTime
{
    /// <summary>
    /// Reads an ISO 8601 instant in the extended form: date, <c>T</c>, hours and minutes, seconds and a fraction where given, and <c>Z</c> or an offset.
    /// False for anything else: a time without its zone is not an instant, and guessing one could send at the wrong hour.
    /// </summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        var match = Instant().Match(text);
        if (!match.Success)
        {
            instant = default;
            return false;
        }

        var seconds = match.Groups["seconds"] is { Success: true } given ? given.Value : "00";
        var fraction = match.Groups["fraction"].Value.PadRight(7, '0')[..7];
        var offset = match.Groups["offset"].Value is "Z" or "z"
            ? "+00:00"
            : $"{match.Groups["sign"]}{match.Groups["hours"]}:{(match.Groups["minutes"] is { Success: true } minutes ? minutes.Value : "00")}";
        var read = DateTimeOffset.TryParseExact(
            $"{match.Groups["date"]}T{match.Groups["time"]}:{seconds}.{fraction}{offset}",
            "yyyy-MM-dd'T'HH:mm:ss.fffffffzzz",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out instant);
        instant = instant.ToUniversalTime();
        return read;
    }

    /// <summary>UTC, milliseconds, <c>Z</c>.</summary>
    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<time>[0-9]{2}:[0-9]{2})(:(?<seconds>[0-9]{2})([.,](?<fraction>[0-9]{1,9}))?)?"
        + @"(?<offset>[Zz]|(?<sign>[+-])(?<hours>[0-9]{2})(:?(?<minutes>[0-9]{2}))?)\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Instant();
}
