using System.Globalization;

namespace Belay.Gateway.Api.Requests.Times;

/// <summary>The one reader of spans on the wire: whole milliseconds, or an ISO 8601 duration.</summary>
internal static class WireDuration
{
    private const int DigitsMax = 15;

    /// <summary>
    /// The instant that lies the span after another one; false for text that is no span, for one of no length, and beyond the calendar.
    /// </summary>
    public static bool TryAdd(string text, DateTimeOffset start, out DateTimeOffset end) =>
        text.Length is 0 or > DigitsMax || text.AsSpan().ContainsAnyExceptInRange('0', '9')
            ? IsoDuration.TryAdd(text, start, out end)
            : TryAdd(long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), start, out end);

    /// <summary>The same for milliseconds.</summary>
    public static bool TryAdd(long milliseconds, DateTimeOffset start, out DateTimeOffset end)
    {
        var valid = milliseconds > 0 && milliseconds <= (DateTimeOffset.MaxValue - start).TotalMilliseconds - 1;
        end = valid ? start.AddTicks(milliseconds * TimeSpan.TicksPerMillisecond) : default;
        return valid;
    }
}
