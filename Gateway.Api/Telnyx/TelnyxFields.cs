using System.Text.Json;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Requests.Strays;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>
/// Reads the named fields of a body, each in the one type it may have, and keeps the first fault.
/// Null and absent are the same; fields it is not asked for are ignored, unless <see cref="StrayRules"/> refuses them.
/// </summary>
internal sealed class TelnyxFields(JsonElement root)
{
    /// <summary>The first thing that was wrong; null: nothing so far.</summary>
    public TelnyxFault? Fault { get; private set; }

    /// <summary>Keeps a fault, unless there is an earlier one.</summary>
    public void Fail(TelnyxFault fault) => Fault ??= fault;

    /// <summary>Reads the body as one JSON object and what <paramref name="read"/> takes out of it.</summary>
    public static (T? Value, TelnyxFault? Fault) Read<T>(RequestBody body, int depthMax, StrayRules strays, Func<TelnyxFields, T> read)
        where T : class
    {
        if (body.Utf8 is not { } utf8)
        {
            return (null, TelnyxFault.NotJson("The body is not text of the encoding that it says."));
        }

        try
        {
            // Of a name that is there twice, a reader could take either one: such a body has no one meaning.
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = depthMax, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, TelnyxFault.Bad("The body must be a JSON object."));
            }

            var fields = new TelnyxFields(document.RootElement);
            if (strays.Find(document.RootElement) is [var stray, ..])
            {
                fields.Fail(TelnyxFault.Bad($"The field {stray.Path} {stray.Sentence}", stray.Pointer));
            }

            var value = read(fields);
            return fields.Fault is { } fault ? (null, fault) : (value, null);
        }
        catch (JsonException)
        {
            return (null, TelnyxFault.NotJson($"The body is not JSON, nests deeper than {depthMax} levels, or has a name twice."));
        }
        catch (InvalidOperationException)
        {
            // Escapes of half a character in a name are found only when names are compared.
            return (null, TelnyxFault.NotJson("The body has a name that is not valid text."));
        }
    }

    /// <summary>A text; null where it is absent or faulty.</summary>
    public string? Text(string name) => Find(name) is { } value ? Text(value, "/" + name) : null;

    /// <summary>A truth value; null where it is absent or faulty.</summary>
    public bool? Flag(string name)
    {
        switch (Find(name)?.ValueKind)
        {
            case null:
                return null;
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                Fail(TelnyxFault.Bad("true or false is expected.", "/" + name));
                return null;
        }
    }

    /// <summary>A list of texts; null where it is absent or faulty.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Fail(TelnyxFault.Bad("A list of strings is expected.", "/" + name));
            return null;
        }

        var texts = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (Text(item, $"/{name}/{texts.Count}") is not { } text)
            {
                return null;
            }

            texts.Add(text);
        }

        return texts;
    }

    /// <summary>A list of texts, or one text alone as a list of one.</summary>
    public IReadOnlyList<string>? OneOrMoreTexts(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } ? Texts(name) : Text(name) is { } text ? [text] : null;

    private JsonElement? Find(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string? Text(JsonElement value, string pointer)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Fail(TelnyxFault.Bad("A string is expected.", pointer));
            return null;
        }

        try
        {
            var text = value.GetString()!;
            if (!text.Contains('\0'))
            {
                return text;
            }

            Fail(TelnyxFault.Bad("The string holds the character U+0000.", pointer));
        }
        catch (InvalidOperationException)
        {
            Fail(TelnyxFault.Bad("The string is not valid text: it holds half a character.", pointer));
        }

        return null;
    }
}
