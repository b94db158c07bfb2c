using System.Globalization;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>Times in answers.</summary>
internal static class TelnyxTime
{
    /// <summary>UTC, milliseconds, <c>Z</c>.</summary>
    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
