using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Belay.Carriers;

/// <summary>Reads one section and says in whole sentences what is wrong with it. Values are never quoted: one of them may be a secret.</summary>
/// <remarks>
/// Names that <see cref="SettingNames"/> does not have are refused: a misspelled <c>Idempotent=false</c> that is quietly ignored would mean messages
/// sent twice.
/// </remarks>
internal sealed class SettingReader(IConfiguration configuration, string section)
{
    private readonly IConfigurationSection _section = configuration.GetSection(section);
    private readonly List<string> _failures = [];

    public string? Text(string name) => _section[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>A value that nobody may see: itself, or what the file holds that <c>…File</c> names, without the line's end.</summary>
    public string? Secret(string name)
    {
        var (value, path) = (Text(name), Text(name + "File"));
        if (path is null)
        {
            return value;
        }

        if (value is not null)
        {
            _failures.Add($"{section}:{name}File is set beside {name}: one of them is enough.");
        }

        return ReadFile(path, name + "File") ?? value;
    }

    /// <summary>The values under a name, each with a name of its own.</summary>
    public Dictionary<string, string> Pairs(string name)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var child in _section.GetSection(name).GetChildren())
        {
            if (!string.IsNullOrWhiteSpace(child.Value))
            {
                pairs[child.Key] = child.Value.Trim();
            }
        }

        return pairs;
    }

    /// <summary>The same, where each value may also be in a file that is named under <paramref name="files"/>.</summary>
    public Dictionary<string, string> Secrets(string name, string files)
    {
        var pairs = Pairs(name);
        foreach (var (key, path) in Pairs(files))
        {
            if (ReadFile(path, $"{files}:{key}") is { } value && !pairs.TryAdd(key, value))
            {
                _failures.Add($"{section}:{files}:{key} is set beside {name}:{key}: one of them is enough.");
            }
        }

        return pairs;
    }

    private string? ReadFile(string path, string setting)
    {
        try
        {
            if (File.ReadAllText(path).Trim() is { Length: > 0 } value)
            {
                return value;
            }

            _failures.Add($"{section}:{setting} names a file that is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _failures.Add($"{section}:{setting} names a file that cannot be read.");
        }

        return null;
    }

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
