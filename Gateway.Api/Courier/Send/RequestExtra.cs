using System.Text.Json;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Send;

/// <summary>What a message keeps of its request in <see cref="Draft.Extra"/>: the request's id where several messages share it, and what else was asked.</summary>
internal static class RequestExtra
{
    private const string Request = "request";

    /// <summary>Writes it. The rest is kept once, with the first message: a thousand recipients must not make a thousand copies.</summary>
    public static string Write(string requestId, bool shared, int ordinal, string rest) => (shared, ordinal) switch
    {
        (false, _) => $$"""{"message":{{rest}}}""",
        (true, 0) => $$"""{"{{Request}}":"{{requestId}}","message":{{rest}}}""",
        (true, _) => $$"""{"{{Request}}":"{{requestId}}"}""",
    };

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
