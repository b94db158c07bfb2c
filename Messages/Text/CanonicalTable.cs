using System.Globalization;

namespace Belay.Messages;

/// <summary>What Unicode says of characters that combine: the file <c>Unicode/canonical.txt</c>, read once.</summary>
internal sealed class CanonicalTable
{
    private static readonly Lazy<CanonicalTable> Loaded = new(static () => new());

    private readonly Dictionary<int, byte> _classes = [];
    private readonly Dictionary<int, int[]> _parts = [];
    private readonly Dictionary<(int First, int Second), int> _pairs = [];
    private readonly HashSet<int> _unsettled = [];

    private CanonicalTable()
    {
        using var file = typeof(CanonicalTable).Assembly.GetManifestResourceStream("canonical.txt")!;
        using var lines = new StreamReader(file);
        while (lines.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                Read(line.Split(' '));
            }
        }
    }

    public static CanonicalTable Instance => Loaded.Value;

    /// <summary>Its combining class; 0: it begins something new.</summary>
    public int ClassOf(int point) => _classes.GetValueOrDefault(point);

    /// <summary>Whether a text with this character may not be in form C.</summary>
    public bool IsUnsettled(int point) => _unsettled.Contains(point);

    /// <summary>The one character for two; null: there is none.</summary>
    public int? Compose(int first, int second) => _pairs.TryGetValue((first, second), out var whole) ? whole : null;

    /// <summary>Adds all that a character is made of; itself, where it is made of nothing else.</summary>
    public void Decompose(int point, List<int> into)
    {
        if (!_parts.TryGetValue(point, out var parts))
        {
            into.Add(point);
            return;
        }

        foreach (var part in parts)
        {
            Decompose(part, into);
        }
    }

    private void Read(string[] words)
    {
        if (words.Length == 2)
        {
            var ends = Array.ConvertAll(words[0].Split(".."), Point);
            for (var point = ends[0]; point <= ends[^1]; point++)
            {
                _classes[point] = byte.Parse(words[1], CultureInfo.InvariantCulture);
                _unsettled.Add(point);
            }

            return;
        }

        var whole = Point(words[0]);
        var parts = Array.ConvertAll(words[2..], Point);
        _parts[whole] = parts;
        if (words[1] == "=")
        {
            _pairs[(parts[0], parts[1])] = whole;
            _unsettled.Add(parts[1]);
        }
        else
        {
            _unsettled.Add(whole);
        }
    }

    private static int Point(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
