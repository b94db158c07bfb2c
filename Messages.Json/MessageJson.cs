using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Belay.Messages.Json;

/// <summary>Reads and writes the core's types as JSON: the documents of a store, and the wire between processes of one cluster.</summary>
/// <remarks>
/// <para>Names are snake_case; null is left out; <see cref="MessageId"/>, <see cref="BatchId"/> and <see cref="OrganizationId"/> are strings; enums
/// are their names in snake_case, but <see cref="MessageStatuses"/> is the number of its bits; instants are <c>2026-05-04T12:00:00.000000Z</c>, with
/// a seventh digit only where an instant is finer than a microsecond; spans are ISO 8601 in seconds alone (<c>PT86400S</c>), because to a database
/// <c>P1D</c> is a day of the calendar.</para>
/// <para>A case of a closed family carries its name in <c>verdict</c> (<see cref="ScheduleVerdict"/>, <see cref="CancelVerdict"/>) or <c>answer</c>
/// (<see cref="CarrierAnswer"/>), at any place in the object.</para>
/// <para>Derived properties are not written, except a message's <c>due_at</c> and <c>number</c>, for queries; nothing derived is read. Unknown
/// properties are passed over and missing optional ones have the core's default, so that an older process reads what a newer one wrote. An unknown
/// case, status or cause is refused: no process can act on what it does not know.</para>
/// <para>Every string comes back as it was, also where it holds what a jsonb document cannot: U+0000 and unpaired surrogates are written as U+0010
/// and four hex digits, and so is U+0010. A filter that meets such documents must be written in the same way; a <see cref="MessageQuery"/> written
/// here is.</para>
/// </remarks>
public static class MessageJson
{
    /// <summary>Resolves the core's types, alone and as parts of others. Read-only.</summary>
    /// <remarks>
    /// A case of a closed family must be given to them as its family, else it does not name itself; <see cref="Write"/> and <see cref="Read"/> see to
    /// it.
    /// </remarks>
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    /// <summary>Writes a value as UTF-8.</summary>
    /// <exception cref="ArgumentNullException">The value is null and <typeparamref name="T"/> is a reference type: absence is for the caller to
    /// say.</exception>
    /// <exception cref="JsonException">It holds an id or a name that is not set: a defect of whoever made it.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is none of the core's types.</exception>
    public static byte[] Write<T>(T value)
    {
        if (value is null && !typeof(T).IsValueType)
        {
            throw new ArgumentNullException(nameof(value));
        }

        return Family<T>.Shape is { } family ? JsonSerializer.SerializeToUtf8Bytes(value, family) : JsonSerializer.SerializeToUtf8Bytes(
            value, Shape<T>());
    }

    /// <summary>Reads what <see cref="Write"/> wrote, in this version or another, directly or through a jsonb column.</summary>
    /// <exception cref="JsonException">It is no JSON, lacks something required, or holds something unknown that must be known. The text says where,
    /// not what.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is none of the core's types.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8)
    {
        if (Family<T>.Shape is { } family)
        {
            return ReadFamily(utf8, family) is T one ? one : throw new JsonException($"The document is no {typeof(T).Name}.");
        }

        var value = JsonSerializer.Deserialize(utf8, Shape<T>());
        return value is not null || typeof(T).IsValueType ? value! : throw new JsonException($"null is no {typeof(T).Name}.");
    }

    /// <summary>
    /// Whether the type is one of the core's that have a document: itself, a case of a closed family, or the nullable form of a value type.
    /// </summary>
    /// <remarks>Of lists only <see cref="IReadOnlyList{T}"/> of long counts, the answer of a forecast: others are their elements' business. Plain
    /// values such as strings are no documents of their own, though <see cref="Options"/> resolves them as parts.</remarks>
    public static bool Knows(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(IReadOnlyList<long>) || (bare.Assembly == typeof(Message).Assembly && Options.TryGetTypeInfo(type, out _));
    }

    private static object? ReadFamily(ReadOnlySpan<byte> utf8, JsonTypeInfo family)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, family);
        }
        catch (NotSupportedException exception)
        {
            throw new JsonException("The document does not name its case.", exception);
        }
    }

    private static JsonTypeInfo<T> Shape<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(CoreContext.Default.Options)
        {
            TypeInfoResolver = CoreContext.Default.WithAddedModifier(Shapes.Adjust),

            // The documents are never part of a page: text stays readable, and short.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters =
            {
                new MessageIdConverter(),
                new BatchIdConverter(),
                new OrganizationIdConverter(),
                new InstantConverter(),
                new SpanConverter(),
                new TextConverter(),
                Name<Channel>(),
                Name<Dialect>(),
                Name<SmsEncoding>(),
                Name<MessageStatus>(),
                Name<StepCause>(),
                Name<ReceiptVerdict>(),
                Name<Scopes>(),
            },
        };
        options.MakeReadOnly();
        return options;
    }

    private static JsonStringEnumConverter<T> Name<T>()
        where T : struct, Enum => new(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

    /// <summary>
    /// A case of a closed family is written and read as the family, so that its document names it whoever wrote it. Null for any other type.
    /// </summary>
    private static class Family<T>
    {
        public static JsonTypeInfo? Shape { get; } = Shapes.FamilyOf(typeof(T)) is { } family ? Options.GetTypeInfo(family) : null;
    }
}
