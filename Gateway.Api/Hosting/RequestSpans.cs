using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Describes a request's trace by its route and how it ended, by OpenTelemetry's conventions.</summary>
/// <remarks>The web server could do some of it, but would tell the path as it came, and a caller may write anything there.</remarks>
internal sealed class RequestSpans : IStartupFilter
{
    private static readonly HashSet<string> KnownMethods = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        application.Use(async (context, following) =>
        {
            await following(context);
            Describe(context);
        });
        next(application);
    };

    private static void Describe(HttpContext context)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span)
        {
            return;
        }

        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? "HTTP" : $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", KnownMethods.Contains(context.Request.Method) ? context.Request.Method : "_OTHER");
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
