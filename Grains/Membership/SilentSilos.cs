using Belay.Messages;
using Belay.Storage.Postgres.Reading;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Belay.Grains.Membership;

/// <summary>Has the cluster go on without a silo that no longer reaches the database, while this one does.</summary>
/// <remarks>
/// Such a silo can keep and send nothing, but it answers the others' probes, which are all that Orleans judges by: its messages would wait for it.
/// </remarks>
internal sealed partial class SilentSilos(
    PostgresMembership table, IClusterMembershipService cluster, ILocalSiloDetails self, TimeProvider time,
    ILogger<SilentSilos> logger) : BackgroundService
{
    /// <summary>The pause between two looks.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2.5);

    /// <summary>How long a silo may be silent: it renews its mark three times in this.</summary>
    private static readonly TimeSpan SilentMax = TimeSpan.FromSeconds(15);

    /// <summary>The marks, and since when they are known here. Empty after a look that failed: then it may be the database that was away.</summary>
    private Dictionary<SiloAddress, (DateTimeOffset Mark, long Since)> _seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (StoreUnavailableException)
                {
                    _seen = [];
                }
#pragma warning disable CA1031 // The table could not be changed now; the next look comes soon.
                catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    LogFailed(failed.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var marks = await table.ReadMarksAsync(stoppingToken);
        var now = time.GetTimestamp();
        _seen = marks.ToDictionary(
            mark => SiloAddress.New(mark.Endpoint, mark.Generation),
            mark => _seen.TryGetValue(SiloAddress.New(mark.Endpoint, mark.Generation), out var before)
                && before.Mark == mark.At ? before : (mark.At, now));

        // Who does not renew his own mark has no right to judge.
        if (!_seen.TryGetValue(self.SiloAddress, out var own) || IsSilent(own.Since, now))
        {
            return;
        }

        foreach (var (silo, _) in _seen.Where(silo => IsSilent(silo.Value.Since, now)))
        {
            LogSilent(silo.ToString(), SilentMax.TotalSeconds);
            await cluster.TryKill(silo);
        }
    }

    private bool IsSilent(long since, long now) => time.GetElapsedTime(since, now) > SilentMax;

    [LoggerMessage(1, LogLevel.Warning, "Silo {Silo} has not renewed its mark in the database for {Seconds} seconds: the cluster goes on without it")]
    private partial void LogSilent(string silo, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "Looking for silent silos failed ({ExceptionType})")]
    private partial void LogFailed(string exceptionType);
}
