using System.Xml.Linq;
using Belay.Gateway.Api.Requests;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>Reads a send request in XML: no document type, so no entities of its own; bounded depth; names count without their namespace.</summary>
internal static class SendBodyXml
{
    /// <summary>The levels from the root whose parts alone are read.</summary>
    private static readonly string[] AtRoot = ["smsServiceRequest", "messages", "message", "recipients"];

    /// <summary>
    /// The messages of the request; null where the body is no XML. Throws <see cref="SendBodyException"/> where it is none of ours.
    /// </summary>
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

        if (TextBetween(root, AtRoot) is { } misplaced)
        {
            throw new SendBodyException($"{misplaced} must have elements, and no text between them");
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
            : Children(recipients, "recipient").Select(ReadRecipient);

    /// <summary>A recipient has its number as attribute or as element; beside one of them its own text may only say the same.</summary>
    private static SendRecipient ReadRecipient(XElement recipient)
    {
        var read = new SendRecipient(AttributeOrText(recipient, "mobile"), AttributeOrText(recipient, "id"));
        return OwnText(recipient) is { Length: > 0 } text && text != read.Mobile?.Trim() && text != read.Id?.Trim()
            ? throw new SendBodyException("recipient must have its number as mobile, and no other text")
            : read;
    }

    /// <summary>The name of the first element that has its own text where only its parts are read; null: there is none.</summary>
    private static string? TextBetween(XElement element, string[] levels) =>
        levels is [] ? null
            : OwnText(element).Length > 0 ? element.Name.LocalName
            : levels is [_, var next, ..]
                ? element.Elements().Where(child => child.Name.LocalName == next).Select(child => TextBetween(child, levels[1..]))
                    .FirstOrDefault(static name => name is not null)
            : null;

    private static string OwnText(XElement element) => string.Concat(element.Nodes().OfType<XText>().Select(static text => text.Value)).Trim();

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
