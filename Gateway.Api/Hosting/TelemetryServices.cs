using Belay.Gateway.Api.Metrics;

namespace Belay.Gateway.Api.Hosting;

/// <summary>
/// Measurements and traces for an OpenTelemetry collector, by OTLP. Off unless the standard setting <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; the
/// other settings of <c>OTEL_*</c> hold as OpenTelemetry defines them.
/// </summary>
public static class TelemetryServices
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds the export of what the runtime and the web server measure, and of requests as traces. Call it first: it then stops last, and tells of the end too.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">Where the settings are; a wrong one throws <see cref="SettingException"/>.</param>
    /// <param name="meters">More meters to export, by name.</param>
    public static IServiceCollection AddBelayTelemetry(this IServiceCollection services, IConfiguration configuration, params string[] meters)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[Endpoint] is not { Length: > 0 } endpoint)
        {
            return services;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            throw new SettingException($"{Endpoint} must be an http or https URL, such as http://localhost:4317.");
        }

        services.AddSingleton<IStartupFilter, RequestSpans>();
        services.AddHostedService(_ => new Telemetry(configuration, meters));
        return services.AddHostedService<LevelsTimer>();
    }
}
