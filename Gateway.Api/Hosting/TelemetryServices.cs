using System.Diagnostics.Metrics;
using System.Reflection;
using Belay.Gateway.Api.Metrics;
using Belay.Messages;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Belay.Gateway.Api.Hosting;

/// <summary>
/// Measurements and traces for an OpenTelemetry collector, by OTLP. Off unless the standard setting <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; the
/// other settings of <c>OTEL_*</c> hold as OpenTelemetry defines them.
/// </summary>
public static class TelemetryServices
{
    /// <summary>The most combinations of labels of one instrument of another's meter: what comes after them is counted together.</summary>
    internal const int SeriesMax = 100;

    /// <summary>
    /// Orleans counts each message of each grain call under these: a tenth of the processor time of a cancel, for what nobody looks at.
    /// </summary>
    private static readonly string[] NotMeasured = ["orleans-messaging-", "orleans-scheduler-", "orleans-directory-"];

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string? Version =
        typeof(TelemetryServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    /// <summary>
    /// Adds meters to what is measured, and the export of measurements and of requests as traces where a collector is named. Call it first: it then
    /// stops last, and tells of the end too.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">Where the settings are; a wrong one throws <see cref="SettingException"/>.</param>
    /// <param name="meters">More meters by name, for the collector and for <c>/metrics</c>.</param>
    public static IServiceCollection AddBelayTelemetry(this IServiceCollection services, IConfiguration configuration, params string[] meters)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (meters is { Length: > 0 })
        {
            services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(meters).AddView(instrument => Bound(instrument, meters)));
        }

        if (configuration[Endpoint] is not { Length: > 0 } endpoint)
        {
            return services;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            throw new SettingException($"{Endpoint} must be an http or https URL, such as http://localhost:4317.");
        }

        services.AddMeasurements()
            .WithMetrics(metrics => metrics.AddOtlpExporter())
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddProcessor(new SpanTags()).AddOtlpExporter());
        services.AddHostedService<LastExport>();
        return services.AddHostedService<LevelsTimer>();
    }

    /// <summary>What is measured, whoever it is shown to.</summary>
    internal static IOpenTelemetryBuilder AddMeasurements(this IServiceCollection services) => services.AddOpenTelemetry()
        .ConfigureResource(Describe)
        .WithMetrics(metrics => metrics.AddMeter("System.Runtime", "Microsoft.AspNetCore.*", EngineMetrics.MeterName));

    /// <summary>Who measures: <c>belay</c>, unless <c>OTEL_SERVICE_NAME</c> says otherwise, with an instance id of this process.</summary>
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddTelemetrySdk()
        .AddService("belay", serviceVersion: Version)
        .AddEnvironmentVariableDetector();

    /// <summary>Labels of another's meter may name processes that come and go, such as silos.</summary>
    private static MetricStreamConfiguration? Bound(Instrument instrument, string[] meters) =>
        !meters.Contains(instrument.Meter.Name, StringComparer.Ordinal) ? null
        : NotMeasured.Any(name => instrument.Name.StartsWith(name, StringComparison.Ordinal)) ? MetricStreamConfiguration.Drop
        : new MetricStreamConfiguration { CardinalityLimit = SeriesMax };
}
