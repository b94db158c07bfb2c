using Belay.Messages;
using Belay.Storage.Postgres.Writing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Belay.Grains.Erasing;

/// <summary>Has the texts and numbers of finished messages erased when their time is over. Every silo looks; the database lets one of them do it at a time.</summary>
internal sealed partial class FinishedEraser(PostgresErasing erasing, ClusterEngineOptions options, TimeProvider time, ILogger<FinishedEraser> logger) : BackgroundService
{
    /// <summary>The pause between two statements while there is more to erase.</summary>
    private static readonly TimeSpan BatchPause = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.KeepFinishedFor is not { } keptFor)
        {
            return;
        }

        var pause = ErasingPause.For(keptFor);
        while (!stoppingToken.IsCancellationRequested)
        {
            var erased = await EraseAsync(keptFor, stoppingToken);
            await Task.Delay(erased < PostgresErasing.BatchMax ? pause : BatchPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> EraseAsync(TimeSpan keptFor, CancellationToken stoppingToken)
    {
        try
        {
            var now = time.GetUtcNow();
            var erased = await erasing.EraseFinishedAsync(now - keptFor, now, stoppingToken);
            EngineMetrics.CountErased(erased);
            return erased;
        }
#pragma warning disable CA1031 // The store is away for the moment; the next look comes soon.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failed.GetType().Name);
            }

            return 0;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Texts and numbers of finished messages could not be erased now ({ExceptionType})")]
    private partial void LogFailed(string exceptionType);
}
