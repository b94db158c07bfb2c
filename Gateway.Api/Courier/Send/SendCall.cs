using System.Diagnostics;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Requests.Times;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Belay.Gateway.Api.Courier.Send;

/// <summary><c>POST /send</c>.</summary>
internal sealed class SendCall(
    IMessageEngine engine,
    Intake intake,
    NumberReader numbers,
    GatewayLimits limits,
    CourierTemplates templates,
    MessageIds ids,
    WebhookEndpoints endpoints,
    TimeProvider time)
{
    private const string ExpirationHeader = "x-idempotency-expiration";

    /// <summary>Every step that changes what the record shows; which is every status.</summary>
    public const MessageStatuses Told = MessageStatuses.All;

    public static Task<IResult> HandleAsync(HttpContext context, SendCall call) => call.RunAsync(context);

    /// <remarks>Whatever the body of a repeat is: Courier replays what it stored.</remarks>
    private Task<IResult> RunAsync(HttpContext context) => CreateRequest.AnswerAsync(
        context,
        engine,
        intake,
        "courier:send",
        limits.BatchBodyBytesMax,
        body => Judge(context, body),
        static (verdict, _) => ToResult(verdict));

    private Judgement Judge(HttpContext context, RequestBody body)
    {
        using var document = JsonBody.Parse(body, limits.JsonDepthMax);
        if (document is null)
        {
            return Judgement.Refuse(new RefusalResult(new Refusal(RefusalKind.BodyBroken, "The body is not valid JSON.")));
        }

        var now = time.GetUtcNow();
        var (keepUntil, expirationFault) = ReadExpiration(context.Request, now);
        var (order, fault) = new SendReader(limits, numbers, templates, now).Read(document.RootElement);
        if (order is null || expirationFault is not null)
        {
            return Judgement.Refuse(CourierErrors.Invalid(fault ?? expirationFault!));
        }

        var judged = intake.Judge(ToDrafts(order, context.GetCaller()));
        return judged.Faults is [var (_, wrong), ..]
            ? Judgement.Refuse(CourierErrors.Invalid(CourierErrors.ToSentence(wrong)))
            : new Judgement(judged, null, keepUntil);
    }

    private static IResult ToResult(ScheduleVerdict verdict) => verdict switch
    {
        ScheduleVerdict.Accepted accepted => Accepted(accepted.Messages),
        ScheduleVerdict.Replayed replayed => Accepted(replayed.Messages),
        ScheduleVerdict.PendingLimitReached => new RefusalResult(RefusalKind.PendingLimitReached),
        ScheduleVerdict.IdTaken => throw new UnreachableException("A random id was taken."),
        _ => throw new UnreachableException($"No answer for {verdict}."),
    };

    private static JsonHttpResult<SendAnswer> Accepted(IReadOnlyList<Message> messages) => TypedResults.Json(
        new SendAnswer(RequestExtra.RequestIdOf(messages[0])), CourierJson.Wire.SendAnswer, statusCode: StatusCodes.Status202Accepted);

    private List<Draft> ToDrafts(SendOrder order, Caller caller)
    {
        // One recipient: the request is the message. Several: the request has an id that is no message's.
        var shared = order.Messages.Count > 1;
        var requestId = ids.Next();
        return [.. order.Messages.Select((message, ordinal) => new Draft
        {
            Id = shared ? ids.Next() : requestId,
            Organization = caller.Organization,
            Batch = BatchId.Of(requestId),
            Ordinal = ordinal,
            Dialect = Dialect.Courier,
            From = "",
            To = message.Recipient.Address,
            Channel = message.Recipient.Channel,
            Text = message.Text,
            Subject = message.Title,
            Tags = message.Tags,
            Labels = message.Labels,
            SendAt = message.SendAt,
            ValidUntil = message.ValidUntil,
            Webhook = endpoints.TargetOf(caller.Organization, Dialect.Courier, Told),
            Extra = RequestExtra.Write(requestId.ToCourierString(), shared, ordinal, order.Rest),
        })];
    }

    /// <summary>Until when the key must be kept: up to a year from now. Courier's least is a day, which every key is kept anyway.</summary>
    private static (DateTimeOffset? KeepUntil, string? Fault) ReadExpiration(HttpRequest request, DateTimeOffset now)
    {
        var text = request.Headers[ExpirationHeader].ToString();
        if (text.Length == 0)
        {
            return (null, null);
        }

        var (until, fault) = WireTime.Read(text, TimeForms.Epoch);
        return fault is not null ? (null, $"'{ExpirationHeader}' {fault}.")
            : until > now && until <= now.AddYears(1) ? (until, null)
            : (null, $"'{ExpirationHeader}' must lie within the next year.");
    }
}
