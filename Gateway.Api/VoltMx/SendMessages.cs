using System.ComponentModel;
using System.Diagnostics;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests;
using Belay.Messages;

namespace Belay.Gateway.Api.VoltMx;

/// <summary><c>POST /api/v1/message/sms</c>: one request number for all entries, one entry per recipient per message.</summary>
internal static class SendMessages
{
    public static Task<IResult> HandleAsync(
        HttpContext context,
        IMessageEngine engine,
        Intake intake,
        NumberReader numbers,
        MessageIds ids,
        VoltMxOptions options,
        GatewayLimits limits,
        TimeProvider time,
        [Description("false: numbers need not belong to an audience member.")] string? checkUserExistence) => CreateRequest.AnswerAsync(
            context,
            engine,
            intake,
            "voltmx",
            limits.BatchBodyBytesMax,
            body =>
            {
                var organization = context.GetCaller().Organization;
                List<Draft> drafts;
                try
                {
                    var entries = VoltMxAnswers.IsXml(context.Request)
                        ? SendBodyXml.Read(body, limits.JsonDepthMax)
                        : SendBodyJson.Read(body, limits.JsonDepthMax);
                    if (entries is null)
                    {
                        return Judgement.Refuse(VoltMxAnswers.BadRequest(context, VoltMxAnswers.ParseFailure));
                    }

                    if (entries.Sum(entry => entry.Recipients.Count) is var count && (count == 0 || count > limits.BatchMessagesMax))
                    {
                        throw new SendBodyException($"a request must have 1 to {limits.BatchMessagesMax} recipients in all");
                    }

                    if (!bool.TryParse(string.IsNullOrEmpty(checkUserExistence) ? "true" : checkUserExistence, out var check))
                    {
                        throw new SendBodyException("checkUserExistence must be true or false");
                    }

                    var reader = new SendOrderReader(options, numbers, organization, check && options.CheckUserExistence, time.GetUtcNow());
                    var orders = entries.ConvertAll(reader.Read);
                    drafts = [.. orders.SelectMany(order => order.ToDrafts(organization, ids.Next))];
                }
                catch (SendBodyException fault)
                {
                    return Judgement.Refuse(VoltMxAnswers.BadField(context, fault.Message));
                }
                catch (NoAudienceException)
                {
                    return Judgement.Refuse(VoltMxAnswers.BadRequest(context, VoltMxAnswers.NoAudience));
                }

                var batch = drafts[0].Batch;
                var judged = intake.Judge(drafts.Select((draft, ordinal) => draft with { Batch = batch, Ordinal = ordinal }));
                return judged.Faults is [var (_, wrong), ..]
                    ? Judgement.Refuse(VoltMxAnswers.BadField(context, SendOrderReader.ToSentence(wrong)))
                    : judged;
            },
            (verdict, body) => ToResult(context, verdict, body));

    private static IResult ToResult(HttpContext context, ScheduleVerdict verdict, RequestBody body) => verdict switch
    {
        ScheduleVerdict.Accepted accepted => Queued(context, accepted.Messages),
        ScheduleVerdict.Replayed replayed when body.IsThatOf(replayed.Fingerprint) => Queued(context, replayed.Messages),
        ScheduleVerdict.Replayed => VoltMxAnswers.BadRequest(context, "Idempotency-Key was used with another body."),
        ScheduleVerdict.PendingLimitReached => new RefusalResult(RefusalKind.PendingLimitReached),
        ScheduleVerdict.IdTaken => throw new UnreachableException("A fresh id was in use already."),
        _ => throw new UnreachableException($"No answer for {verdict}."),
    };

    /// <summary>The blank at the end is the vendor's.</summary>
    private static IResult Queued(HttpContext context, IReadOnlyList<Message> messages) =>
        VoltMxAnswers.Ok(context, messages[0].Draft.Batch.ToString(), "Request Queued. ");
}
