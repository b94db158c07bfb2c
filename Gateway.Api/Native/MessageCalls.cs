using System.Diagnostics;
using Belay.Gateway.Api.Access;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary>Looking at one message, and calling off one or a batch.</summary>
internal static class MessageCalls
{
    public static async Task<IResult> FindAsync(
        HttpContext context, string id, IMessageEngine engine, IUndeliveredEvents events, CancellationToken cancellationToken)
    {
        var organization = context.GetCaller().Organization;
        if (!MessageId.TryParse(id, out var messageId) || await engine.FindAsync(organization, messageId, cancellationToken) is not { } message)
        {
            return NativeErrors.NotFound();
        }

        // After the message: each of its steps has written its event by now, so one that is not there any more was delivered.
        var undelivered = message.Draft.Webhook.On == MessageStatuses.None ? [] : await events.FindUndeliveredAsync(
            organization, messageId, cancellationToken);
        var held = await engine.FindHeldAsync(organization, [message], cancellationToken);
        return Results.Json(NativeMapping.ToWire(message, withTimeline: true, undelivered, held.Contains(messageId)), NativeJson.Wire.MessageWire);
    }

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
            CancelVerdict.TooLate late => NativeErrors.TooLate(
                context, late.Message, (await engine.FindHeldAsync(caller.Organization, [late.Message], cancellationToken)).Contains(messageId)),
            CancelVerdict.OutsideRule outside =>
                throw new UnreachableException($"Nothing pending is outside the rule, but {outside.Message.Status} is."),
            CancelVerdict.NotFound => NativeErrors.NotFound(),
            var verdict => throw new UnreachableException($"No answer for {verdict}."),
        };
    }

    public static async Task<IResult> CancelBatchAsync(HttpContext context, string batch, IMessageEngine engine, CancellationToken cancellationToken)
    {
        var caller = context.GetCaller();
        return BatchId.TryParse(batch, out var id)
            && await engine.CancelBatchAsync(caller.Organization, id, caller.Actor, CancelRule.Pending, cancellationToken) is { } verdict
            ? Results.Json(ToWire(id, verdict), NativeJson.Wire.BatchCancelWire)
            : NativeErrors.NotFound();
    }

    private static BatchCancelWire ToWire(BatchId batch, BatchCancelVerdict verdict)
    {
        List<BatchVerdictWire> messages = [.. verdict.Verdicts.Select(ToWire)];
        return new(batch.ToString(), verdict.Canceled, messages.CountBy(one => one.Verdict)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(), messages);
    }

    private static BatchVerdictWire ToWire(CancelVerdict verdict) => verdict switch
    {
        CancelVerdict.Canceled canceled => ToWire("canceled", canceled.Message),
        CancelVerdict.AlreadyCanceled already => ToWire("already_canceled", already.Message),
        CancelVerdict.TooLate late => ToWire("too_late", late.Message),
        _ => throw new UnreachableException($"No message of a batch is {verdict}."),
    };

    private static BatchVerdictWire ToWire(string verdict, Message message) =>
        new(message.Id.ToString(), verdict, Words<MessageStatus>.Of(message.Status));

    private static IResult Ok(string verdict, Message message) =>
        Results.Json(new CancelWire(verdict, NativeMapping.ToWire(message, withTimeline: true)), NativeJson.Wire.CancelWire);
}
