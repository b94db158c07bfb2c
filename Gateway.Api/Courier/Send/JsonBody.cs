using System.Text.Json;

namespace Belay.Gateway.Api.Courier.Send;

/// <summary>Turns bytes into JSON that can be read without surprises.</summary>
internal static class JsonBody
{
    /// <summary>Parses a body; null where it is no JSON, nests too deeply, names a member twice, or holds half a character.</summary>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> bytes, int depthMax)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = depthMax, AllowDuplicateProperties = false });
            ReadTexts(document.RootElement);
            return document;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            document?.Dispose();
            return null;
        }
    }

    /// <summary>Reads every text once: half of a surrogate pair and broken UTF-8 only show when a text is read, and then throw.</summary>
    private static void ReadTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            default:
                break;
        }
    }
}
