using System.Text.Json;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Send;

/// <summary>
/// What a message keeps of its request in <see cref="Draft.Extra"/>: the request's id where several messages share it, and what else was asked.
/// </summary>
internal static class RequestExtra
{
    private const string Request = "request";
    private const string Rest = "message";

    /// <summary>Writes it. The rest is kept once, with the first message: a thousand recipients must not make a thousand copies.</summary>
    public static string Write(string requestId, bool shared, int ordinal, string rest) => (shared, ordinal) switch
    {
        (false, _) => $$"""{"{{Rest}}":{{rest}}}""",
        (true, 0) => $$"""{"{{Request}}":"{{requestId}}","{{Rest}}":{{rest}}}""",
        (true, _) => $$"""{"{{Request}}":"{{requestId}}"}""",
    };

    /// <summary>What else the request of a message asked, as JSON; an empty object where the message does not keep it.</summary>
    public static string RestOf(Message message)
    {
        if (message.Draft is { Dialect: Dialect.Courier, Extra: { } extra })
        {
            using var document = JsonDocument.Parse(extra);
            if (document.RootElement.TryGetProperty(Rest, out var rest))
            {
                return rest.GetRawText();
            }
        }

        return "{}";
    }

    /// <summary>The id that the send was answered with.</summary>
    public static string RequestIdOf(Message message)
    {
        if (message.Draft.Extra is { } extra)
        {
            using var document = JsonDocument.Parse(extra);
            if (document.RootElement.TryGetProperty(Request, out var id))
            {
                return id.GetString()!;
            }
        }

        return message.Id.ToCourierString();
    }
}
