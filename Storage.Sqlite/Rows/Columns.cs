using System.Buffers;
using System.Text;
using System.Text.Json;
using Belay.Messages;

namespace Belay.Storage.Sqlite.Rows;

/// <summary>How values of the core look in columns.</summary>
internal static class Columns
{
    /// <summary>Microseconds since 1970: what is stored, and so what the engine's clock counts in.</summary>
    public static long ToMicroseconds(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long at) => DateTimeOffset.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond);

    public static string? WriteList(IReadOnlyList<string> values) => values.Count == 0 ? null : Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    });

    public static IReadOnlyList<string> ReadList(string? json)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(value => value.GetString()!)];
    }

    public static string? WriteLabels(IReadOnlyDictionary<string, string> labels) => labels.Count == 0 ? null : Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in labels)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    });

    public static IReadOnlyDictionary<string, string>? ReadLabels(string? json)
    {
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!, StringComparer.Ordinal);
    }

    public static string WriteTimeline(IReadOnlyList<Step> steps) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var step in steps)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(step.Version);
            writer.WriteNumberValue((int)step.Status);
            writer.WriteNumberValue((int)step.Cause);
            writer.WriteNumberValue(ToMicroseconds(step.At));
            writer.WriteStringValue(step.Actor.Name);
            writer.WriteStringValue(step.Actor.RequestId);
            if (step.WakeAt is { } wakeAt)
            {
                writer.WriteNumberValue(ToMicroseconds(wakeAt));
            }
            else
            {
                writer.WriteNullValue();
            }

            writer.WriteStringValue(step.Reference);
            writer.WriteStringValue(step.Error?.Code);
            writer.WriteStringValue(step.Error?.Title);
            writer.WriteStringValue(step.Carrier);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    });

    public static IReadOnlyList<Step> ReadTimeline(string json)
    {
        using var document = JsonDocument.Parse(json);
        var steps = new Step[document.RootElement.GetArrayLength()];
        var at = 0;
        foreach (var step in document.RootElement.EnumerateArray())
        {
            steps[at++] = new Step(
                step[0].GetInt64(),
                (MessageStatus)step[1].GetInt32(),
                (StepCause)step[2].GetInt32(),
                FromMicroseconds(step[3].GetInt64()),
                new Actor(step[4].GetString()!, step[5].GetString()),
                step[6].ValueKind == JsonValueKind.Null ? null : FromMicroseconds(step[6].GetInt64()),
                step[7].GetString(),
                step[8].GetString() is { } code ? new MessageError(code, step[9].GetString()!) : null,
                step.GetArrayLength() > 10 ? step[10].GetString() : null);
        }

        return steps;
    }

    /// <summary>What a list can be filtered by besides columns.</summary>
    public static IEnumerable<string> FilterLabels(Draft draft) =>
        draft.Tags.Distinct(StringComparer.Ordinal).Select(TagLabel).Concat(draft.Labels.Select(pair => NamedLabel(pair.Key, pair.Value)));

    public static string TagLabel(string tag) => "#" + tag;

    public static string NamedLabel(string name, string value) => name + "=" + value;

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
