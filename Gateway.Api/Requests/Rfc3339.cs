using System.Globalization;

namespace Belay.Gateway.Api.Requests;

/// <summary>Times on the wire as RFC 3339 has them: date, time to the second or finer, and always a zone.</summary>
internal static class Rfc3339
{
    /// <summary>Where the seconds of <c>2026-05-02T15:00:00</c> end.</summary>
    private const int SecondsEnd = 19;

    private const int FractionDigitsMax = 9;

    /// <summary>Reads an instant; false for anything else: no zone, no seconds, a day that does not exist, a leap second.</summary>
    /// <remarks>Digits beyond the seventh after the point (100 ns) are cut.</remarks>
    public static bool TryParse(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null || text.Length < SecondsEnd + 1)
        {
            return false;
        }

        var fractionEnd = SecondsEnd;
        if (text[SecondsEnd] == '.')
        {
            fractionEnd++;
            while (fractionEnd < text.Length && char.IsAsciiDigit(text[fractionEnd]))
            {
                fractionEnd++;
            }
        }

        // Digits after the point, where there is a point.
        var digits = fractionEnd - SecondsEnd - 1;
        var zone = text[fractionEnd..].ToUpperInvariant();
        if (digits is 0 or > FractionDigitsMax || zone is not ("Z" or ['+' or '-', _, _, ':', _, _])
            || !DateTimeOffset.TryParseExact(
                text[..SecondsEnd].ToUpperInvariant() + zone, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant))
        {
            return false;
        }

        var fraction = digits > 0 ? text[(SecondsEnd + 1)..fractionEnd] : "0";
        instant = instant.AddTicks(int.Parse(fraction.PadRight(7, '0')[..7], NumberStyles.None, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Writes an instant in UTC: whole seconds where it has no more, else milliseconds.</summary>
    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString(
        instant.Ticks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMillisecond ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
        CultureInfo.InvariantCulture);
}
