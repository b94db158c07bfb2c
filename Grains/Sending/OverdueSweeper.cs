using Belay.Storage.Postgres.Reading;
using Belay.Storage.Postgres.Writing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Belay.Grains.Sending;

/// <summary>Looks for messages whose time has passed and that nobody moved: after a crash, a missed tick, or a receipt that never came.</summary>
/// <remarks>A reminder that missed its tick comes again only after a whole period; and a row written by a silo that then died may not have been read by another yet.</remarks>
internal sealed partial class OverdueSweeper(
    PostgresIndex index, Dispatcher dispatcher, ISiloStatusOracle silos, IGrainFactory grains, ClusterEngineOptions options, TimeProvider time,
    ILogger<OverdueSweeper> logger) : BackgroundService
{
    /// <summary>The pause between two looks.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Most messages that one look takes up.</summary>
    private const int TakenMax = 1_000;

    /// <summary>Most messages that are told at once.</summary>
    private const int ToldAtOnce = 32;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What came due while there was no silo is queued as a whole before sending begins, and so leaves in due order.
        await SweepAsync(TimeSpan.Zero, stoppingToken);
        dispatcher.Open();
        using var timer = new PeriodicTimer(Pause, time);
        while (await WaitAsync(timer, stoppingToken))
        {
            await SweepAsync(options.OverdueAfter, stoppingToken);
        }
    }

    private async Task SweepAsync(TimeSpan overdueBy, CancellationToken stoppingToken)
    {
        try
        {
            var overdue = await index.FindOverdueAsync(TakenMax, time.GetUtcNow() - overdueBy, stoppingToken);
            var bounds = new ParallelOptions { MaxDegreeOfParallelism = ToldAtOnce, CancellationToken = stoppingToken };
            await Parallel.ForEachAsync(overdue.Where(message => !dispatcher.Holds(message.Id)), bounds, TakeUpAsync);
        }
#pragma warning disable CA1031 // The store or a silo is away for the moment; the next look comes in a second.
        catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogSweepFailed(failed.GetType().Name);
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    /// <summary>A call that is open is left to its silo while that is alive, and taken over when it is gone; this silo's own were not made, or it would hold them.</summary>
    private async ValueTask TakeUpAsync(OverdueMessage overdue, CancellationToken cancellationToken)
    {
        var message = grains.GetGrain<IMessageWork>(overdue.Id.ToString());
        if (Claimant.Parse(overdue.Claimant) is not { } claimant || overdue.WakeAt + options.CallLease < time.GetUtcNow())
        {
            await message.AttendAsync().WaitAsync(cancellationToken);
        }
        else if (claimant.Silo == dispatcher.Silo || silos.GetApproximateSiloStatus(SiloAddress.FromParsableString(claimant.Silo)) == SiloStatus.Dead)
        {
            dispatcher.Enqueue(message, overdue.Id, overdue.WakeAt);
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Looking for overdue messages failed ({ExceptionType})")]
    private partial void LogSweepFailed(string exceptionType);
}
