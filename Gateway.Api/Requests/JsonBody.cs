using System.Text.Json;

namespace Belay.Gateway.Api.Requests;

/// <summary>Reads a body as JSON so strictly that whoever walks it meets no surprise.</summary>
internal static class JsonBody
{
    /// <summary>
    /// The body as JSON; null where it is none: broken, deeper than <paramref name="depthMax"/>, not text, with half a surrogate pair in a string
    /// (which would throw only when it is read), or with a name twice in one object (where readers disagree on which one counts).
    /// </summary>
    public static JsonDocument? Parse(RequestBody body, int depthMax)
    {
        if (body.Utf8 is not { } utf8)
        {
            return null;
        }

        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = depthMax, AllowDuplicateProperties = false });
            ReadAllText(document.RootElement);
            return document;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            document?.Dispose();
            return null;
        }
    }

    /// <summary>Reads every name and string once. Throws <see cref="InvalidOperationException"/> for one that is no text.</summary>
    private static void ReadAllText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    ReadAllText(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    ReadAllText(property.Value);
                }

                break;
            default:
                break;
        }
    }
}
