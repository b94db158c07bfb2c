using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Belay.Tests.Messages.Json;

/// <summary>
/// What PostgreSQL's jsonb does to a document: it refuses U+0000 and unpaired surrogates, and orders properties by the length of their names, then by
/// their bytes.
/// </summary>
internal static class Jsonb
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Keep(byte[] document) => Encoding.UTF8.GetBytes(Ordered(JsonNode.Parse(document))?.ToJsonString() ?? "null");

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map
            .OrderBy(pair => Bytes(pair.Key).Length)
            .ThenBy(pair => Convert.ToHexString(Bytes(pair.Key)), StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create(pair.Key, Ordered(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Ordered)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(Strict.GetString(Bytes(value.GetValue<string>()))),
        _ => node?.DeepClone(),
    };

    private static byte[] Bytes(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? throw new FormatException("jsonb holds no U+0000.") : Strict.GetBytes(text);
}
