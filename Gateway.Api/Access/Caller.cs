using Belay.Messages;

namespace Belay.Gateway.Api.Access;

/// <summary>Who sends this request: a live key, and the request's id.</summary>
internal sealed record Caller(ApiKey Key, string RequestId)
{
    public OrganizationId Organization => Key.Organization;

    /// <summary>The caller as timelines show it.</summary>
    public Actor Actor => new(Key.Id, RequestId);
}

internal static class CallerFeature
{
    public static void SetCaller(this HttpContext context, Caller caller) => context.Features.Set(caller);

    /// <summary>The caller that <see cref="AccessMiddleware"/> let in.</summary>
    public static Caller GetCaller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("This route lets requests in without a key, so it has no caller.");
}
