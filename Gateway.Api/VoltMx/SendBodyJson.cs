using System.Text.Json;
using Belay.Gateway.Api.Requests;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>Reads a send request in JSON. The vendor's tables call every level an array, its samples show objects: both are taken.</summary>
internal static class SendBodyJson
{
    /// <summary>
    /// The messages of the request; null where the body is no JSON. Throws <see cref="SendBodyException"/> where it is none of ours.
    /// </summary>
    public static List<SendEntry>? Read(RequestBody body, int depthMax)
    {
        using var document = JsonBody.Parse(body, depthMax);
        if (document is null)
        {
            return null;
        }

        return VoltMxStrays.Send.Fault(document.RootElement) is { } fault
            ? throw new SendBodyException(fault)
            : [.. from request in Children(document.RootElement, "smsServiceRequest", "the body")
                  from messages in Children(request, "messages", "smsServiceRequest")
                  from message in Children(messages, "message", "messages")
                  select ReadMessage(message, Text(messages, "channel"))];
    }

    private static SendEntry ReadMessage(JsonElement message, string? outerChannel) =>
        new()
        {
            StartTimestamp = Text(message, "startTimestamp"),
            ExpiryTimestamp = Text(message, "expiryTimestamp"),
            PriorityService = Text(message, "priorityService"),
            SendVoiceSmsOnFailure = Text(message, "sendVoiceSmsOnFailure"),
            Channel = Text(message, "channel") ?? outerChannel,
            Content = Text(message, "content", onlyStrings: true),
            Recipients = [.. Children(message, "recipients", "message").SelectMany(ReadRecipients)],
        };

    private static IEnumerable<SendRecipient> ReadRecipients(JsonElement recipients)
    {
        if (recipients.TryGetProperty("segment", out _))
        {
            throw new SendBodyException("segments are not supported");
        }

        // The table has the numbers right in recipients, the samples in recipients.recipient.
        var isOne = recipients.TryGetProperty("mobile", out _) || recipients.TryGetProperty("id", out _);
        if (isOne && recipients.TryGetProperty("recipient", out _))
        {
            throw new SendBodyException("recipients must have either recipient, or mobile or id");
        }

        var each = isOne
            ? [recipients]
            : Children(recipients, "recipient", "recipients");
        return each.Select(recipient => new SendRecipient(Text(recipient, "mobile", onlyStrings: true), Text(recipient, "id")));
    }

    /// <summary>The object of a field, or the objects in its array.</summary>
    private static JsonElement[] Children(JsonElement parent, string field, string parentName)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(field, out var value))
        {
            throw new SendBodyException($"{parentName} must be an object with {field}");
        }

        JsonElement[] items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        return Array.TrueForAll(items, static item => item.ValueKind == JsonValueKind.Object)
            ? items
            : throw new SendBodyException($"{field} must be an object or an array of objects");
    }

    /// <summary>
    /// The text of a field; numbers and booleans, which the vendor writes as strings, count as theirs. Null where it is absent or null.
    /// </summary>
    private static string? Text(JsonElement parent, string field, bool onlyStrings = false)
    {
        if (!parent.TryGetProperty(field, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when !onlyStrings => value.GetRawText(),
            _ => throw new SendBodyException($"{field} must be a string"),
        };
    }
}
