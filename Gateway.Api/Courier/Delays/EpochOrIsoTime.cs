using System.Globalization;

namespace Belay.Gateway.Api.Courier.Delays;

/// <summary>Instants that Courier takes in two forms: milliseconds since the epoch, or ISO 8601.</summary>
internal static class EpochOrIsoTime
{
    /// <summary>Reads an instant; false for anything else.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        if (text.Length is 0 or > 15 || text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return IsoTime.TryParse(text, out instant);
        }

        return TryFromMilliseconds(long.Parse(text, CultureInfo.InvariantCulture), out instant);
    }

    /// <summary>Reads milliseconds since the epoch; false for what lies before it or beyond the calendar.</summary>
    public static bool TryFromMilliseconds(long milliseconds, out DateTimeOffset instant)
    {
        var valid = milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        instant = valid ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return valid;
    }
}
