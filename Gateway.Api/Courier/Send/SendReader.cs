using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Belay.Gateway.Api.Courier.Content;
using Belay.Gateway.Api.Courier.Delays;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Numbers;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Send;

/// <summary>Reads the body of a send into an order, or into the one sentence that says what is wrong with it.</summary>
internal sealed class SendReader(GatewayLimits limits, NumberReader numbers, CourierTemplates templates, DateTimeOffset now)
{
    private readonly Problems _problems = new();

    /// <summary>Reads the body. Either the order or the sentence is there.</summary>
    public (SendOrder? Order, string? Fault) Read(JsonElement body)
    {
        if (SendStrays.Rules.Find(body) is [var stray, ..])
        {
            _problems.Add($"'{stray.Path}' {stray.Sentence}");
        }

        var message = new JsonField(body, "", _problems)["message"];
        if (!message.IsPresent)
        {
            _problems.Add("'message' is required.");
        }

        var recipients = Recipient.ReadAll(message["to"], numbers, limits.BatchMessagesMax);
        var delay = ReadDelay(message["delay"]);
        var metadata = ReadMetadata(message);
        var rest = WriteRest(message);
        if (rest.Length > limits.BodyBytesMax)
        {
            _problems.Add($"The message without its recipients must have at most {limits.BodyBytesMax} bytes.");
        }

        var messages = new List<OrderedMessage>(recipients.Count);
        foreach (var recipient in recipients)
        {
            if (_problems.First is not null)
            {
                break;
            }

            messages.Add(ReadMessage(message, Routing.Choose(message, recipient), delay, metadata));
        }

        return _problems.First is { } fault ? (null, fault) : (new SendOrder(messages, rest), null);
    }

    private OrderedMessage ReadMessage(JsonField message, Recipient recipient, Delay? delay, Metadata metadata)
    {
        var content = ContentReader.Read(message, recipient, templates, _problems);
        var sendAt = Judge(delay?.Resolve(recipient.Zone ?? Recipient.ZoneOf(message["profile"]), now) ?? new SendTime.Now());
        var (validUntil, fault) = ReadExpiry(message, recipient.Channel).Resolve(sendAt, now);
        if (fault is not null)
        {
            _problems.Add(fault);
        }

        return new(recipient, content.Title, content.Body, sendAt, validUntil, metadata.Tags, LabelsOf(recipient, metadata));
    }

    private DateTimeOffset? Judge(SendTime time)
    {
        switch (time)
        {
            case SendTime.Now:
                return null;
            case SendTime.At at:
                return at.Instant;
            case SendTime.Refused refused:
                _problems.Add(refused.Sentence);
                return null;
            default:
                throw new UnreachableException($"No rule for {time}.");
        }
    }

    private static Delay? ReadDelay(JsonField delay) =>
        delay.IsPresent
            ? new Delay(delay["duration"].Integer(), DigitsOrText(delay["until"], JsonField.ExpressionCharactersMax), delay["timezone"].Text())
            : null;

    /// <summary>The limits of the message's own channel hold; and each of a provider's, for every carrier here stands for all of them.</summary>
    private static Expiry ReadExpiry(JsonField message, Channel channel)
    {
        var (expiry, timeout) = (message["expiry"], message["timeout"]);
        var key = CourierMapping.ToChannel(channel).Key;
        JsonField[] timeouts =
        [
            timeout["message"],
            timeout["channel"][key],
            .. timeout["provider"].Fields(),
            .. message["channels"][key]["timeouts"].Fields(),
            .. message["providers"].Fields().Select(static provider => provider["timeouts"]),
        ];
        return new Expiry(
            DigitsOrText(expiry["expires_in"]), DigitsOrText(expiry["expires_at"]), [.. timeouts.Select(static one => one.Integer()).OfType<long>()]);
    }

    private static string? DigitsOrText(JsonField field, int charactersMax = JsonField.CharactersMax) =>
        field.Value.ValueKind == JsonValueKind.Number ? field.Integer()?.ToString(CultureInfo.InvariantCulture) : field.Text(charactersMax);

    private static Metadata ReadMetadata(JsonField message)
    {
        var metadata = message["metadata"];
        var tags = metadata["tags"].Items().Select(tag => tag.Text()).ToList();
        if (tags.Exists(tag => tag is null))
        {
            metadata.Refuse(CourierErrors.TagRule);
        }

        var template = message["template"].Text();
        return new(
            NullIfEmpty(metadata["event"].Text()) ?? NullIfEmpty(template),
            NullIfEmpty(template),
            NullIfEmpty(metadata["trace_id"].Text()),
            NullIfEmpty(message["context"]["tenant_id"].Text()),
            [.. tags.OfType<string>()]);
    }

    private static Dictionary<string, string> LabelsOf(Recipient recipient, Metadata metadata)
    {
        var labels = new Dictionary<string, string>();
        Add(CourierLabels.Event, metadata.Event);
        Add(CourierLabels.Notification, metadata.Notification);
        Add(CourierLabels.Trace, metadata.Trace);
        Add(CourierLabels.User, recipient.UserId);
        Add(CourierLabels.Tenant, NullIfEmpty(recipient.Tenant) ?? metadata.Tenant);
        return labels;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                labels[name] = value;
            }
        }
    }

    /// <summary>What is kept for the record and not acted on: all but the recipients and the content.</summary>
    private static string WriteRest(JsonField message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in message.Members().Where(member => member.Name is not ("to" or "content")))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private sealed record Metadata(string? Event, string? Notification, string? Trace, string? Tenant, IReadOnlyList<string> Tags);
}
