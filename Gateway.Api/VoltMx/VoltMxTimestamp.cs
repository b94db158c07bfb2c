using System.Globalization;
using Belay.Gateway.Api.Requests;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>Times of a send request: <c>0</c> for none, milliseconds since 1970, or RFC 3339 with a zone.</summary>
internal static class VoltMxTimestamp
{
    /// <summary>The year 2000, in milliseconds. A smaller number is no time that anybody means today: seconds, or a span.</summary>
    private const long MillisecondsMin = 946_684_800_000;

    /// <summary>The year 9999, in milliseconds.</summary>
    private const long MillisecondsMax = 253_370_764_800_000;

    /// <summary>Reads a time; false where it cannot be understood.</summary>
    /// <param name="text">What the request says; null: nothing.</param>
    /// <param name="at">The instant; null for none.</param>
    public static bool TryRead(string? text, out DateTimeOffset? at)
    {
        at = null;
        if (text is null or "0")
        {
            return true;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && !text.Contains('\0', StringComparison.Ordinal))
        {
            if (milliseconds is < MillisecondsMin or > MillisecondsMax)
            {
                return false;
            }

            at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            return true;
        }

        if (!Rfc3339.TryParse(text, out var instant))
        {
            return false;
        }

        at = instant;
        return true;
    }

    /// <summary>Writes an instant as the vendor's status answers do.</summary>
    public static string Format(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
