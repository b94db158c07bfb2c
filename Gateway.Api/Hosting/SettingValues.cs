using System.Globalization;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Reads single settings; a wrong one throws <see cref="SettingException"/> that names it, and never quotes the value.</summary>
public static class SettingValues
{
    /// <summary>A whole number within bounds; <paramref name="otherwise"/> where the setting is missing or empty.</summary>
    public static long Number(this IConfiguration configuration, string name, long otherwise, long min, long max)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new SettingException($"{name} must be a whole number from {min} to {max}.");
    }

    /// <summary>Yes or no; <paramref name="otherwise"/> where the setting is missing or empty.</summary>
    public static bool Flag(this IConfiguration configuration, string name, bool otherwise)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[name] is not { Length: > 0 } text ? otherwise
            : bool.TryParse(text, out var flag) ? flag
            : throw new SettingException($"{name} must be true or false.");
    }

    /// <summary>A span of time above zero, as <c>[days.]hours:minutes:seconds</c>; <paramref name="otherwise"/> where the setting is missing or empty.</summary>
    public static TimeSpan Span(this IConfiguration configuration, string name, TimeSpan otherwise)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero
            ? span
            : throw new SettingException($"{name} must be a span of time such as 00:00:30 or 3.00:00:00.");
    }
}
