using System.Diagnostics;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Courier.Look;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Messages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Belay.Gateway.Api.Courier.Change;

/// <summary><c>POST /messages/{id}/cancel</c>: a message, or all messages of a request.</summary>
internal static class CancelCall
{
    public static async Task<IResult> HandleAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken)
    {
        var caller = context.GetCaller();
        if (!MessageId.TryParse(id, out var messageId))
        {
            return CourierErrors.NotFound();
        }

        return await engine.CancelAsync(caller.Organization, messageId, caller.Actor, CancelRule.Pending, cancellationToken) switch
        {
            CancelVerdict.Canceled canceled => Record(context, new(id, [canceled.Message], IsRequest: false)),
            CancelVerdict.AlreadyCanceled already => Record(context, new(id, [already.Message], IsRequest: false)),
            CancelVerdict.TooLate tooLate => Record(context, new(id, [tooLate.Message], IsRequest: false)),
            CancelVerdict.NotFound => await CancelRequestAsync(context, id, engine, cancellationToken),
            CancelVerdict.OutsideRule => throw new UnreachableException("Nothing that is pending is outside the rule."),
            var verdict => throw new UnreachableException($"No answer for {verdict}."),
        };
    }

    /// <summary>Cancels what can be, and shows what became of each: 200 says that none of them will ever be sent.</summary>
    private static async Task<IResult> CancelRequestAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken)
    {
        var caller = context.GetCaller();
        if (await Requested.FindAsync(engine, caller.Organization, id, cancellationToken) is not { IsRequest: true } requested
            || await engine.CancelBatchAsync(caller.Organization, requested.Batch, caller.Actor, CancelRule.Pending, cancellationToken) is null)
        {
            return CourierErrors.NotFound();
        }

        return Record(context, await requested.AgainAsync(engine, cancellationToken));
    }

    private static JsonHttpResult<MessageDetails> Record(HttpContext context, Requested requested)
    {
        var isCanceled = requested.Messages.All(message => message.Status == MessageStatus.Canceled);
        if (!isCanceled)
        {
            // Final: the client must not ask again.
            context.Response.Headers[CourierErrors.RetryHeader] = "false";
        }

        return TypedResults.Json(
            CourierRequestRecord.Of(requested, CourierMapping.ToRecord),
            CourierJson.Wire.MessageDetails,
            statusCode: isCanceled ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }
}
