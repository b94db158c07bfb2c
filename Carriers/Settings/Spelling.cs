namespace Belay.Carriers;

/// <summary>How far two words are apart.</summary>
public static class Spelling
{
    /// <summary>The one of the words that is likely meant.</summary>
    public static string NearestTo(string word, IEnumerable<string> known) =>
        known.MinBy(one => Distance(one.ToUpperInvariant(), (word ?? "").ToUpperInvariant()))
        ?? throw new ArgumentException("There must be a word.", nameof(known));

    /// <summary>How many letters must be put in, left out or replaced to make one of the other.</summary>
    public static int Distance(string one, string other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
