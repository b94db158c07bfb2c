using System.Globalization;

namespace Belay.Tests.Faults;

/// <summary>What was said on the command line, as <c>--name value</c>.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public Options(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i += 2)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == words.Count)
            {
                throw new ArgumentException($"Expected --name value, and found {words[i]}.", nameof(words));
            }

            _values[words[i][2..]] = words[i + 1];
        }
    }

    public string Text(string name, string? otherwise = null) =>
        _values.TryGetValue(name, out var value) ? value : otherwise ?? throw new ArgumentException($"--{name} is missing.", nameof(name));

    public int Whole(string name, int otherwise) =>
        _values.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
