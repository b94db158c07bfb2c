using System.Text.Json;

namespace Belay.Gateway.Api.Courier.Send;

/// <summary>A place in a JSON body that knows its own name. Absent and null are the same; a wrong type is a problem, never an exception.</summary>
internal readonly struct JsonField
{
    /// <summary>Longest text where a call names no other limit, in characters.</summary>
    public const int CharactersMax = 256;

    /// <summary>Longest expression, in characters.</summary>
    public const int ExpressionCharactersMax = 500;

    private readonly JsonElement _value;
    private readonly Problems _problems;

    public JsonField(JsonElement value, string path, Problems problems)
    {
        _value = value;
        Path = path;
        _problems = problems;
    }

    /// <summary>The field's name with all that lead to it.</summary>
    public string Path { get; }

    public bool IsPresent => _value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public bool IsArray => _value.ValueKind == JsonValueKind.Array;

    public bool IsObject => _value.ValueKind == JsonValueKind.Object;

    /// <summary>The value itself; undefined where it is absent or null.</summary>
    public JsonElement Value => IsPresent ? _value : default;

    /// <summary>A member of this object; absent where this is absent, and a problem where this is no object.</summary>
    public JsonField this[string name]
    {
        get
        {
            var path = Path.Length == 0 ? name : $"{Path}.{name}";
            if (!IsPresent)
            {
                return new(default, path, _problems);
            }

            if (IsObject)
            {
                return new(_value.TryGetProperty(name, out var member) ? member : default, path, _problems);
            }

            Refuse(Path.Length == 0 ? "The body must be a JSON object." : $"'{Path}' must be an object.");
            return new(default, path, _problems);
        }
    }

    /// <summary>Another value, read with the same list of problems.</summary>
    public JsonField At(JsonElement value, string path) => new(value, path, _problems);

    /// <summary>Notes a problem with this field.</summary>
    public void Refuse(string sentence) => _problems.Add(sentence);

    /// <summary>The members of this object; none where it is absent, and a problem where it is something else.</summary>
    public IEnumerable<JsonProperty> Members()
    {
        if (IsPresent && !IsObject)
        {
            Refuse($"'{Path}' must be an object.");
        }

        return IsObject ? _value.EnumerateObject() : [];
    }

    /// <summary>The members of this object as fields.</summary>
    public IEnumerable<JsonField> Fields()
    {
        var (path, problems) = (Path, _problems);
        return Members().Select(member => new JsonField(member.Value, $"{path}.{member.Name}", problems));
    }

    /// <summary>The items of this array; none where it is absent, and a problem where it is something else.</summary>
    public IEnumerable<JsonField> Items()
    {
        if (IsPresent && !IsArray)
        {
            Refuse($"'{Path}' must be an array.");
        }

        var (path, problems) = (Path, _problems);
        return IsArray ? _value.EnumerateArray().Select((item, index) => new JsonField(item, $"{path}[{index}]", problems)) : [];
    }

    /// <summary>A string on one line; null where it is absent.</summary>
    public string? Text(int charactersMax = CharactersMax) => ReadText(charactersMax, static c => char.IsControl(c));

    /// <summary>A string that may have several lines; null where it is absent.</summary>
    public string? Lines(int charactersMax) => ReadText(charactersMax, static c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));

    /// <summary>A whole number; null where it is absent.</summary>
    public long? Integer()
    {
        if (!IsPresent)
        {
            return null;
        }

        if (_value.ValueKind == JsonValueKind.Number && _value.TryGetInt64(out var number))
        {
            return number;
        }

        // 60000.0 and 6e4 are whole, too.
        if (_value.ValueKind == JsonValueKind.Number && _value.TryGetDecimal(out var amount)
            && amount == decimal.Truncate(amount) && amount is >= long.MinValue and <= long.MaxValue)
        {
            return (long)amount;
        }

        Refuse($"'{Path}' must be a whole number.");
        return null;
    }

    private string? ReadText(int charactersMax, Predicate<char> forbids)
    {
        if (!IsPresent)
        {
            return null;
        }

        if (_value.ValueKind != JsonValueKind.String)
        {
            Refuse($"'{Path}' must be a string.");
            return null;
        }

        var text = _value.GetString()!;
        if (text.Length > charactersMax)
        {
            Refuse($"'{Path}' must have at most {charactersMax} characters.");
            return null;
        }

        if (Array.Exists(text.ToCharArray(), forbids))
        {
            Refuse($"'{Path}' must not hold control characters.");
            return null;
        }

        return text;
    }
}
