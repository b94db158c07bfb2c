using System.Text.Json;

namespace Belay.Carriers;

/// <summary>Reads what carriers write, by its meaning and not by its type: a number where a text was expected, a name in another case.</summary>
/// <remarks>The limit is where a value has more than one reading; that is never guessed.</remarks>
public static class LooseJson
{
    private static ReadOnlySpan<byte> Mark => "\uFEFF"u8;

    /// <summary>The body without a byte order mark.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith(Mark) ? body[Mark.Length..] : body;

    /// <summary>A field as text, without blanks around it: a string or a whole number. Null where it is missing, null or blank.</summary>
    /// <returns>The text, and whether the field is clear: false for any other type, and where the name stands there twice with different
    /// values.</returns>
    public static (string? Text, bool IsClear) Text(JsonElement parent, string name)
    {
        string? found = null;
        foreach (var field in parent.EnumerateObject())
        {
            if (!IsNamed(field, name))
            {
                continue;
            }

            var (text, isClear) = Text(field.Value);
            if (!isClear || (found is not null && text is not null && found != text))
            {
                return (null, false);
            }

            found = text ?? found;
        }

        return (found, true);
    }

    /// <summary>A value as text, as the other overload does it.</summary>
    public static (string? Text, bool IsClear) Text(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return (null, true);
            case JsonValueKind.String:
                try
                {
                    var text = value.GetString()!.Trim();
                    return (text.Length == 0 ? null : text, true);
                }
                catch (InvalidOperationException)
                {
                    // No valid Unicode, such as half of a surrogate pair.
                    return (null, false);
                }

            case JsonValueKind.Number when value.GetRawText() is var digits
                && digits.AsSpan(digits[0] == '-' ? 1 : 0).IndexOfAnyExceptInRange('0', '9') < 0:
                return (digits, true);
            default:
                return (null, false);
        }
    }

    /// <summary>A field that is an object or a text; undefined where it is missing, and false where the name stands there twice.</summary>
    public static bool TryFind(JsonElement parent, string name, out JsonElement value)
    {
        value = default;
        var count = 0;
        foreach (var field in parent.EnumerateObject())
        {
            if (IsNamed(field, name))
            {
                value = field.Value;
                count++;
            }
        }

        return count <= 1;
    }

    /// <summary>Whether a field has the name, whatever its case. A name that is no valid Unicode is none.</summary>
    private static bool IsNamed(JsonProperty field, string name)
    {
        try
        {
            return string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
