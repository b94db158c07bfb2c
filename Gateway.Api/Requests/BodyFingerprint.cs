using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using Belay.Gateway.Api.Requests.Strays;
using Belay.Gateway.Api.Requests.Times;

namespace Belay.Gateway.Api.Requests;

/// <summary>What tells one use of an idempotency key from another: a hash of what a body means, not of its bytes.</summary>
/// <remarks>
/// The same are: fields in another order, other white space between them, a field that is null and none, a number in another form (<c>1</c> and
/// <c>1.0</c>), an instant in another form, another escape of a character, another encoding; in XML also an attribute and an element of its name,
/// and white space around texts, except
/// the message's own. A body that is neither JSON nor XML is its bytes.
/// </remarks>
internal static class BodyFingerprint
{
    /// <summary>Says by which rule it was made. A key of before this rule is kept with the hash of the bytes, without it.</summary>
    private const string Mark = "2:";

    private const int DepthMax = 64;

    /// <summary>A number with a longer exponent means nothing to anybody; it is kept as it stands.</summary>
    private const int ExponentCharactersMax = 12;

    /// <summary>The element whose white space is the message's own.</summary>
    private const string TextElement = "content";

    /// <summary>The hash of the meaning; of the bytes where there is none.</summary>
    public static string Of(RequestBody body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        if (!TryWrite(body, writer))
        {
            return OfBytes(body);
        }

        writer.Flush();
        return Mark + Hash(buffer.WrittenSpan);
    }

    /// <summary>The hash of the bytes: all that there was before.</summary>
    public static string OfBytes(RequestBody body) => Hash(body.Bytes.Span);

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static bool TryWrite(RequestBody body, Utf8JsonWriter writer)
    {
        if (body.IsXml)
        {
            var root = XmlBody.Parse(body, DepthMax);
            if (root is not null)
            {
                Write(root, writer);
            }

            return root is not null;
        }

        using var json = JsonBody.Parse(body, DepthMax);
        if (json is not null)
        {
            Write(json.RootElement, writer);
        }

        return json is not null;
    }

    private static void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in element.EnumerateObject()
                    .Where(static field => field.Value.ValueKind != JsonValueKind.Null).OrderBy(static field => field.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(field.Name);
                    if (field.Value.ValueKind == JsonValueKind.String)
                    {
                        writer.WriteStringValue(Plain(field.Name, field.Value.GetString()!));
                    }
                    else
                    {
                        Write(field.Value, writer);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Plain(element.GetRawText()));
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(element.GetString());
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    /// <summary>
    /// A text; where its name says that it is a time and it is an instant, as that in UTC: <c>09:00Z</c> and <c>10:00:00+01:00</c> come to the
    /// same.
    /// </summary>
    private static string Plain(string name, string text) =>
        FieldName.MeaningOf(name) == FieldMeaning.Time && WireTime.Read(text) is { Fault: null, At: var at }
            ? at.ToString("O", CultureInfo.InvariantCulture)
            : text;

    /// <summary>
    /// A number as its digits and the place of its point, so that every form of it comes to the same: <c>1.50</c> and <c>15e-1</c> are
    /// <c>15e-1</c>.
    /// </summary>
    private static string Plain(string number)
    {
        var at = number.AsSpan().IndexOfAny('e', 'E');
        if (at >= 0 && number.Length - at > ExponentCharactersMax)
        {
            return number;
        }

        var mantissa = at < 0 ? number : number[..at];
        var sign = mantissa[0] == '-' ? "-" : "";
        var point = mantissa.IndexOf('.');
        var digits = mantissa.Replace(".", "").TrimStart('-').TrimStart('0');
        var exponent = (at < 0 ? 0 : long.Parse(number[(at + 1)..], CultureInfo.InvariantCulture)) - (point < 0 ? 0 : mantissa.Length - point - 1);
        var significant = digits.TrimEnd('0');
        return significant.Length == 0 ? "0" : $"{sign}{significant}e{exponent + digits.Length - significant.Length}";
    }

    /// <summary>An element as its name and its text, or its parts by name; those of one name keep their order.</summary>
    private static void Write(XElement element, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(element.Name.LocalName);
        var parts = element.Attributes().Where(static one => !one.IsNamespaceDeclaration)
            .Select(static one => new XElement(one.Name.LocalName, one.Value))
            .Concat(element.Elements()).ToList();
        if (parts.Count == 0)
        {
            writer.WriteStringValue(element.Name.LocalName == TextElement ? element.Value : Plain(element.Name.LocalName, element.Value.Trim()));
        }

        foreach (var part in parts.OrderBy(static part => part.Name.LocalName, StringComparer.Ordinal))
        {
            Write(part, writer);
        }

        writer.WriteEndArray();
    }
}
