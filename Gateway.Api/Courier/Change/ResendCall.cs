using System.Diagnostics;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Courier.Look;
using Belay.Gateway.Api.Courier.Send;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Belay.Gateway.Api.Courier.Change;

/// <summary><c>POST /messages/{id}/resend</c>: the same content to the same recipient, now, as a new message. The first one stays as it is.</summary>
/// <remarks>
/// Only what has left, or ended otherwise than by a cancel, is sent again: a copy of a message that still waits would arrive twice, and one that was
/// called off is not wanted.
/// </remarks>
internal sealed class ResendCall(
    IMessageEngine engine, Intake intake, GatewayLimits limits, MessageIds ids, WebhookEndpoints endpoints, TimeProvider time)
{
    private const MessageStatuses MayBeResent =
        MessageStatuses.Sent | MessageStatuses.Delivered | MessageStatuses.DeliveryFailed | MessageStatuses.DeliveryUnconfirmed
        | MessageStatuses.SendingFailed | MessageStatuses.Expired;

    public static Task<IResult> HandleAsync(HttpContext context, string id, ResendCall call, CancellationToken cancellationToken) =>
        call.RunAsync(context, id, cancellationToken);

    private async Task<IResult> RunAsync(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var caller = context.GetCaller();
        if (await Requested.FindAsync(engine, caller.Organization, id, cancellationToken) is not { } requested)
        {
            return CourierErrors.NotFound();
        }

        // A key counts for one message: of another one, the first answer would be wrong.
        return await CreateRequest.AnswerAsync(
            context,
            engine,
            intake,
            "courier:resend:" + requested.Id,
            limits.BodyBytesMax,
            _ => Judge(context, requested, caller),
            static (verdict, _) => verdict switch
            {
                ScheduleVerdict.Accepted accepted => Accepted(accepted.Messages),
                ScheduleVerdict.Replayed again => Accepted(again.Messages),
                ScheduleVerdict.PendingLimitReached => new RefusalResult(RefusalKind.PendingLimitReached),
                ScheduleVerdict.IdTaken => throw new UnreachableException("A random id was taken."),
                _ => throw new UnreachableException($"No answer for {verdict}."),
            });
    }

    private Judgement Judge(HttpContext context, Requested requested, Caller caller)
    {
        if (FaultOf(requested) is { } fault)
        {
            return Judgement.Refuse(() =>
            {
                context.Response.Headers[CourierErrors.RetryHeader] = "false";
                return CourierErrors.Conflict(fault);
            });
        }

        var judged = intake.Judge(Copy(requested, caller).Zip(requested.Messages, (copy, message) => (copy, WishOf(message.Draft))));
        return judged.Faults is [var (_, wrong), ..]
            ? Judgement.Refuse(CourierErrors.Invalid(CourierErrors.ToSentence(wrong)))
            : judged;
    }

    private static JsonHttpResult<ResendAnswer> Accepted(IReadOnlyList<Message> messages) => TypedResults.Json(
        new ResendAnswer(RequestExtra.RequestIdOf(messages[0])), CourierJson.Wire.ResendAnswer, statusCode: StatusCodes.Status202Accepted);

    private static string? FaultOf(Requested requested) =>
        requested.Messages.Any(message => !MayBeResent.Holds(message.Status))
            ? "Only a message that was sent, or failed, can be resent; this one still waits, is being sent, or was canceled."
        : requested.Messages.Any(message => message.ErasedAt is not null) ? "The message's content was erased; it can no longer be resent."
        : null;

    private static TextWish WishOf(Draft draft) =>
        new(draft.Encoding == SmsEncoding.Ucs2 ? SmsEncodingChoice.Ucs2 : SmsEncodingChoice.Auto, draft.SmartEncoded);

    private IEnumerable<Draft> Copy(Requested requested, Caller caller)
    {
        var now = time.GetUtcNow();
        var shared = requested.Messages.Count > 1;
        var newId = ids.Next();
        var rest = RequestExtra.RestOf(requested.Messages[0]);
        return requested.Messages.Select((message, ordinal) => message.Draft with
        {
            Id = shared ? ids.Next() : newId,
            Batch = BatchId.Of(newId),
            Ordinal = ordinal,
            Dialect = Dialect.Courier,
            SendAt = null,

            // Worth sending for as long as the first one was.
            ValidUntil = message.Draft.ValidUntil is { } until ? now + (until - message.DueAt) : null,
            Webhook = endpoints.TargetOf(caller.Organization, Dialect.Courier, SendCall.Told),
            Extra = RequestExtra.Write(newId.ToCourierString(), shared, ordinal, rest),
        });
    }
}
