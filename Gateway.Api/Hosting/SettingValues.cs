using Belay.Carriers;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Reads single settings; a wrong one throws <see cref="SettingException"/> that names it, and never quotes the value.</summary>
public static class SettingValues
{
    /// <summary>Past this, a span of time is a mistake, and sums with it would leave the calendar.</summary>
    private static readonly TimeSpan SpanMax = TimeSpan.FromDays(366);

    /// <summary>
    /// Throws <see cref="SettingException"/> where anything under <c>Belay</c> has no meaning to this program. To be called before a value is read.
    /// </summary>
    public static void ThrowIfUnknown(this IConfiguration configuration, SettingHost host)
    {
        if (SettingNames.FindUnknown(configuration, host) is { Count: > 0 } unknown)
        {
            throw new SettingException(unknown);
        }
    }

    /// <summary>The text, without the blanks around it; null where the setting is missing or empty.</summary>
    public static string? Text(this IConfiguration configuration, string name)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
    }

    /// <summary>A whole number within bounds; <paramref name="otherwise"/> where the setting is missing or empty.</summary>
    public static long Number(this IConfiguration configuration, string name, long otherwise, long min, long max)
    {
        if (configuration.Text(name) is not { } text)
        {
            return otherwise;
        }

        return SettingText.TryWhole(text, out var number) && number >= min && number <= max
            ? number
            : throw new SettingException($"{name} must be a whole number from {min} to {max}{SettingText.HintOfNumber(text)}.");
    }

    /// <summary>True or false; <paramref name="otherwise"/> where the setting is missing or empty.</summary>
    public static bool Flag(this IConfiguration configuration, string name, bool otherwise) =>
        configuration.Text(name) is not { } text ? otherwise
        : SettingText.TryFlag(text, out var flag) ? flag
        : throw new SettingException($"{name} must be true or false.");

    /// <summary>A span of time above zero and up to a year; <paramref name="otherwise"/> where the setting is missing or empty.</summary>
    public static TimeSpan Span(this IConfiguration configuration, string name, TimeSpan otherwise)
    {
        if (configuration.Text(name) is not { } text)
        {
            return otherwise;
        }

        return !SettingText.TrySpan(text, out var span, out var hint) ? throw new SettingException(
            $"{name} must be a span of time such as {SettingText.SpanForms}{(hint is null ? "" : $" ({hint})")}.")
            : span >= TimeSpan.FromMilliseconds(1) && span <= SpanMax ? span
            : throw new SettingException($"{name} must be from 1ms to {SettingText.Show(SpanMax)}.");
    }

    /// <summary>
    /// Whole seconds within bounds, as a number or as a span of time with its unit; <paramref name="otherwise"/> where the setting is missing or
    /// empty.
    /// </summary>
    public static TimeSpan Seconds(this IConfiguration configuration, string name, TimeSpan otherwise, int min, int max)
    {
        if (configuration.Text(name) is not { } text)
        {
            return otherwise;
        }

        return SettingText.TrySeconds(text, out var seconds) && seconds == Math.Truncate(seconds) && seconds >= min && seconds <= max
            ? TimeSpan.FromSeconds(seconds)
            : throw new SettingException($"{name} must be whole seconds, {min} to {max}{SettingText.HintOfNumber(text)}.");
    }
}
