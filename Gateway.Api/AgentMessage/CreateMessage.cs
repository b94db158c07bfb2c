using System.Diagnostics;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.AgentMessage;

/// <summary><c>POST /v1/messages</c>.</summary>
internal static class CreateMessage
{
    public static async Task<IResult> HandleAsync(
        HttpContext context,
        IMessageEngine engine,
        MessageIds ids,
        WebhookEndpoints webhooks,
        GatewayLimits limits,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var caller = context.GetCaller();
        var (body, tooLarge) = await RequestBody.ReadAsync(context.Request, limits.BodyBytesMax);
        if (body is null)
        {
            return AgentMessageErrors.Of(context, tooLarge!);
        }

        var (use, badKey) = IdempotencyHeader.Read(context.Request, caller, "agentmessage", body);
        if (badKey is not null)
        {
            return AgentMessageErrors.Of(context, badKey);
        }

        // Before anything is judged: a repeat that comes after its due time gets the first answer, not "must be in the future".
        if (use is not null && await engine.FindReplayAsync(use.Key, cancellationToken) is { } replayed)
        {
            return ToResult(context, replayed, body);
        }

        using var json = JsonBody.Parse(body, limits.JsonDepthMax);
        if (json is null)
        {
            return AgentMessageErrors.Of(context, new(RefusalKind.BodyBroken, "body is not valid JSON"));
        }

        var (fields, wrong) = MessageForm.Read(json.RootElement, limits, time.GetUtcNow());
        if (fields is null)
        {
            return AgentMessageErrors.Invalid(context, wrong);
        }

        var webhook = webhooks.TargetOf(caller.Organization, Dialect.AgentMessage, AgentMessageMapping.ToldToWebhooks);
        var draft = fields.ToDraft(ids.Next(), caller.Organization, webhook);
        return ToResult(context, await engine.ScheduleAsync(new([draft], caller.Actor, use), cancellationToken), body);
    }

    private static IResult ToResult(HttpContext context, ScheduleVerdict verdict, RequestBody body) => verdict switch
    {
        ScheduleVerdict.Accepted accepted => Accepted(accepted.Messages[0]),
        ScheduleVerdict.Replayed replayed when replayed.Fingerprint == body.Fingerprint => Accepted(replayed.Messages[0]),
        ScheduleVerdict.Replayed => AgentMessageErrors.Invalid(context, new Dictionary<string, string> { ["Idempotency-Key"] = "was used with another body" }),
        ScheduleVerdict.PendingLimitReached => AgentMessageErrors.Of(context, new(RefusalKind.PendingLimitReached)),
        ScheduleVerdict.IdTaken => throw new UnreachableException("A fresh id was in use already."),
        _ => throw new UnreachableException($"No answer for {verdict}."),
    };

    private static IResult Accepted(Message message) => Results.Json(
        new MessageAnswer(Success: true, AgentMessageMapping.ToWire(message)), AgentMessageJson.Wire.MessageAnswer, statusCode: StatusCodes.Status202Accepted);
}
