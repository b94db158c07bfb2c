using System.Diagnostics.Metrics;
using Belay.Gateway.Api.Hosting;
using Belay.Messages;

namespace Belay.Gateway.Api.Metrics;

/// <summary>
/// What is measured by asking and not by counting: how full the engine is, and whether this process is ready. It shows what was last asked for.
/// </summary>
internal sealed class Levels : IDisposable
{
    private readonly Meter _meter = new(EngineMetrics.MeterName);
    private readonly IEngineLevels? _engine;
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Reading? _last;

    public Levels(Readiness readiness, TimeProvider time, IEngineLevels? engine = null)
    {
        _time = time;
        _readiness = readiness;
        _engine = engine;
        _meter.CreateObservableGauge(
            "belay.ready", () => Of(last => last.Ready ? 1 : 0), null, "1 if this process accepts, keeps and sends; what /readyz says.");
        _meter.CreateObservableGauge(
            "belay.message.pending", () => Of(last => last.Engine?.Pending), "{message}", "Messages that wait for their time or their turn.");
        _meter.CreateObservableGauge(
            "belay.message.held", () => Of(last => last.Engine?.Held), "{message}", "Messages that wait for an operator's decision after a restore.");
        _meter.CreateObservableGauge(
            "belay.webhook.backlog", () => Of(last => last.Engine?.WebhookEvents), "{event}", "Webhook events that are not settled.");
        _meter.CreateObservableGauge("belay.writer.queue", () => Of(last => last.Engine?.Queued), "{command}", "Commands that wait for the writer.");
        _meter.CreateObservableGauge("belay.store.log", () =>
            Of(_ => _engine?.LogBytes), "By", "The write-ahead log beside the database: it grows while another program reads.");
    }

    /// <summary>Asks anew, once at a time however many want to know. What cannot be known is not shown.</summary>
    public async Task RefreshAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var health = await _readiness.CheckAsync(cancellationToken);
            _last = new(health.Ready, health.Ready ? await ReadAsync(patience, cancellationToken) : null);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _turn.Dispose();
    }

    private async Task<EngineLevels?> ReadAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_engine is null)
        {
            return null;
        }

        using var late = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await _engine.ReadLevelsAsync(either.Token);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private IEnumerable<Measurement<long>> Of(Func<Reading, long?> value) => _last is { } last && value(last) is { } known ? [new(known)] : [];

    private sealed record Reading(bool Ready, EngineLevels? Engine);
}
