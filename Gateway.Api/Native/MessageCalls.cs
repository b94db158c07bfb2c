using System.Diagnostics;
using Belay.Gateway.Api.Access;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary>Looking at one message, and calling off one or a batch.</summary>
internal static class MessageCalls
{
    public static async Task<IResult> FindAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken) =>
        MessageId.TryParse(id, out var messageId) && await engine.FindAsync(context.GetCaller().Organization, messageId, cancellationToken) is { } message
            ? Results.Json(NativeMapping.ToWire(message, withTimeline: true), NativeJson.Wire.MessageWire)
            : NativeErrors.NotFound();

    public static async Task<IResult> CancelAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken)
    {
        if (!MessageId.TryParse(id, out var messageId))
        {
            return NativeErrors.NotFound();
        }

        var caller = context.GetCaller();
        return await engine.CancelAsync(caller.Organization, messageId, caller.Actor, CancelRule.Pending, cancellationToken) switch
        {
            CancelVerdict.Canceled canceled => Ok("canceled", canceled.Message),
            CancelVerdict.AlreadyCanceled already => Ok("already_canceled", already.Message),
            CancelVerdict.TooLate late => NativeErrors.TooLate(context, late.Message),
            CancelVerdict.OutsideRule outside => throw new UnreachableException($"Nothing pending is outside the rule, but {outside.Message.Status} is."),
            CancelVerdict.NotFound => NativeErrors.NotFound(),
            var verdict => throw new UnreachableException($"No answer for {verdict}."),
        };
    }

    public static async Task<IResult> CancelBatchAsync(HttpContext context, string batch, IMessageEngine engine, CancellationToken cancellationToken)
    {
        var caller = context.GetCaller();
        return BatchId.TryParse(batch, out var id)
            && await engine.CancelBatchAsync(caller.Organization, id, caller.Actor, CancelRule.Pending, cancellationToken) is { } canceled
            ? Results.Json(new BatchCancelWire(id.ToString(), canceled), NativeJson.Wire.BatchCancelWire)
            : NativeErrors.NotFound();
    }

    private static IResult Ok(string verdict, Message message) =>
        Results.Json(new CancelWire(verdict, NativeMapping.ToWire(message, withTimeline: true)), NativeJson.Wire.CancelWire);
}
