using Belay.Gateway.Api.Access;
using Belay.Messages;

namespace Belay.Gateway.Api.AgentMessage;

/// <summary><c>GET /v1/messages/{id}</c>.</summary>
internal static class RetrieveMessage
{
    public static async Task<IResult> HandleAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken)
    {
        if (!MessageId.TryParse(id, out var messageId))
        {
            return AgentMessageErrors.BadId(context);
        }

        return await engine.FindAsync(context.GetCaller().Organization, messageId, cancellationToken) is { } message
            ? Results.Json(new MessageAnswer(Success: true, AgentMessageMapping.ToWire(message)), AgentMessageJson.Wire.MessageAnswer)
            : AgentMessageErrors.NotFound(context);
    }
}
