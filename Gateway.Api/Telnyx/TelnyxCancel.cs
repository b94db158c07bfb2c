using System.Diagnostics;
using System.Globalization;
using Belay.Gateway.Api.Access;
using Belay.Messages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>Cancel: <c>DELETE /v2/messages/{id}</c>.</summary>
internal static class TelnyxCancel
{
    /// <summary>How long after a cancel its lost answer is given again.</summary>
    private static readonly TimeSpan ReplayFor = TimeSpan.FromMinutes(5);

    /// <summary>Cancels, and answers with the bare message; 403 says why not.</summary>
    public static async Task<IResult> CancelAsync(string id, HttpContext context, IMessageEngine engine, TelnyxSettings settings, TimeProvider time)
    {
        var caller = context.GetCaller();
        var rule = new CancelRule(MessageStatuses.Scheduled, settings.CancelCutoff);
        CancelVerdict verdict = MessageId.TryParse(id, out var known)
            ? await engine.CancelAsync(caller.Organization, known, caller.Actor, rule, context.RequestAborted)
            : new CancelVerdict.NotFound();
        return verdict switch
        {
            CancelVerdict.Canceled canceled => Show(canceled.Message),
            CancelVerdict.AlreadyCanceled again when LostItsAnswer(again.Message, caller, context.Request, time) => Show(again.Message),
            CancelVerdict.AlreadyCanceled => Refuse(context, "The message is cancelled already."),
            CancelVerdict.OutsideRule { Message.Status: MessageStatus.Scheduled } =>
                Refuse(
                    context,
                    $"The message is due in {settings.CancelCutoff.TotalSeconds:0} seconds or less; one needs more time left to be cancelled."),
            CancelVerdict.OutsideRule outside => Refuse(context, outside.Message.Status),
            CancelVerdict.TooLate tooLate => Refuse(context, tooLate.Message.Status),
            CancelVerdict.NotFound => TelnyxFault.NotFound.ToResult(context.Request.Method),
            _ => throw new UnreachableException($"No answer for {verdict}."),
        };
    }

    /// <summary>Whether this is the vendor's client repeating by itself a cancel that worked and whose answer it did not get.</summary>
    /// <remarks>
    /// The client repeats after a broken connection and says so in <c>X-Stainless-Retry-Count</c>. A 403 would then tell its user that the
    /// cancel failed, though it worked. Same key and a short time keep the rule for all others: a second cancel is refused.
    /// </remarks>
    private static bool LostItsAnswer(Message message, Caller caller, HttpRequest request, TimeProvider time) =>
        int.TryParse(request.Headers["X-Stainless-Retry-Count"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var retries)
        && retries >= 1
        && message.Timeline.LastOrDefault(step => step.Cause == StepCause.Canceled) is { } cancel
        && cancel.Actor.Name == caller.Key.Id
        && time.GetUtcNow() - cancel.At < ReplayFor;

    /// <summary>Bare: this one call of the vendor has no <c>data</c> around its message.</summary>
    private static JsonHttpResult<TelnyxMessage> Show(Message message) =>
        TypedResults.Json(TelnyxMapping.ToWire(message), TelnyxJson.Wire.TelnyxMessage);

    private static IResult Refuse(HttpContext context, MessageStatus status) =>
        Refuse(context, $"The message is {TelnyxMapping.ToWire(status)}; only a scheduled one can be cancelled.");

    private static IResult Refuse(HttpContext context, string detail) => TelnyxFault.Forbidden(detail).ToResult(context.Request.Method);
}
