using System.Globalization;
using System.Text.Json;
using Belay.Messages;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>
/// Reads the flat objects that the status and fetch calls take: all values are strings, or numbers that count as theirs. Notes the first fault.
/// </summary>
internal sealed class FieldReader
{
    private const int TextCharactersMax = 256;

    private readonly JsonElement _fields;

    public FieldReader(JsonElement fields)
    {
        _fields = fields;
        if (fields.ValueKind != JsonValueKind.Object)
        {
            Fault = "the body must be an object";
        }
    }

    /// <summary>What is wrong; null: nothing so far.</summary>
    public string? Fault { get; private set; }

    /// <summary>Notes a fault, unless there is an earlier one.</summary>
    public void Refuse(string fault) => Fault ??= fault;

    /// <summary>A field's text without the blanks around it; null where it is absent, null or blank.</summary>
    public string? Text(string field)
    {
        if (Fault is not null || !_fields.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        if (text is null || text.Length > TextCharactersMax || text.Any(char.IsControl))
        {
            Fault = $"{field} must be a string of at most {TextCharactersMax} characters";
            return null;
        }

        return BlankText.Trim(text) is { Length: > 0 } word ? word : null;
    }

    /// <summary>A field's whole number.</summary>
    public int Number(string field, int fallback, int min, int max)
    {
        if (Text(field) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fault ??= $"{field} must be {min} to {max}";
        return fallback;
    }

    /// <summary>A field's day, as <c>mm/dd/yyyy</c>.</summary>
    public DateOnly? Day(string field)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "MM/dd/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        Fault ??= $"{field} must be a day as mm/dd/yyyy";
        return null;
    }

    /// <summary><c>startElement</c> (from 0) and <c>elementsPerPage</c>.</summary>
    public PageWindow Page(int sizeDefault) => new(
        Number("startElement", fallback: 0, min: 0, max: MessageScan.MessagesMax),
        Number("elementsPerPage", sizeDefault, min: 1, max: MessageQuery.LimitMax));
}

/// <summary>Which part of a list is shown.</summary>
/// <param name="Start">How many are left out before it.</param>
/// <param name="Size">How many it shows at most.</param>
internal readonly record struct PageWindow(int Start, int Size)
{
    public bool Holds(int place) => place >= Start && place - Start < Size;
}
