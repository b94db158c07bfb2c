using System.Diagnostics;
using Belay.Gateway.Api.Access;
using Belay.Messages;

namespace Belay.Gateway.Api.AgentMessage;

/// <summary><c>DELETE /v1/messages/{id}</c>: idempotent, and without a cut-off before the due time.</summary>
internal static class CancelMessage
{
    public static async Task<IResult> HandleAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken)
    {
        if (!MessageId.TryParse(id, out var messageId))
        {
            return AgentMessageErrors.BadId(context);
        }

        var caller = context.GetCaller();
        var verdict = await engine.CancelAsync(caller.Organization, messageId, caller.Actor, CancelRule.Pending, cancellationToken);
        return verdict switch
        {
            CancelVerdict.Canceled canceled => Ok(canceled.Message),
            CancelVerdict.AlreadyCanceled already => Ok(already.Message),
            CancelVerdict.TooLate or CancelVerdict.OutsideRule => AgentMessageErrors.NotCancelable(context),
            CancelVerdict.NotFound => AgentMessageErrors.NotFound(context),
            _ => throw new UnreachableException($"No answer for {verdict}."),
        };
    }

    private static IResult Ok(Message message) =>
        Results.Json(new MessageAnswer(Success: true, AgentMessageMapping.ToWire(message)), AgentMessageJson.Wire.MessageAnswer);
}
