using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Numbers;
using Belay.Messages;

namespace Belay.Gateway.Api.Requests;

/// <summary>A request that makes messages, as far as every dialect goes the same way with it.</summary>
internal static class CreateRequest
{
    /// <summary>Reads body and key, has the request judged, and hands over what was judged good.</summary>
    /// <remarks>
    /// The key is looked up before anything is judged: a repeat that comes after its due time gets the first answer, not "in the past". And it is
    /// looked up once more where the judge refuses, since the first request may have come between: it was accepted while the time passed for this
    /// one.
    /// </remarks>
    /// <param name="context">The request.</param>
    /// <param name="engine">Who knows the keys.</param>
    /// <param name="intake">Where drafts go.</param>
    /// <param name="scope">Where a key counts: dialect and operation.</param>
    /// <param name="bytesMax">The longest body.</param>
    /// <param name="judge">Makes drafts of the body, or the refusal.</param>
    /// <param name="answer">Tells in the dialect's words what became of it.</param>
    public static async Task<IResult> AnswerAsync(
        HttpContext context,
        IMessageEngine engine,
        Intake intake,
        string scope,
        int bytesMax,
        Func<RequestBody, Judgement> judge,
        Func<ScheduleVerdict, RequestBody, IResult> answer)
    {
        var (body, tooLarge) = await RequestBody.ReadAsync(
            context.Request, bytesMax, context.RequestServices.GetRequiredService<NumberReader>());
        if (body is null)
        {
            return new RefusalResult(tooLarge!);
        }

        var caller = context.GetCaller();
        var (use, badKey) = IdempotencyHeader.Read(context.Request, caller, scope, body);
        if (badKey is not null)
        {
            return new RefusalResult(badKey);
        }

        if (await FindReplayAsync() is { } replayed)
        {
            return answer(replayed, body);
        }

        var judgement = judge(body);
        if (judgement.Refusal is { } refusal)
        {
            return await FindReplayAsync() is { } cameBetween ? answer(cameBetween, body) : refusal();
        }

        use = use is null ? null : use with { KeepUntil = judgement.KeepKeyUntil };
        return answer(await intake.AcceptAsync(judgement.Drafts!, caller.Actor, use, context.RequestAborted), body);

        async Task<ScheduleVerdict.Replayed?> FindReplayAsync() =>
            use is null ? null : await engine.FindReplayAsync(use.Key, context.RequestAborted);
    }
}

/// <summary>What a dialect makes of a body: drafts that nothing is wrong with, or a refusal.</summary>
/// <param name="Drafts">The drafts; null: they are refused.</param>
/// <param name="Refusal">Makes the refusal; it is asked for only where it is given.</param>
/// <param name="KeepKeyUntil">How long the caller wants the key to be kept; null: as long as every key is.</param>
internal readonly record struct Judgement(JudgedDrafts? Drafts, Func<IResult>? Refusal, DateTimeOffset? KeepKeyUntil = null)
{
    public static implicit operator Judgement(JudgedDrafts drafts) => new(drafts, null);

    /// <summary>Refuses.</summary>
    public static Judgement Refuse(IResult refusal) => new(null, () => refusal);

    /// <summary>Refuses with what sets headers of the answer too.</summary>
    public static Judgement Refuse(Func<IResult> refusal) => new(null, refusal);
}
