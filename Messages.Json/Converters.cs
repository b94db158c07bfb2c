using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Belay.Messages.Json;

/// <summary>A UUID. The nil UUID is no id, and neither written nor read.</summary>
internal sealed class MessageIdConverter : JsonConverter<MessageId>
{
    public override MessageId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var id)
        && id != Guid.Empty ? new(id) : throw new JsonException("Not the id of a message.");

    public override void Write(Utf8JsonWriter writer, MessageId value, JsonSerializerOptions options)
    {
        if (value.Value == Guid.Empty)
        {
            throw new JsonException("The id of a message is not set.");
        }

        writer.WriteStringValue(value.Value);
    }
}

/// <summary>Decimal digits in a string: the number is above 2^53.</summary>
internal sealed class BatchIdConverter : JsonConverter<BatchId>
{
    public override BatchId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && BatchId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not the number of a batch.");

    public override void Write(Utf8JsonWriter writer, BatchId value, JsonSerializerOptions options)
    {
        if (value.Value <= 0)
        {
            throw new JsonException("The number of a batch is not set.");
        }

        Span<byte> digits = stackalloc byte[20];
        value.Value.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        writer.WriteStringValue(digits[..length]);
    }
}

/// <summary>The name.</summary>
internal sealed class OrganizationIdConverter : JsonConverter<OrganizationId>
{
    public override OrganizationId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && OrganizationId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException(
            "Not the name of an organization.");

    public override void Write(Utf8JsonWriter writer, OrganizationId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value ?? throw new JsonException("The name of an organization is not set."));
}

/// <summary>An instant in UTC to the microsecond; to the tick where it is finer than that, so that it always comes back as it was.</summary>
/// <remarks>What is read may have any offset, but must have one: a database spells a time in the zone of its session.</remarks>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    private const int BytesMax = 256;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && HasOffset(ref reader) && reader.TryGetDateTimeOffset(out var at)
            ? at.ToUniversalTime()
            : throw new JsonException("Not an instant with its offset.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        var utc = value.UtcDateTime;
        Span<byte> text = stackalloc byte[28];
        utc.TryFormat(
            text,
            out var length,
            utc.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? "yyyy-MM-ddTHH:mm:ss.ffffffZ" : "yyyy-MM-ddTHH:mm:ss.fffffffZ",
            CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    /// <summary>Without one the reader would take the machine's own zone.</summary>
    private static bool HasOffset(ref Utf8JsonReader reader)
    {
        if ((reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length) > BytesMax)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[BytesMax];
        var text = bytes[..reader.CopyString(bytes)];
        return text is [.., (byte)'Z'] or [.., (byte)'+' or (byte)'-', _, _, (byte)':', _, _];
    }
}

/// <summary>A span as <c>PT&lt;seconds&gt;S</c>, exact to the tick; a negative one with <c>-</c> before it.</summary>
internal sealed class SpanConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Parse(reader.GetString()!) is { } span ? span : throw new JsonException("Not a span of seconds.");

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
    {
        var seconds = Math.Abs((decimal)value.Ticks) / TimeSpan.TicksPerSecond;
        writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{(value < TimeSpan.Zero ? "-" : "")}PT{seconds:0.#######}S"));
    }

    private static TimeSpan? Parse(string text)
    {
        var negative = text.StartsWith('-');
        var rest = text.AsSpan(negative ? 1 : 0);
        if (rest is not ['P', 'T', .. var number, 'S']
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return null;
        }

        return seconds <= (decimal)long.MaxValue / TimeSpan.TicksPerSecond + 1
            && decimal.Truncate(seconds * TimeSpan.TicksPerSecond) * (negative ? -1 : 1) is >= long.MinValue and <= long.MaxValue and var ticks
            ? TimeSpan.FromTicks((long)ticks)
            : null;
    }
}

/// <summary>Any string, such that a jsonb document can hold it: see <see cref="MessageJson"/>.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    private const char Escape = '\u0010';

    /// <summary>The characters that make a closer look necessary: most texts have none of them.</summary>
    private static readonly SearchValues<char> Suspects =
        SearchValues.Create([.. "\0", Escape, .. Enumerable.Range(char.MinValue, char.MaxValue).Select(c => (char)c).Where(char.IsSurrogate)]);

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? FromDocument(reader.GetString()!) : throw new JsonException("Not a string.");

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(ToDocument(value));

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        FromDocument(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(ToDocument(value));

    private static string ToDocument(string text)
    {
        var at = text.AsSpan().IndexOfAny(Suspects);
        if (at < 0)
        {
            return text;
        }

        var result = new System.Text.StringBuilder(text, 0, at, text.Length + 16);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                result.Append(c).Append(text[++at]);
            }
            else if (c is '\0' or Escape || char.IsSurrogate(c))
            {
                result.Append(Escape).Append(CultureInfo.InvariantCulture, $"{(int)c:x4}");
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    private static string FromDocument(string text)
    {
        var at = text.IndexOf(Escape, StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var result = new System.Text.StringBuilder(text.Length);
        var from = 0;
        for (; at >= 0; at = text.IndexOf(Escape, from))
        {
            if (text.Length - at < 5 || !ushort.TryParse(
                text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var c))
            {
                throw new JsonException("A string with a broken escape.");
            }

            result.Append(text, from, at - from).Append((char)c);
            from = at + 5;
        }

        return result.Append(text, from, text.Length - from).ToString();
    }
}
