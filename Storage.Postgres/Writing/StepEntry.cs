using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Belay.Messages;
using Belay.Messages.Json;

namespace Belay.Storage.Postgres.Writing;

/// <summary>
/// What one write of a message carries, as the SQL functions <c>write_batch</c> and <c>write_messages</c> take it: the message after its steps, the
/// reminder, the webhook events.
/// </summary>
/// <remarks>A grain reads its state in this shape too.</remarks>
public static class StepEntry
{
    /// <summary>Writes an entry as UTF-8 JSON.</summary>
    /// <param name="message">The message after the steps.</param>
    /// <param name="versionBefore">The version that is stored, on which the decision was made; null: none.</param>
    /// <param name="reminder">The reminder that the message wants from now on; null: none. While a call is open it keeps the one that it has.</param>
    /// <param name="claimant">Who makes the call of the carrier that is open after the steps; null: none is.</param>
    public static byte[] Write(Message message, long? versionBefore, Reminder? reminder, string? claimant = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName("message");
            json.WriteRawValue(MessageJson.Write(message), skipInputValidation: true);
            if (reminder is null && !message.CallOpen)
            {
                json.WriteNull("reminder");
            }
            else if (reminder is not null && !message.CallOpen)
            {
                json.WriteStartObject("reminder");
                json.WriteNumber("grain_hash", reminder.GrainHash);
                json.WriteString("start_at", reminder.StartAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
                json.WriteNumber("period_ms", (long)reminder.Period.TotalMilliseconds);
                json.WriteEndObject();
            }

            json.WriteStartArray("events");
            foreach (var version in EventsOf(message, versionBefore ?? 0))
            {
                json.WriteNumberValue(version);
            }

            json.WriteEndArray();
            json.WriteStartArray("tally");
            foreach (var (mark, messages) in TallyMark.Of(message, versionBefore ?? 0))
            {
                json.WriteStartArray();
                json.WriteNumberValue(mark.Minute);
                json.WriteNumberValue((int)mark.Status);
                json.WriteNumberValue(mark.Lateness);
                json.WriteNumberValue(messages);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteString("claimant", claimant);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// The message of an entry, as it was written or as the query <c>ReadFromStorageKey</c> returns it, who makes its open call, and whether it is
    /// held after a restore.
    /// </summary>
    public static (Message Message, string? Claimant, bool Held) Read(ReadOnlySpan<byte> entry)
    {
        Message? message = null;
        string? claimant = null;
        var held = false;
        var json = new Utf8JsonReader(entry);
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            if (json.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var isMessage = json.ValueTextEquals("message"u8);
            var isClaimant = json.ValueTextEquals("claimant"u8);
            var isHeld = json.ValueTextEquals("held"u8);
            json.Read();
            var start = (int)json.TokenStartIndex;
            claimant = isClaimant ? json.GetString() : claimant;
            held = isHeld ? json.GetBoolean() : held;
            json.Skip();
            if (isMessage)
            {
                message = MessageJson.Read<Message>(entry[start..(int)json.BytesConsumed]);
            }
        }

        return (message ?? throw new JsonException("The entry holds no message."), claimant, held);
    }

    /// <summary>The versions of the new steps that a webhook must hear of.</summary>
    private static IEnumerable<long> EventsOf(Message message, long versionBefore) =>
        message.Timeline
            .Where(step => step.Version > versionBefore && WebhookEvent.IsTold(message, step))
            .Select(step => step.Version);
}
