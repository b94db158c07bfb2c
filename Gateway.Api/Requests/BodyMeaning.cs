using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests.Strays;
using Belay.Gateway.Api.Requests.Times;
using Belay.Messages;

namespace Belay.Gateway.Api.Requests;

/// <summary>Writes what a body means, so that two bodies that say the same come to the same.</summary>
/// <param name="writer">Where to.</param>
/// <param name="numbers">Reads numbers; null: by the older rule, under which texts and numbers were as they stood.</param>
/// <remarks>
/// The same are: fields in another order, other white space between them, a number in another form (<c>1</c> and <c>1.0</c>), another escape of a
/// character, another encoding; a field that is null or empty and none; a letter and its accent as one character and as two; a phone number in
/// another notation; an instant in another form, as text or as number; a truth value as text; a list of one object and the object. In XML also an
/// attribute and an element of its name, and white space around texts, except the message's own.
/// In what is the caller's own (<see cref="FieldName.IsFree"/>) nothing of this counts but the order, the escapes and the accents: a template may
/// show it as it is.
/// </remarks>
internal sealed class BodyMeaning(Utf8JsonWriter writer, NumberReader? numbers)
{
    /// <summary>A number with a longer exponent means nothing to anybody; it is kept as it stands.</summary>
    private const int ExponentCharactersMax = 12;

    /// <summary>The most digits of a whole number that is written out.</summary>
    private const int WholeDigitsMax = 20;

    /// <summary>The element whose white space is the message's own.</summary>
    private const string TextElement = "content";

    private const string SenderField = "from";

    /// <summary>Fields that hold a number, and in no dialect anything that a number could be mistaken for.</summary>
    private static readonly HashSet<string> NumberFields = ["to", SenderField, "phone_number", "mobile"];

    /// <summary>Fields whose words are kept without the blanks around them.</summary>
    private static readonly HashSet<string> TagFields = ["tag", "tags"];

    private readonly bool _isOlder = numbers is null;

    /// <summary>Writes a body in JSON.</summary>
    public void Write(JsonElement element) => Write(element, new Place("", IsFree: false, IsToUser: false));

    /// <summary>Writes an element as its name, its text, and its parts by name; those of one name keep their order.</summary>
    public void Write(XElement element)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(element.Name.LocalName);
        var parts = element.Attributes().Where(static one => !one.IsNamespaceDeclaration)
            .Select(static one => new XElement(one.Name.LocalName, one.Value))
            .Concat(element.Elements()).Where(part => _isOlder || !IsNothing(part)).ToList();
        if (_isOlder ? parts.Count == 0 : OwnText(element).Length > 0)
        {
            var text = _isOlder ? element.Value : OwnText(element);
            var name = element.Name.LocalName;
            writer.WriteStringValue(Plain(new(name, IsFree: false, IsToUser: false), name == TextElement ? text : text.Trim()));
        }

        foreach (var part in parts.OrderBy(static part => part.Name.LocalName, StringComparer.Ordinal))
        {
            Write(part);
        }

