using System.Text;

namespace Belay.Messages;

/// <summary>
/// Texts in Unicode's normalization form C: a letter and its accent are one character where Unicode has one. Some systems write them as two; such a
/// text looks the same, needs more parts, and is not found by the other spelling.
/// </summary>
/// <remarks>
/// The platform's own normalization does nothing where <c>InvariantGlobalization</c> is set, and without it wants a library that a machine may lack.
/// </remarks>
public static class ComposedText
{
    /// <summary>Below this one, no character changes or combines.</summary>
    private const char FirstCombining = '\u0300';

    private const int SyllableFirst = 0xAC00, LeadFirst = 0x1100, VowelFirst = 0x1161, TailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28, SyllableCount = LeadCount * VowelCount * TailCount;

    /// <summary>The text in form C; the same object where it is so already. Half of a surrogate pair stays as it is.</summary>
    public static string Compose(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyInRange(FirstCombining, char.MaxValue))
        {
            return text;
        }

        var table = CanonicalTable.Instance;
        if (!MayChange(text, table))
        {
            return text;
        }

        var points = Decompose(text, table);
        Order(points, table);
        return ToText(Compose(points, table));
    }

    private static bool MayChange(string text, CanonicalTable table)
    {
        for (var at = 0; at < text.Length;)
        {
            var point = PointAt(text, ref at);
            if (point >= FirstCombining && (IsVowelOrTail(point) || table.IsUnsettled(point)))
            {
                return true;
            }
        }

        return false;
    }

    private static List<int> Decompose(string text, CanonicalTable table)
    {
        var points = new List<int>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var point = PointAt(text, ref at);
            var syllable = point - SyllableFirst;
            if (syllable is < 0 or >= SyllableCount)
            {
                table.Decompose(point, points);
                continue;
            }

            points.Add(LeadFirst + (syllable / (VowelCount * TailCount)));
            points.Add(VowelFirst + (syllable / TailCount % VowelCount));
            if (syllable % TailCount is var tail and > 0)
            {
                points.Add(TailBase + tail);
            }
        }

        return points;
    }

    /// <summary>Puts each run of combining characters into the order of their classes; equal ones stay in theirs.</summary>
    private static void Order(List<int> points, CanonicalTable table)
    {
        for (var from = 0; from < points.Count; from++)
        {
            var to = from;
            while (to < points.Count && table.ClassOf(points[to]) != 0)
            {
                to++;
            }

            if (to - from > 1)
            {
                var ordered = points.GetRange(from, to - from).OrderBy(table.ClassOf).ToList();
                for (var place = from; place < to; place++)
                {
                    points[place] = ordered[place - from];
                }
            }

            from = to;
        }
    }

    private static List<int> Compose(List<int> points, CanonicalTable table)
    {
        var composed = new List<int>(points.Count);
        var (starter, lastClass) = (-1, 0);
        foreach (var point in points)
        {
            var ownClass = table.ClassOf(point);

            // A mark of the same class, or another letter, between the two keeps them apart.
            var isNext = starter == composed.Count - 1;
            if (starter >= 0 && (isNext || (lastClass != 0 && lastClass < ownClass)) && Pair(composed[starter], point, table) is { } pair)
            {
                composed[starter] = pair;
                continue;
            }

            if (ownClass == 0)
            {
                starter = composed.Count;
            }

            lastClass = ownClass;
            composed.Add(point);
        }

        return composed;
    }

    private static int? Pair(int first, int second, CanonicalTable table) =>
        first - LeadFirst is >= 0 and < LeadCount and var lead && second - VowelFirst is >= 0 and < VowelCount and var vowel
            ? SyllableFirst + (((lead * VowelCount) + vowel) * TailCount)
        : first - SyllableFirst is >= 0 and < SyllableCount and var syllable
            && syllable % TailCount == 0 && second - TailBase is > 0 and < TailCount and var tail
            ? first + tail
        : table.Compose(first, second);

    private static bool IsVowelOrTail(int point) => point is >= VowelFirst and < VowelFirst + VowelCount or > TailBase and < TailBase + TailCount;

    private static int PointAt(string text, ref int at)
    {
        var first = text[at++];
        return char.IsHighSurrogate(first) && at < text.Length && char.IsLowSurrogate(text[at]) ? char.ConvertToUtf32(first, text[at++]) : first;
    }

    private static string ToText(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            _ = point <= char.MaxValue ? text.Append((char)point) : text.Append(char.ConvertFromUtf32(point));
        }

        return text.ToString();
    }
}
