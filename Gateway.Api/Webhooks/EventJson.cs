using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>Writes the body of an event.</summary>
internal static class EventJson
{
    /// <summary>As in answers: <c>+</c> and letters beyond ASCII stay readable, since the content is JSON and never part of a page.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
