using System.Net;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Messages;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Belay.Gateway.Api.Metrics;

/// <summary><c>GET /metrics</c>: what is measured, in Prometheus' text format.</summary>
/// <remarks>
/// It tells nothing of anybody, but how much business the whole installation does: so it is shown to a caller on this machine, and elsewhere to keys
/// that may administer keys. A request that a proxy brought is not from this machine, whoever's connection it came by.
/// </remarks>
internal static class MetricsPage
{
    private const string Enabled = "Belay:Metrics:Enabled";
    private const string Public = "Belay:Metrics:Public";

    /// <summary>How long the measurements may take; what cannot be known by then is not shown.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddMetricsPage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => new Levels(
            provider.GetRequiredService<Readiness>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<IEngineLevels>()));
        _ = configuration.Flag(Public, false);
        if (configuration.Flag(Enabled, true))
        {
            services.AddMeasurements().WithMetrics(metrics => metrics.AddPrometheusExporter(page =>
            {
                page.ScopeInfoEnabled = false;
                page.ScrapeResponseCacheDurationMilliseconds = 0;
                page.ScrapeResponseTimeoutMilliseconds = (int)Patience.TotalMilliseconds;
            }));
        }

        return services;
    }

    public static void MapMetricsPage(this WebApplication app)
    {
        if (!app.Configuration.Flag(Enabled, true))
        {
            return;
        }

        var isPublic = app.Configuration.Flag(Public, false);
        var levels = app.Services.GetRequiredService<Levels>();
        var keys = app.Services.GetRequiredService<KeyRing>();
        app.MapPrometheusScrapingEndpoint(
                "/metrics", null, page => page.Use((context, next) => ShowAsync(context, next, keys, levels, isPublic)), null)
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get])).LetsEverybodyIn().ExcludeFromDescription();
    }

    private static async Task ShowAsync(HttpContext context, RequestDelegate next, KeyRing keys, Levels levels, bool isPublic)
    {
        if (!isPublic && !IsLocal(context) && await WhyNotAsync(context, keys) is { } refusal)
        {
            await new RefusalResult(refusal).ExecuteAsync(context);
            return;
        }

        // One format for all who ask: OpenMetrics would add a series to each counter, of the time when it began.
        context.Request.Headers.Accept = default;
        await levels.RefreshAsync(Patience, context.RequestAborted);
        await next(context);
    }

    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("Forwarded") && !context.Request.Headers.ContainsKey("Via");

    private static async Task<RefusalKind?> WhyNotAsync(HttpContext context, KeyRing keys) =>
        Credentials.Read(context.Request) is not { } presented ? RefusalKind.KeyMissing
        : await keys.FindAsync(presented, context.RequestAborted) is not { } key ? RefusalKind.KeyWrong
        : !key.Scopes.HasFlag(Scopes.AdministerKeys) ? RefusalKind.ScopeMissing
        : null;
}
