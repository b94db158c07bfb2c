using System.Threading.RateLimiting;
using Belay.Gateway.Api.Dialects;
using Belay.Messages;

namespace Belay.Gateway.Api.Access;

/// <summary>Lets a request through to its route only with what the route's <see cref="AccessRule"/> asks for, and at the key's rate.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, KeyRing keys, RequestRate rate)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // No rule: routing answers by itself (404, 405); it shows nobody's messages.
        var rule = context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>();
        if (rule is null or { Scope: Scopes.None })
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
}
