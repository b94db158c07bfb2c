using System.Diagnostics.Metrics;
using Belay.Gateway.Api.Hosting;
using Belay.Messages;

namespace Belay.Gateway.Api.Metrics;

/// <summary>What is measured by asking and not by counting: how full the engine is, and whether this process is ready. It shows what was last asked for.</summary>
internal sealed class Levels : IDisposable
{
    private readonly Meter _meter = new(EngineMetrics.MeterName);
    private readonly IEngineLevels? _engine;
    private readonly Readiness _readiness;
    private volatile Reading? _last;

    public Levels(Readiness readiness, IEngineLevels? engine = null)
    {
        _readiness = readiness;
        _engine = engine;
        _meter.CreateObservableGauge("belay.ready", () => Of(last => last.Ready ? 1 : 0), null, "1 if this process accepts, keeps and sends; what /readyz says.");
        _meter.CreateObservableGauge("belay.message.pending", () => Of(last => last.Engine?.Pending), "{message}", "Messages that wait for their time or their turn.");
        _meter.CreateObservableGauge("belay.message.held", () => Of(last => last.Engine?.Held), "{message}", "Messages that wait for an operator's decision after a restore.");
        _meter.CreateObservableGauge("belay.webhook.backlog", () => Of(last => last.Engine?.WebhookEvents), "{event}", "Webhook events that are not settled.");
        _meter.CreateObservableGauge("belay.writer.queue", () => Of(last => last.Engine?.Queued), "{command}", "Commands that wait for the writer.");
        _meter.CreateObservableGauge("belay.store.log", () => Of(_ => _engine?.LogBytes), "By", "The write-ahead log beside the database: it grows while another program reads.");
    }

    /// <summary>Asks anew. What cannot be known is not shown.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var health = await _readiness.CheckAsync(cancellationToken);
        EngineLevels? engine = null;
        try
        {
            engine = _engine is null || !health.Ready ? null : await _engine.ReadLevelsAsync(cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // Then only its readiness is known.
        }

        _last = new(health.Ready, engine);
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Of(Func<Reading, long?> value) => _last is { } last && value(last) is { } known ? [new(known)] : [];

    private sealed record Reading(bool Ready, EngineLevels? Engine);
}
