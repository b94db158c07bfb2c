using System.Globalization;
using Belay.Gateway.Api.Requests.Times;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>Times of a send request: <c>0</c> for none, seconds or milliseconds since 1970, or an instant with its offset.</summary>
internal static class VoltMxTimestamp
{
    /// <summary>Reads a time.</summary>
    /// <param name="text">What the request says; null: nothing.</param>
    /// <returns>The instant, null for none; or what is wrong, as the rest of a sentence that begins with the field's name.</returns>
    public static (DateTimeOffset? At, string? Fault) Read(string? text)
    {
        if (text is null or "0")
        {
            return (null, null);
        }

        var reading = WireTime.Read(text, TimeForms.Epoch);
        return reading.Fault is null ? (reading.At, null) : (null, reading.Fault);
    }

    /// <summary>Writes an instant as the vendor's status answers do.</summary>
    public static string Format(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
