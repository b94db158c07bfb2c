using System.Diagnostics;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests;
using Belay.Messages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>The calls that make messages.</summary>
internal sealed class TelnyxCreate(IMessageEngine engine, Intake intake, TelnyxDrafts drafts, GatewayLimits limits)
{
    /// <summary>Makes one message.</summary>
    public Task<IResult> OneAsync(TelnyxCall call, HttpContext context) => CreateAsync(
        context,
        call.ToString(),
        (body, organization) =>
        {
            var (request, fault) = TelnyxFields.Read(body, limits.JsonDepthMax, TelnyxMessageRequest.Strays, TelnyxMessageRequest.Read);
            return request is null ? (null, fault) : drafts.Make(call, request, organization);
        },
        static messages => TelnyxMapping.ToWire(messages[0]));

    /// <summary>Makes a group message.</summary>
    public Task<IResult> GroupAsync(HttpContext context) => CreateAsync(
        context,
        "GroupMms",
        (body, organization) =>
        {
            var (request, fault) = TelnyxFields.Read(body, limits.JsonDepthMax, TelnyxGroupMmsRequest.Strays, TelnyxGroupMmsRequest.Read);
            return request is null ? (null, fault) : drafts.MakeGroup(request, organization);
        },
        TelnyxMapping.ToWireGroup);

    private async Task<IResult> CreateAsync(
        HttpContext context,
        string call,
        Func<RequestBody, OrganizationId, (TelnyxOrder? Order, TelnyxFault? Fault)> judge,
        Func<IReadOnlyList<Message>, TelnyxMessage> show)
    {
        var request = context.Request;
        if (!string.IsNullOrEmpty(request.ContentType) && !request.HasJsonContentType())
        {
            return new RefusalResult(RefusalKind.MediaTypeUnsupported);
        }

        return await CreateRequest.AnswerAsync(
            context,
            engine,
            intake,
            "telnyx:" + call,
            limits.BodyBytesMax,
            body =>
            {
                var (order, fault) = judge(body, context.GetCaller().Organization);
                if (order is null)
                {
                    return Judgement.Refuse(fault!.ToResult(request.Method));
                }

                var judged = intake.Judge(order.Drafts, order.Wish);
                return judged.Faults is [var (_, wrong), ..]
                    ? Judgement.Refuse(TelnyxFault.From(wrong, order.UrlPointer).ToResult(request.Method))
                    : judged;
            },
            (verdict, body) => Answer(context, verdict, body, show));
    }

    private static IResult Answer(
        HttpContext context, ScheduleVerdict verdict, RequestBody body, Func<IReadOnlyList<Message>, TelnyxMessage> show) => verdict switch
    {
        ScheduleVerdict.Accepted accepted => Show(show(accepted.Messages)),
        ScheduleVerdict.Replayed replayed when body.IsThatOf(replayed.Fingerprint) => Show(show(replayed.Messages)),
        ScheduleVerdict.Replayed => TelnyxFault.KeyReused.ToResult(context.Request.Method),
        ScheduleVerdict.PendingLimitReached => new RefusalResult(RefusalKind.PendingLimitReached),
        // 54 random bits met the same 54 in the same millisecond: a new try gets a new id, and that is what 500 asks for.
        ScheduleVerdict.IdTaken => new RefusalResult(RefusalKind.Unexpected),
        _ => throw new UnreachableException($"No answer for {verdict}."),
    };

    private static JsonHttpResult<TelnyxData<TelnyxMessage>> Show(TelnyxMessage message) =>
        TypedResults.Json(new TelnyxData<TelnyxMessage>(message), TelnyxJson.Wire.TelnyxDataTelnyxMessage);
}
