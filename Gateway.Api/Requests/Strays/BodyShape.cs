namespace Belay.Gateway.Api.Requests.Strays;

/// <summary>Which names a reader knows, level by level: what <see cref="StrayRules"/> goes by.</summary>
internal sealed class BodyShape
{
    private readonly Dictionary<string, BodyShape> _fields;
    private readonly BodyShape? _each;

    private BodyShape(Dictionary<string, BodyShape>? fields = null, BodyShape? each = null) =>
        (_fields, _each) = (fields ?? new(StringComparer.Ordinal), each);

    /// <summary>A field that its reader judges whole.</summary>
    public static BodyShape Value { get; } = new();

    /// <summary>The same, and null is no value of it: whoever writes a time that is null had one in mind.</summary>
    public static BodyShape Given { get; } = new();

    /// <summary>A field whose content is the caller's own words.</summary>
    public static BodyShape Free { get; } = new();

    /// <summary>An object of which no field is known.</summary>
    public static BodyShape Unknown { get; } = new();

    /// <summary>An object that is for another service: the ways and kinds that it speaks of are that service's.</summary>
    public static BodyShape Foreign { get; } = new();

    /// <summary>Whether no field of it is known: then only a name's meaning counts, and not that the name is known elsewhere.</summary>
    public bool IsUnknown => this == Unknown || this == Foreign;

    /// <summary>What a field is of which the name is not known here.</summary>
    public BodyShape Stranger => this == Foreign ? Foreign : Unknown;

    /// <summary>Whether what is in it is nobody's concern here.</summary>
    public bool IsWhole => this == Value || this == Given || this == Free;

    /// <summary>The known names.</summary>
    public IEnumerable<KeyValuePair<string, BodyShape>> Fields => _fields;

    /// <summary>An object, or an array of objects, with these fields.</summary>
    public static BodyShape Of(params ReadOnlySpan<(string Name, BodyShape Shape)> fields)
    {
        var known = new Dictionary<string, BodyShape>(StringComparer.Ordinal);
        foreach (var (name, shape) in fields)
        {
            known.Add(name, shape);
        }

        return new(known);
    }

    /// <summary>An object whose names are the caller's own, each with a content of this shape.</summary>
    public static BodyShape MapOf(BodyShape each) => new(each: each);

    /// <summary>The shape of a field; null: its name is not known.</summary>
    public BodyShape? Find(string name) => _fields.GetValueOrDefault(name) ?? _each;
}
