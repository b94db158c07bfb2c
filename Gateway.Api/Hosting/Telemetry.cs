using System.Reflection;
using Belay.Messages;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Exports from the start of the host to its end.</summary>
internal sealed class Telemetry(IConfiguration configuration, string[] meters) : IHostedService, IDisposable
{
    /// <summary>How long the end of the process waits for a collector to take the last values, each of measurements and traces.</summary>
    private const int LastExportMilliseconds = 2_000;

    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(Resource())
            .AddMeter("System.Runtime", "Microsoft.AspNetCore.*", EngineMetrics.MeterName)
            .AddMeter(meters)
            .AddOtlpExporter()
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(Resource())
            .AddSource("Microsoft.AspNetCore")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.Shutdown(LastExportMilliseconds);
        _metrics?.Shutdown(LastExportMilliseconds);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <summary>Who measures: <c>belay</c>, unless <c>OTEL_SERVICE_NAME</c> says otherwise, with an instance id of this process.</summary>
    internal static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddService("belay", serviceVersion: typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddEnvironmentVariableDetector();
}
