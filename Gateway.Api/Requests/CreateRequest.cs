using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Numbers;
using Belay.Messages;

namespace Belay.Gateway.Api.Requests;

/// <summary>A request that makes messages, as far as every dialect reads it the same way.</summary>
/// <param name="Body">Its body.</param>
/// <param name="Use">Its idempotency key; null: it has none.</param>
/// <param name="Replayed">What the key was used for before; null: nothing.</param>
internal sealed record CreateRequest(RequestBody Body, IdempotencyUse? Use, ScheduleVerdict.Replayed? Replayed)
{
    /// <summary>Reads body and key, and looks the key up before anything is judged: a repeat that comes after its due time gets the first answer, not "in the past".</summary>
    /// <param name="context">The request.</param>
    /// <param name="engine">Who knows the keys.</param>
    /// <param name="scope">Where a key counts: dialect and operation.</param>
    /// <param name="bytesMax">The longest body.</param>
    public static async Task<(CreateRequest? Request, RefusalResult? Refusal)> ReadAsync(HttpContext context, IMessageEngine engine, string scope, int bytesMax)
    {
        var (body, tooLarge) = await RequestBody.ReadAsync(
            context.Request, bytesMax, context.RequestServices.GetRequiredService<NumberReader>());
        if (body is null)
        {
            return (null, new(tooLarge!));
        }

        var (use, badKey) = IdempotencyHeader.Read(context.Request, context.GetCaller(), scope, body);
        if (badKey is not null)
        {
            return (null, new(badKey));
        }

        var replayed = use is null ? null : await engine.FindReplayAsync(use.Key, context.RequestAborted);
        return (new(body, use, replayed), null);
    }
}
