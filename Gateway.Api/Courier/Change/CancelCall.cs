using System.Diagnostics;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Messages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Belay.Gateway.Api.Courier.Change;

/// <summary><c>POST /messages/{id}/cancel</c>.</summary>
internal static class CancelCall
{
    public static async Task<IResult> HandleAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken)
    {
        if (!MessageId.TryParse(id, out var messageId))
        {
            return CourierErrors.NotFound();
        }

        var caller = context.GetCaller();
        switch (await engine.CancelAsync(caller.Organization, messageId, caller.Actor, CancelRule.Pending, cancellationToken))
        {
            case CancelVerdict.Canceled canceled:
                return Record(canceled.Message, StatusCodes.Status200OK);
            case CancelVerdict.AlreadyCanceled already:
                return Record(already.Message, StatusCodes.Status200OK);
            case CancelVerdict.TooLate tooLate:
                // Final: the client must not ask again.
                context.Response.Headers[CourierErrors.RetryHeader] = "false";
                return Record(tooLate.Message, StatusCodes.Status409Conflict);
            case CancelVerdict.NotFound:
                return CourierErrors.NotFound();
            case CancelVerdict.OutsideRule:
                throw new UnreachableException("Nothing that is pending is outside the rule.");
            case var verdict:
                throw new UnreachableException($"No answer for {verdict}.");
        }
    }

    private static JsonHttpResult<MessageDetails> Record(Message message, int status) =>
        TypedResults.Json(CourierMapping.ToRecord(message), CourierJson.Wire.MessageDetails, statusCode: status);
}
