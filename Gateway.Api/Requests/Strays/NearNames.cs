namespace Belay.Gateway.Api.Requests.Strays;

/// <summary>A name that means something.</summary>
/// <param name="Plain">The name without case and separators.</param>
/// <param name="Path">The way to the field of this name; null: it is no field of the body, but many a body's.</param>
/// <param name="Meaning">What it means; nothing: it is known, and may stand for something else in an object of which nothing is known.</param>
internal sealed record KnownName(string Plain, string? Path, FieldMeaning Meaning);

/// <summary>
/// The fields of a body, and which of them a name is another spelling of, or, where they mean a time, a recipient, a limit or a way to send, a slip
/// of the hand away from.
/// </summary>
internal sealed class NearNames(BodyShape shape)
{
    private const int DistanceMax = 2;

    /// <summary>Names that other services have: a slip of the hand in one of them is one, too.</summary>
    private static readonly string[] Usual =
        ["deliverat", "expires", "expiry", "recipient", "recipients", "schedule", "scheduled", "sendat", "sendtime", "timeout"];

    private readonly KnownName[] _known =
    [
        .. NamesOf(shape, ""),
        .. Usual.Select(static name => new KnownName(name, null, FieldName.MeaningOf(name))),
    ];

    /// <summary>The nearest known fields, more than one where they have one name at several levels; none: none is near.</summary>
    /// <param name="name">The name that is not known where it is.</param>
    /// <param name="place">The object that it is in.</param>
    public IReadOnlyList<KnownName> Find(string name, BodyShape place)
    {
        var plain = FieldName.Plain(name);

        // A second of a kind, such as name2, is not the known one.
        var mayBeAny = !place.IsUnknown && !name.Any(char.IsAsciiDigit);
        var nearest = new List<KnownName>();
        var least = DistanceMax + 1;
        foreach (var known in _known)
        {
            if (known.Meaning == FieldMeaning.None ? !mayBeAny : known.Meaning == FieldMeaning.Way && place == BodyShape.Foreign)
            {
                continue;
            }

            // A short word is one letter away from many others, and a word without a meaning may be meant.
            var bound = known.Meaning == FieldMeaning.None ? 0 : known.Plain.Length switch { < 5 => 0, < 9 => 1, _ => DistanceMax };
            if (Math.Abs(plain.Length - known.Plain.Length) <= bound
                && Distance(plain, known.Plain) is var distance && distance <= bound && distance <= least)
            {
                if (distance < least)
                {
                    nearest.Clear();
                }

                nearest.Add(known);
                least = distance;
            }
        }

        return nearest;
    }

    /// <param name="shape">The object.</param>
    /// <param name="path">The way to it.</param>
    /// <param name="parent">Its own name.</param>
    private static IEnumerable<KnownName> NamesOf(BodyShape shape, string path, string parent = "")
    {
        foreach (var (name, inner) in shape.Fields)
        {
            // What is in itself need not be told again; and a channel in a timeout is a time.
            var meaning = FieldName.MeaningOf(name);
            if (name == parent || (meaning == FieldMeaning.Way && FieldName.MeaningOf(parent) == FieldMeaning.Time))
            {
                continue;
            }

            var way = path.Length == 0 ? name : $"{path}.{name}";
            yield return new(FieldName.Plain(name), way, meaning);
            foreach (var known in NamesOf(inner, way, name))
            {
                yield return known;
            }
        }
    }

    /// <summary>How many letters were left out, put in, changed, or swapped with the next.</summary>
    private static int Distance(string one, string other)
    {
        Span<int> before = stackalloc int[other.Length + 1];
        Span<int> last = stackalloc int[other.Length + 1];
        Span<int> row = stackalloc int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            last.CopyTo(before);
            row.CopyTo(last);
        }

        return last[other.Length];
    }
}
