using System.Diagnostics.Metrics;
using System.Globalization;
using Belay.Gateway.Api.Hosting;
using Belay.Messages;

namespace Belay.Gateway.Api.Cluster;

/// <summary>
/// Asks the database of the cluster for its time, or a silo that goes by it. Throws <see cref="StoreUnavailableException"/> where it does not answer.
/// </summary>
public delegate Task<DateTimeOffset> ReadClusterTime(CancellationToken cancellationToken);

/// <summary>
/// Keeps the cluster's time with the database, and says when this machine's clock differs: in the log, as a measurement, and by not being ready.
/// </summary>
public sealed partial class ClockWatch : BackgroundService, IReadiness
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly ReadClusterTime _read;
    private readonly ClusterClock _clock;
    private readonly ILogger<ClockWatch> _logger;
    private readonly Meter _meter = new(EngineMetrics.MeterName);

    /// <summary>The smaller of the last two differences: one that was seen once may come from a pause between the looks at the two clocks.</summary>
    private TimeSpan _difference;
    private TimeSpan _last;
    private bool _isOff;

    /// <summary>Judges the clock as it was read so far.</summary>
    public ClockWatch(ReadClusterTime read, ClusterClock clock, ILogger<ClockWatch> logger)
    {
        (_read, _clock, _logger) = (read, clock, logger);
        _last = clock.Difference;
        Judge();
        _meter.CreateObservableGauge(
            "belay.clock.difference", () => _difference.TotalSeconds, "s",
            "How far this machine's clock is ahead of the database's, by which messages leave.");
    }

    /// <inheritdoc/>
    public EngineHealth Check() => Of(_difference);

    internal static EngineHealth Of(TimeSpan difference) => difference.Duration() <= ClusterClock.DifferenceMax
        ? new(true, "This machine's clock agrees with the database's.")
        : new(false, string.Create(
            CultureInfo.InvariantCulture,
            $"This machine's clock is {difference.Duration().TotalSeconds:F1} s {(difference > TimeSpan.Zero ? "ahead of" : "behind")} the "
            + $"database's, by which messages leave."));

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    /// <summary>Has the clock read before the host goes on: requests are judged by the cluster's time from the first on.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Twice, because the first answer takes longer.
        await _clock.ReadAsync(_read, cancellationToken);
        await _clock.ReadAsync(_read, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await _clock.ReadAsync(_read, stoppingToken);
                }
                catch (StoreUnavailableException)
                {
                    // The steady counter goes on, and whoever needs the store says that it is away.
                }

                Judge();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private void Judge()
    {
        var now = _clock.Difference;
        (_difference, _last) = (now.Duration() < _last.Duration() ? now : _last, now);
        var health = Check();
        if (_isOff == health.Ready)
        {
            _isOff = !health.Ready;
            if (_isOff)
            {
                LogOff(health.Detail);
            }
            else
            {
                LogAgrees(health.Detail);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Detail} This process is sent no requests until they agree.")]
    private partial void LogOff(string detail);

    [LoggerMessage(2, LogLevel.Information, "{Detail}")]
    private partial void LogAgrees(string detail);
}
