using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Requests.Strays;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary><c>POST messages</c> and <c>POST batches</c>.</summary>
internal static class CreateCalls
{
    public static Task<IResult> OneAsync(
        HttpContext context,
        IMessageEngine engine,
        Intake intake,
        NumberReader numbers,
        MessageIds ids,
        GatewayLimits limits,
        TimeProvider time) => CreateRequest.AnswerAsync(
            context,
            engine,
            intake,
            "belay:messages",
            limits.BodyBytesMax,
            body =>
            {
                var (wire, wrong) = NativeBody.Read(body, limits, NativeJson.Wire.DraftWire, NativeStrays.One);
                if (wire is null)
                {
                    return Judgement.Refuse(wrong!);
                }

                var reader = new DraftReader(numbers, time.GetUtcNow());
                var id = ids.Next();
                var judged = intake.Judge([reader.Read(wire, "", id, BatchId.Of(id), 0, context.GetCaller().Organization)]);
                foreach (var (_, fault) in judged.Faults)
                {
                    reader.Refuse("", fault);
                }

                return reader.Wrong.Count > 0 ? Judgement.Refuse(NativeErrors.Invalid(reader.Wrong)) : judged;
            },
            (verdict, body) => ToResult(verdict, body, One));

    public static Task<IResult> BatchAsync(
        HttpContext context,
        IMessageEngine engine,
        Intake intake,
        NumberReader numbers,
        MessageIds ids,
        GatewayLimits limits,
        TimeProvider time) => CreateRequest.AnswerAsync(
            context,
            engine,
            intake,
            "belay:batches",
            limits.BatchBodyBytesMax,
            body =>
            {
                var (wire, wrong) = NativeBody.Read(body, limits, NativeJson.Wire.BatchDraftWire, NativeStrays.Batch);
                if (wire is null)
                {
                    return Judgement.Refuse(wrong!);
                }

                if (wire.Messages is not { } messages || messages.Count == 0 || messages.Count > limits.BatchMessagesMax)
                {
                    return Judgement.Refuse(NativeErrors.Invalid(
                        new Dictionary<string, string> { ["messages"] = $"must hold 1..{limits.BatchMessagesMax} messages" }));
                }

                var reader = new DraftReader(numbers, time.GetUtcNow());
                var first = ids.Next();
                var organization = context.GetCaller().Organization;
                var judged = intake.Judge(messages.Select((one, place) =>
                    reader.Read(one ?? new(), PathOf(place), place == 0 ? first : ids.Next(), BatchId.Of(first), place, organization)));
                foreach (var (place, fault) in judged.Faults)
                {
                    reader.Refuse(PathOf(place), fault);
                }

                return reader.Wrong.Count > 0
                    ? Judgement.Refuse(NativeErrors.Invalid(reader.Wrong.Take(NativeBody.ErrorsMax).ToDictionary()))
                    : judged;
            },
            (verdict, body) => ToResult(verdict, body, Batch));

    private static string PathOf(int place) => $"messages[{place}].";

    private static IResult ToResult(ScheduleVerdict verdict, RequestBody body, Func<IReadOnlyList<Message>, IResult> answer) => verdict switch
    {
        ScheduleVerdict.Accepted accepted => answer(accepted.Messages),
        ScheduleVerdict.Replayed replayed when body.IsThatOf(replayed.Fingerprint) => answer(replayed.Messages),
        ScheduleVerdict.Replayed => NativeErrors.KeyReused(),
        ScheduleVerdict.PendingLimitReached => new RefusalResult(RefusalKind.PendingLimitReached),
        ScheduleVerdict.IdTaken => throw new UnreachableException("A fresh id was in use already."),
        _ => throw new UnreachableException($"No answer for {verdict}."),
    };

    private static IResult One(IReadOnlyList<Message> messages) =>
        Results.Json(NativeMapping.ToWire(messages[0], withTimeline: true), NativeJson.Wire.MessageWire, statusCode: StatusCodes.Status202Accepted);

    private static IResult Batch(IReadOnlyList<Message> messages) => Results.Json(
        new BatchWire(messages[0].Draft.Batch.ToString(), [.. messages.Select(message => NativeMapping.ToWire(message, withTimeline: false))]),
        NativeJson.Wire.BatchWire,
        statusCode: StatusCodes.Status202Accepted);
}

/// <summary>Reads a body of these calls.</summary>
internal static class NativeBody
{
    /// <summary>Most wrong fields that one answer names.</summary>
    public const int ErrorsMax = 50;

    private const int FieldCharactersMax = 128;

    /// <summary>The body as its record; or the refusal: no JSON at all (400), or a field that is unknown or of another type (422).</summary>
    public static (T? Wire, IResult? Refusal) Read<T>(RequestBody body, GatewayLimits limits, JsonTypeInfo<T> type, StrayRules? strays = null)
        where T : class
    {
        using var json = JsonBody.Parse(body, limits.JsonDepthMax);
        if (json is null)
        {
            return (null, new RefusalResult(new Refusal(RefusalKind.BodyBroken, "The body is not valid JSON.")));
        }

        if (json.RootElement.ValueKind != JsonValueKind.Object)
        {
            return (null, Wrong("body", "must be a JSON object"));
        }

        if (strays?.Find(json.RootElement) is { Count: > 0 } found)
        {
            return (null, NativeErrors.Invalid(found.DistinctBy(stray => stray.Path).ToDictionary(stray => stray.Path, stray => stray.Rule)));
        }

        try
        {
            return (json.RootElement.Deserialize(type), null);
        }
        catch (JsonException wrong)
        {
            // Its message names our types; its path names the caller's field.
            var field = (wrong.Path ?? "").TrimStart('$', '.');
            return (null, Wrong(field.Length is 0 or > FieldCharactersMax ? "body" : field, "is not a known field, or not of the right type"));
        }
    }

    private static IResult Wrong(string field, string rule) => NativeErrors.Invalid(new Dictionary<string, string> { [field] = rule });
}
