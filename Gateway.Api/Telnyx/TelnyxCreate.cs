using System.Diagnostics;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests;
using Belay.Messages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>The calls that make messages.</summary>
internal sealed class TelnyxCreate(IMessageEngine engine, TelnyxDrafts drafts, GatewayLimits limits)
{
    /// <summary>Makes one message.</summary>
    public Task<IResult> OneAsync(TelnyxCall call, HttpContext context) => CreateAsync(
        context,
        call.ToString(),
        (body, organization) =>
        {
            var (request, fault) = TelnyxFields.Read(body, limits.JsonDepthMax, TelnyxMessageRequest.Read);
            return request is null ? (null, fault) : drafts.Make(call, request, organization);
        },
        static messages => TelnyxMapping.ToWire(messages[0]));

    /// <summary>Makes a group message.</summary>
    public Task<IResult> GroupAsync(HttpContext context) => CreateAsync(
        context,
        "GroupMms",
        (body, organization) =>
        {
            var (request, fault) = TelnyxFields.Read(body, limits.JsonDepthMax, TelnyxGroupMmsRequest.Read);
            return request is null ? (null, fault) : drafts.MakeGroup(request, organization);
        },
        TelnyxMapping.ToWireGroup);

    private async Task<IResult> CreateAsync(
        HttpContext context,
        string call,
        Func<RequestBody, OrganizationId, (IReadOnlyList<Draft>? Drafts, TelnyxFault? Fault)> judge,
        Func<IReadOnlyList<Message>, TelnyxMessage> show)
    {
        var request = context.Request;
        if (!string.IsNullOrEmpty(request.ContentType) && !request.HasJsonContentType())
        {
            return Refuse(RefusalKind.MediaTypeUnsupported);
        }

        var (body, tooLarge) = await RequestBody.ReadAsync(request, limits.BodyBytesMax);
        if (body is null)
        {
            return new RefusalResult(tooLarge!);
        }

        var caller = context.GetCaller();
        var (use, badKey) = IdempotencyHeader.Read(request, caller, "telnyx:" + call, body);
        if (badKey is not null)
        {
            return new RefusalResult(badKey);
        }

        // Before anything is judged: a repeat after the send time must get the first answer, not "in the past".
        if (use is not null && await engine.FindReplayAsync(use.Key, context.RequestAborted) is { } replayed)
        {
            return Answer(context, replayed, body, show);
        }

        var (made, fault) = judge(body, caller.Organization);
        return made is null
            ? fault!.ToResult(request.Method)
            : Answer(context, await engine.ScheduleAsync(new(made, caller.Actor, use), context.RequestAborted), body, show);
    }

    private static IResult Answer(
        HttpContext context, ScheduleVerdict verdict, RequestBody body, Func<IReadOnlyList<Message>, TelnyxMessage> show) => verdict switch
    {
        ScheduleVerdict.Accepted accepted => Show(show(accepted.Messages)),
        ScheduleVerdict.Replayed replayed when replayed.Fingerprint == body.Fingerprint => Show(show(replayed.Messages)),
        ScheduleVerdict.Replayed => TelnyxFault.KeyReused.ToResult(context.Request.Method),
        ScheduleVerdict.PendingLimitReached => Refuse(RefusalKind.PendingLimitReached),
        // 74 random bits met the same 74 in the same millisecond: a new try gets a new id, and that is what 500 asks for.
        ScheduleVerdict.IdTaken => Refuse(RefusalKind.Unexpected),
        _ => throw new UnreachableException($"No answer for {verdict}."),
    };

    private static JsonHttpResult<TelnyxData<TelnyxMessage>> Show(TelnyxMessage message) =>
        TypedResults.Json(new TelnyxData<TelnyxMessage>(message), TelnyxJson.Wire.TelnyxDataTelnyxMessage);

    private static RefusalResult Refuse(RefusalKind kind) => new(new Refusal(kind));

    /// <summary>Leaves the words to the one place that has them for refusals.</summary>
    private sealed record RefusalResult(Refusal Refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => httpContext.RefuseAsync(Refusal);
    }
}
