using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Messages;

namespace Belay.Gateway.Api.Requests;

/// <summary>Reads <c>Idempotency-Key</c>.</summary>
internal static class IdempotencyHeader
{
    /// <summary>The key's use by this request; both null where there is none; a refusal where it is empty or too long.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caller">Whose key.</param>
    /// <param name="scope">Where it counts: dialect and operation, such as <c>telnyx:messages</c>.</param>
    /// <param name="body">The body it came with.</param>
    public static (IdempotencyUse? Use, Refusal? Refusal) Read(HttpRequest request, Caller caller, string scope, RequestBody body)
    {
        if (!request.Headers.TryGetValue("Idempotency-Key", out var values))
        {
            return (null, null);
        }

        var key = values.ToString().Trim();
        return key.Length is >= 1 and <= IdempotencyKey.LengthMax
            ? (new IdempotencyUse(new IdempotencyKey(caller.Organization, scope, key), body.Fingerprint), null)
            : (null, new Refusal(RefusalKind.IdempotencyKeyInvalid));
    }
}
