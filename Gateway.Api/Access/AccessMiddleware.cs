using System.Threading.RateLimiting;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Native;
using Belay.Messages;

namespace Belay.Gateway.Api.Access;

/// <summary>Lets a request through to its route only with what the route's <see cref="AccessRule"/> asks for, and at the key's rate.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, KeyRing keys, RequestRate rate, DialectRouter dialects)
{
    private static readonly AccessRule AnyKey = new(Scopes.None);

    public async Task InvokeAsync(HttpContext context)
    {
        var rule = RuleOf(context);
        if (rule is not { NeedsKey: true })
        {
            await next(context);
            return;
        }

        if (Credentials.Read(context.Request) is not { } presented)
        {
            await context.RefuseAsync(new Refusal(RefusalKind.KeyMissing));
            return;
        }

        if (await keys.FindAsync(presented, context.RequestAborted) is not { } key)
        {
            await context.RefuseAsync(new Refusal(RefusalKind.KeyWrong));
            return;
        }

        using var lease = rate.Take(key, context.Response);
        if (lease is { IsAcquired: false })
        {
            var retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
            await context.RefuseAsync(new Refusal(RefusalKind.RateExceeded, RetryAfter: retryAfter));
            return;
        }

        if (!key.Scopes.HasFlag(rule.Scope))
        {
            await context.RefuseAsync(new Refusal(RefusalKind.ScopeMissing));
            return;
        }

        context.SetCaller(new Caller(key, context.TraceIdentifier));
        await next(context);
    }

    /// <summary>
    /// The route's own rule. Where routing itself answers at a known address (405, 415), a key comes first, as everywhere in a dialect and in Belay's
    /// own words; an unknown address (404) is anybody's.
    /// </summary>
    private AccessRule? RuleOf(HttpContext context) => context.GetEndpoint() switch
    {
        null => null,
        var endpoint when endpoint.Metadata.GetMetadata<AccessRule>() is { } rule => rule,
        _ => dialects.Of(context.Request.Path) is not null || NativeRoutes.Own(context.Request.Path) ? AnyKey : null,
    };
}
