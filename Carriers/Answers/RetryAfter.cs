using System.Globalization;
using System.Net.Http.Headers;

namespace Belay.Carriers;

/// <summary>Reads the pause that <c>Retry-After</c> asks for.</summary>
internal static class RetryAfter
{
    /// <summary>The longest pause that is believed: beyond it lies a broken clock, or a number that is none of seconds.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromDays(30);

    private static readonly string[] IsoForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>The pause; null: none that can be understood and believed. What is past is no pause. Of several, the longest counts.</summary>
    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? values.Max(value => Read(value, now)) : null;
    }

    /// <summary>Reads one value: seconds, whole or not, or a time as HTTP or ISO 8601 writes it.</summary>
    public static TimeSpan? Read(string? value, DateTimeOffset now)
    {
        var text = value?.Trim() ?? "";
        return SecondsIn(text) is { } seconds ? Believed(seconds)
            : TimeIn(text) is { } time ? Believed((time - now).TotalSeconds)
            : null;
    }

    private static double? SecondsIn(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && double.IsFinite(seconds) ? seconds : null;

    private static DateTimeOffset? TimeIn(string text) =>
        RetryConditionHeaderValue.TryParse(text, out var http) && http.Date is { } date ? date
        : text is [.., 'Z'] or [.., '+' or '-', _, _, ':', _, _]
            && DateTimeOffset.TryParseExact(text, IsoForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var iso) ? iso
        : null;

    private static TimeSpan? Believed(double seconds) =>
        seconds > Max.TotalSeconds ? null : TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, seconds) * 1_000));
}
