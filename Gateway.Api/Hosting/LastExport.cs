using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Belay.Gateway.Api.Hosting;

/// <summary>
/// Gives a collector the last values as the process ends, and does not wait long for it: OpenTelemetry would wait five seconds for each kind.
/// </summary>
internal sealed class LastExport(TracerProvider traces, MeterProvider metrics) : IHostedService
{
    private const int PatienceMilliseconds = 2_000;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        traces.Shutdown(PatienceMilliseconds);
        metrics.Shutdown(PatienceMilliseconds);
        return Task.CompletedTask;
    }
}
