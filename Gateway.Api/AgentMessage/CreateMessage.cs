using System.Diagnostics;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.AgentMessage;

/// <summary><c>POST /v1/messages</c>.</summary>
internal static class CreateMessage
{
    public static Task<IResult> HandleAsync(
        HttpContext context,
        IMessageEngine engine,
        Intake intake,
        NumberReader numbers,
        MessageIds ids,
        WebhookEndpoints webhooks,
        GatewayLimits limits,
        TimeProvider time) => CreateRequest.AnswerAsync(
            context,
            engine,
            intake,
            "agentmessage",
            limits.BodyBytesMax,
            body =>
            {
                using var json = JsonBody.Parse(body, limits.JsonDepthMax);
                if (json is null)
                {
                    return Judgement.Refuse(new RefusalResult(new Refusal(RefusalKind.BodyBroken, "body is not valid JSON")));
                }

                var (fields, wrong) = MessageForm.Read(json.RootElement, numbers, time.GetUtcNow());
                if (fields is null)
                {
                    return Judgement.Refuse(AgentMessageErrors.Invalid(context, wrong));
                }

                var organization = context.GetCaller().Organization;
                var webhook = webhooks.TargetOf(organization, Dialect.AgentMessage, AgentMessageMapping.ToldToWebhooks);
                var judged = intake.Judge([fields.ToDraft(ids.Next(), organization, webhook)]);
                foreach (var (_, fault) in judged.Faults)
                {
                    var (field, rule) = MessageForm.ToDetail(fault);
                    wrong.TryAdd(field, rule);
                }

                return wrong.Count > 0 ? Judgement.Refuse(AgentMessageErrors.Invalid(context, wrong)) : judged;
            },
            (verdict, body) => ToResult(context, verdict, body));

    private static IResult ToResult(HttpContext context, ScheduleVerdict verdict, RequestBody body) => verdict switch
    {
        ScheduleVerdict.Accepted accepted => Accepted(accepted.Messages[0]),
        ScheduleVerdict.Replayed replayed when body.IsThatOf(replayed.Fingerprint) => Accepted(replayed.Messages[0]),
        ScheduleVerdict.Replayed =>
            AgentMessageErrors.Invalid(context, new Dictionary<string, string> { ["Idempotency-Key"] = "was used with another body" }),
        ScheduleVerdict.PendingLimitReached => new RefusalResult(RefusalKind.PendingLimitReached),
        ScheduleVerdict.IdTaken => throw new UnreachableException("A fresh id was in use already."),
        _ => throw new UnreachableException($"No answer for {verdict}."),
    };

    private static IResult Accepted(Message message) => Results.Json(
        new MessageAnswer(Success: true, AgentMessageMapping.ToWire(message)), AgentMessageJson.Wire.MessageAnswer,
        statusCode: StatusCodes.Status202Accepted);
}
