using Belay.Gateway.Api.Courier.Send;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Content;

/// <summary>Finds the text of a message: its <c>content</c>, else its <c>template</c> as the settings know it, else <c>data.body</c>.</summary>
/// <remarks>
/// Templates live at the vendor, and a message that is accepted must be one that can be sent. So a template is accepted where its text can be known:
/// an operator who moves here copies the templates into the settings, or the caller sends the text along in <c>data</c>. Otherwise it is refused at
/// once, and not sent empty tomorrow.
/// </remarks>
internal static class ContentReader
{
    /// <summary>Longest text of one message, in characters, where parts set no tighter limit.</summary>
    public const int CharactersMax = DraftRules.TextCharactersMax;

    /// <summary>Reads and renders the content for one recipient.</summary>
    public static RenderedContent Read(JsonField message, Recipient recipient, CourierTemplates templates, Problems problems)
    {
        var variables = new Variables(recipient.Data, message["data"].Value, problems);
        var content = message["content"];
        var template = message["template"].Text();
        return content.IsPresent
            ? Render(content, recipient, variables)
            : template is null ? Missing(content) : RenderTemplate(message, template, recipient, templates, variables);
    }

    private static RenderedContent Missing(JsonField content)
    {
        content.Refuse("'message.content' or 'message.template' is required.");
        return Nothing;
    }

    private static RenderedContent Render(JsonField content, Recipient recipient, Variables variables)
    {
        if (content["elements"].IsPresent)
        {
            if (string.IsNullOrEmpty(content["version"].Text()))
            {
                content.Refuse("'message.content.version' is required with 'elements'.");
            }

            return new Elemental(recipient, variables).Render(content["elements"]);
        }

        if (content["body"].Lines(CharactersMax) is not { } body)
        {
            content.Refuse("'message.content' needs 'title' and 'body', or 'version' and 'elements'.");
            return Nothing;
        }

        return new(content["title"].Text(CharactersMax) is { } title ? variables.Render(title) : null, variables.Render(body));
    }

    private static RenderedContent RenderTemplate(
        JsonField message, string template, Recipient recipient, CourierTemplates templates, Variables variables)
    {
        if (templates.Find(template) is { } known)
        {
            return new(known.Title is { } title ? variables.Render(title) : null, variables.Render(known.Body));
        }

        var data = recipient.Data.ValueKind == System.Text.Json.JsonValueKind.Object && recipient.Data.TryGetProperty("body", out _)
            ? message.At(recipient.Data, "message.to.data")
            : message["data"];
        if (data["body"].Lines(CharactersMax) is { } body)
        {
            return new(data["title"].Text(CharactersMax), body);
        }

        message.Refuse(
            "'message.template' names a template whose text is not known here: add it to the setting Belay:Courier:Templates, or give 'content', or "
            + "'data.body'.");
        return Nothing;
    }

    private static RenderedContent Nothing { get; } = new(null, "");
}
