using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Belay.Carriers;

/// <summary>Reads one section and says in whole sentences what is wrong with it. Values are never quoted: one of them may be a secret.</summary>
/// <remarks>Names that <see cref="SettingNames"/> does not have are refused: a misspelled <c>Idempotent=false</c> that is quietly ignored would mean messages sent twice.</remarks>
internal sealed class SettingReader(IConfiguration configuration, string section)
{
    private readonly IConfigurationSection _section = configuration.GetSection(section);
    private readonly List<string> _failures = [];

    public string? Text(string name) => _section[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    public bool Flag(string name, bool otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (SettingText.TryFlag(text, out var value))
        {
            return value;
        }

        _failures.Add($"{section}:{name} must be true or false.");
        return otherwise;
    }

    public int Whole(string name, int otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (SettingText.TryWhole(text, out var value) && value is >= int.MinValue and <= int.MaxValue)
        {
            return (int)value;
        }

        _failures.Add($"{section}:{name} must be a whole number{SettingText.HintOfNumber(text)}.");
        return otherwise;
    }

    /// <summary>Whole seconds: a number, or a span of time with its unit.</summary>
    public int WholeSeconds(string name, int otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (SettingText.TrySeconds(text, out var value) && value == Math.Truncate(value) && Math.Abs(value) <= int.MaxValue)
        {
            return (int)value;
        }

        _failures.Add($"{section}:{name} must be whole seconds, such as 10 or 10s.");
        return otherwise;
    }

    /// <summary>Seconds with or without a fraction: a number, or a span of time with its unit.</summary>
    public double Seconds(string name, double otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (SettingText.TrySeconds(text, out var value))
        {
            return value;
        }

        _failures.Add($"{section}:{name} must be seconds, such as 1, 0.5 or 500ms.");
        return otherwise;
    }

    /// <summary>Throws <see cref="OptionsValidationException"/> if anything was wrong, with what <paramref name="more"/> adds.</summary>
    public void ThrowIfWrong(Type options, IEnumerable<string> more)
    {
        string[] failures = [.. _failures, .. more, .. SettingNames.FindUnknown(configuration, within: section)];
        if (failures.Length > 0)
        {
            throw new OptionsValidationException(options.Name, options, failures);
        }
    }
}
