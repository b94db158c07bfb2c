using Belay.Messages;

namespace Belay.Gateway.Api.Metrics;

/// <summary>Keeps the <see cref="Levels"/> fresh for those who are sent measurements; who fetches them asks himself.</summary>
internal sealed partial class LevelsTimer(Levels levels, TimeProvider time, ILogger<LevelsTimer> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await levels.RefreshAsync(Pause, stoppingToken);
                }
                catch (StoreUnavailableException unavailable)
                {
                    LogUnavailable(unavailable.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Levels cannot be measured: {Reason}")]
    private partial void LogUnavailable(string reason);
}
