using Belay.Gateway.Api.Access;
using Belay.Messages;

namespace Belay.Gateway.Api.VoltMx;

/// <summary><c>DELETE /api/v1/messages/sms/{sms_request_id}</c>: ends what is not claimed for sending, of a request of any dialect.</summary>
internal static class CancelMessages
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, string sms_request_id, IMessageEngine engine, CancellationToken cancellationToken)
    {
        if (sms_request_id.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return VoltMxAnswers.BadRequest(context, VoltMxAnswers.BadRequestId);
        }

        // The vendor cancels entries that are "scheduled later"; here each entry is, until it is claimed: also one that waits for its next try.
        var caller = context.GetCaller();
        var count = BatchId.TryParse(sms_request_id, out var batch)
            ? (await engine.CancelBatchAsync(caller.Organization, batch, caller.Actor, CancelRule.Pending, cancellationToken))?.Canceled
            : null;

        // Both blanks after "Cancelled" are the vendor's, and so is the plural for one entry.
        return count is null or 0
            ? VoltMxAnswers.BadRequest(context, VoltMxAnswers.NothingToCancel)
            : VoltMxAnswers.Ok(context, "", $"Cancelled  {count} message entries of the Message with ID : {batch}");
    }
}
