using Belay.Gateway.Api.Access;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Change;

/// <summary><c>PUT /requests/{id}/archive</c>: puts all messages of a request out of sight.</summary>
internal static class ArchiveCall
{
    /// <summary>Takes the request's id, or the id of one of its messages.</summary>
    public static async Task<IResult> HandleAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken)
    {
        if (!MessageId.TryParse(id, out var requestId))
        {
            return CourierErrors.NotFound();
        }

        var caller = context.GetCaller();
        var message = await engine.FindAsync(caller.Organization, requestId, cancellationToken);
        return await engine.ArchiveAsync(caller.Organization, message?.Draft.Batch ?? BatchId.Of(requestId), caller.Actor, cancellationToken)
            ? TypedResults.StatusCode(StatusCodes.Status202Accepted)
            : CourierErrors.NotFound();
    }
}
