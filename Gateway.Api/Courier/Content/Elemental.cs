using Belay.Gateway.Api.Courier.Send;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Content;

/// <summary>
/// Renders Elemental (<c>{version, elements}</c>) to plain text, one line per element. What has no meaning in plain text is refused, not dropped.
/// </summary>
internal sealed class Elemental(Recipient recipient, Variables variables)
{
    private readonly List<string> _lines = [];
    private string? _title;

    /// <summary>Renders all elements for the recipient's channel and language.</summary>
    public RenderedContent Render(JsonField elements)
    {
        var all = elements.Items().ToList();
        if (all.Exists(static element => TypeOf(element) == "channel"))
        {
            RenderChannel(elements, all);
        }
        else
        {
            all.ForEach(RenderElement);
        }

        return new(_title, string.Join('\n', _lines));
    }

    private void RenderChannel(JsonField elements, List<JsonField> all)
    {
        foreach (var element in all)
        {
            if (TypeOf(element) != "channel")
            {
                element.Refuse($"'{elements.Path}' mixes channel elements with others.");
                return;
            }
        }

        var chosen = all.FindIndex(element => IsForChannel(element["channel"].Text()));
        if (chosen < 0 || !all[chosen]["elements"].IsPresent)
        {
            elements.Refuse(
                $"'{elements.Path}' has no channel element with elements for {(recipient.Channel == Channel.Sms ? "sms" : "inbox or push")}.");
            return;
        }

        RenderAll(all[chosen]["elements"]);
    }

    private void RenderAll(JsonField elements)
    {
        foreach (var element in elements.Items())
        {
            RenderElement(element);
        }
    }

    private void RenderElement(JsonField element)
    {
        if (element["if"].IsPresent || element["loop"].IsPresent)
        {
            element.Refuse($"'{element.Path}' has an 'if' or a 'loop': expressions are not supported.");
            return;
        }

        if (element["channels"].IsPresent && !element["channels"].Items().Any(channel => IsForChannel(channel.Text())))
        {
            return;
        }

        switch (TypeOf(element))
        {
            case "meta":
                _title = Localized(element, "title") ?? _title;
                break;
            case "text" or "list-item" or "quote":
                AddLine(TypeOf(element) == "list-item" ? "- " : "", element);
                break;
            case "action":
                AddLine("", element, Required(element, "href"));
                break;
            case "image":
                if (element["alt_text"].Text() is { Length: > 0 } alternative)
                {
                    _lines.Add(variables.Render(alternative));
                }

                break;
            case "group" or "list" or "columns" or "column":
                RenderAll(element["elements"]);
                break;
            case "divider" or "comment":
                break;
            default:
                element.Refuse($"'{element.Path}.type' is not an element that can be rendered as text.");
                break;
        }
    }

    private void AddLine(string lead, JsonField element, string? link = null)
    {
        var text = element["elements"].IsPresent
            ? string.Concat(element["elements"].Items().Select(RenderSpan))
            : Localized(element, "content") ?? Required(element, "content");
        _lines.Add(lead + (link is null ? text : $"{text}: {variables.Render(link)}"));
    }

    /// <summary>A piece of a line: <c>string</c>, or <c>link</c> with its address behind it.</summary>
    private string RenderSpan(JsonField span)
    {
        switch (TypeOf(span))
        {
            case "string":
                return variables.Render(Required(span, "content"));
            case "link":
                return variables.Render($"{Required(span, "content")} ({Required(span, "href")})");
            default:
                span.Refuse($"'{span.Path}.type' must be string or link.");
                return "";
        }
    }

    /// <summary>A text in the recipient's language where the element has it: the locale itself, else its language.</summary>
    private string? Localized(JsonField element, string name)
    {
        foreach (var locale in new[] { recipient.Locale, recipient.Locale?.Split('-', '_')[0] })
        {
            if (locale is not null && element["locales"][locale][name].Lines(ContentReader.CharactersMax) is { } localized)
            {
                return variables.Render(localized);
            }
        }

        return element[name].Lines(ContentReader.CharactersMax) is { } text ? variables.Render(text) : null;
    }

    private static string Required(JsonField element, string name)
    {
        if (element[name].Lines(ContentReader.CharactersMax) is { } text)
        {
            return text;
        }

        element.Refuse($"'{element.Path}.{name}' is required.");
        return "";
    }

    private bool IsForChannel(string? name) => recipient.Channel == Channel.Sms ? name == "sms" : name is "inbox" or "push";

    private static string? TypeOf(JsonField element) => element["type"].Text();
}