        writer.WriteEndArray();
    }

    private void Write(JsonElement element, Place place)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element, place);
                break;
            case JsonValueKind.Array when !_isOlder && !place.IsFree && OnlyOne(element, place) is { } one:
                Write(one, place);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(item, _isOlder ? new("", IsFree: false, IsToUser: false) : place);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number when !_isOlder && place.IsFree:
                element.WriteTo(writer);
                break;
            case JsonValueKind.Number when !_isOlder && (place.Name == "id" || IsTime(place)) && Whole(element.GetRawText()) is { } digits:
                writer.WriteStringValue(Plain(place, digits));
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Plain(element.GetRawText()));
                break;
            case JsonValueKind.String when !_isOlder && !place.IsFree && element.GetString() is "true" or "false":
                writer.WriteBooleanValue(element.GetString() == "true");
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Plain(place, element.GetString()!));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private void WriteObject(JsonElement element, Place place)
    {
        // A user's id is not a number, whatever it looks like.
        var isToUser = element.TryGetProperty("channel", out var channel) && channel.ValueKind == JsonValueKind.String
            && channel.ValueEquals("user");
        writer.WriteStartObject();
        foreach (var field in element.EnumerateObject()
            .Where(field => _isOlder || place.IsFree ? field.Value.ValueKind != JsonValueKind.Null : !IsNothing(field.Value))
            .OrderBy(static field => field.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(field.Name);
            Write(field.Value, new(field.Name, !_isOlder && (place.IsFree || FieldName.IsFree(field.Name)), isToUser));
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// The one object of a list of one, or the one recipient: readers that take a list there take it alone, too, and the others refuse it.
    /// </summary>
    private static JsonElement? OnlyOne(JsonElement array, Place place) =>
        array.GetArrayLength() == 1
        && (array[0].ValueKind == JsonValueKind.Object || (array[0].ValueKind == JsonValueKind.String && place.Name == "to"))
            ? array[0]
            : null;

    /// <summary>Whether a field says no more than one that is not there.</summary>
    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    private static bool IsNothing(XElement part) => part is { HasElements: false, HasAttributes: false, Value.Length: 0 };

    private static string OwnText(XElement element)
    {
        var text = string.Concat(element.Nodes().OfType<XText>().Select(static node => node.Value));
        return element.HasElements || element.Name.LocalName != TextElement ? text.Trim() : text;
    }

    private static bool IsTime(Place place) => !place.IsFree && FieldName.MeaningOf(place.Name) == FieldMeaning.Time;

    /// <summary>Names of instants; a span such as <c>duration</c> has digits of another meaning.</summary>
    private static bool IsInstant(string name) => name is "until"
        || name.EndsWith("_at", StringComparison.Ordinal) || name.EndsWith("Timestamp", StringComparison.Ordinal);

    /// <summary>
    /// A text in the form in which it is kept: a number in E.164, an instant in UTC (<c>09:00Z</c> and <c>10:00:00+01:00</c> come to the same), a
    /// word without the blanks around it. An address of the web and an id are as they stand: who gave them may tell one accent from another.
    /// </summary>
    private string Plain(Place place, string text)
    {
        var forms = !_isOlder && IsInstant(place.Name) ? TimeForms.Epoch : TimeForms.Instant;
        if (IsTime(place) && WireTime.Read(text, forms) is { Fault: null, At: var at })
        {
            return at.ToString("O", CultureInfo.InvariantCulture);
        }

        if (numbers is null || HttpAddress.IsValid(text) || place.Name.EndsWith("id", StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        if (!place.IsFree && NumberFields.Contains(place.Name))
        {
            return place.IsToUser
                ? BlankText.Trim(text)
                : (place.Name == SenderField ? numbers.ReadSender(text) : numbers.ReadNumberOrShortCode(text)).Text ?? text;
        }

        var composed = ComposedText.Compose(text);
        return !place.IsFree && TagFields.Contains(place.Name) ? BlankText.Trim(composed) : composed;
    }

    /// <summary>
    /// A number as its digits and the place of its point, so that every form of it comes to the same: <c>1.50</c> and <c>15e-1</c> are
    /// <c>15e-1</c>.
    /// </summary>
    private static string Plain(string number) =>
        Parts(number) is not var (sign, digits, exponent) ? number : digits.Length == 0 ? "0" : $"{sign}{digits}e{exponent}";

    /// <summary>The digits of a whole number of 0 or more; null: it is another one.</summary>
    private static string? Whole(string number) => Parts(number) switch
    {
        (_, "", _) => "0",
        ("", var digits, >= 0 and <= WholeDigitsMax and var exponent) when digits.Length <= WholeDigitsMax => digits + new string('0', (int)exponent),
        _ => null,
    };

    private static (string Sign, string Digits, long Exponent)? Parts(string number)
    {
        var at = number.AsSpan().IndexOfAny('e', 'E');
        if (at >= 0 && number.Length - at > ExponentCharactersMax)
        {
            return null;
        }

        var mantissa = at < 0 ? number : number[..at];
        var sign = mantissa[0] == '-' ? "-" : "";
        var point = mantissa.IndexOf('.');
        var digits = mantissa.Replace(".", "").TrimStart('-').TrimStart('0');
        var exponent = (at < 0 ? 0 : long.Parse(number[(at + 1)..], CultureInfo.InvariantCulture)) - (point < 0 ? 0 : mantissa.Length - point - 1);
        var significant = digits.TrimEnd('0');
        return (sign, significant, exponent + digits.Length - significant.Length);
    }

    /// <summary>Where a value is.</summary>
    /// <param name="Name">The name of its field; an item of a list has that of the list.</param>
    /// <param name="IsFree">Whether it is the caller's own.</param>
    /// <param name="IsToUser">Whether what is beside it says that the recipient is a user's id.</param>
    private readonly record struct Place(string Name, bool IsFree, bool IsToUser);
}
