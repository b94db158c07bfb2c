using System.Xml.Linq;
using Belay.Gateway.Api.Requests;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>Reads a send request in XML: no document type, so no entities of its own; bounded depth; names count without their namespace.</summary>
internal static class SendBodyXml
{
    /// <summary>The messages of the request; null where the body is no XML. Throws <see cref="SendBodyException"/> where it is none of ours.</summary>
    public static List<SendEntry>? Read(RequestBody body, int depthMax)
    {
        if (XmlBody.Parse(body, depthMax) is not { } root)
        {
            return null;
        }

        if (root.Name.LocalName != "smsServiceRequest")
        {
            throw new SendBodyException("the root must be smsServiceRequest");
        }

        if (VoltMxStrays.Send.FindFirst(root, static element => element == "recipient") is { } stray)
        {
            throw new SendBodyException($"{stray.Path} {stray.Rule}");
        }

        return [.. from messages in Children(root, "messages")
                   from message in Children(messages, "message")
                   select ReadMessage(message, Text(messages, "channel"))];
    }

    private static SendEntry ReadMessage(XElement message, string? outerChannel) =>
        new()
        {
            StartTimestamp = Text(message, "startTimestamp"),
            ExpiryTimestamp = Text(message, "expiryTimestamp"),
            PriorityService = Text(message, "priorityService"),
            SendVoiceSmsOnFailure = Text(message, "sendVoiceSmsOnFailure"),
            Channel = Text(message, "channel") ?? outerChannel,
            Content = Text(message, "content", trim: false),
            Recipients = [.. Children(message, "recipients").SelectMany(ReadRecipients)],
        };

    private static IEnumerable<SendRecipient> ReadRecipients(XElement recipients) =>
        recipients.Elements().Any(static child => child.Name.LocalName == "segment") ? throw new SendBodyException("segments are not supported")
            : recipients.Elements().Any(static child => child.Name.LocalName is "mobile" or "id")
                ? throw new SendBodyException("recipients must have recipient elements, and mobile and id are in those")
            : Children(recipients, "recipient").Select(recipient => new SendRecipient(AttributeOrText(recipient, "mobile"), AttributeOrText(recipient, "id")));

    private static XElement[] Children(XElement parent, string name) =>
        parent.Elements().Where(child => child.Name.LocalName == name).ToArray() is { Length: > 0 } found
            ? found
            : throw new SendBodyException($"{parent.Name.LocalName} must have {name}");

    private static string? AttributeOrText(XElement parent, string name)
    {
        var (attribute, text) = (parent.Attribute(name)?.Value, Text(parent, name));
        return attribute is null || text is null
            ? attribute ?? text
            : throw new SendBodyException($"{name} must be there once, as attribute or as text");
    }

    /// <summary>The text of a child; null where there is none. White space around it is layout, except in a message's own text.</summary>
    private static string? Text(XElement parent, string name, bool trim = true)
    {
        var found = parent.Elements().Where(child => child.Name.LocalName == name).Take(2).ToArray();
        return found switch
        {
            [] => null,
            [{ HasElements: false } only] => trim ? only.Value.Trim() : only.Value,
            _ => throw new SendBodyException($"{name} must be there once, as text"),
        };
    }
}
