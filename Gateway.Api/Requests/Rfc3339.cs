using System.Globalization;

namespace Belay.Gateway.Api.Requests;

/// <summary>Times as they are written: RFC 3339 in UTC. They are read by <see cref="Times.WireTime"/>.</summary>
internal static class Rfc3339
{
    /// <summary>Writes an instant in UTC: whole seconds where it has no more, else milliseconds.</summary>
    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString(
        instant.Ticks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMillisecond ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
        CultureInfo.InvariantCulture);
}
