using Belay.Engine.Sending;

namespace Belay.Silo;

/// <summary>Gives memory back after a burst: the runtime keeps it until it collects again, and where nothing is allocated it does not.</summary>
internal sealed class IdleMemory(Dispatcher dispatcher, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>What an idle process allocates between two looks is less than this.</summary>
    private const long IdleBytes = 32 << 20;

    /// <summary>What is worth giving back.</summary>
    private const long SpareBytes = 32 << 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        var (allocated, kept) = (GC.GetTotalAllocatedBytes(), 0L);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var before = allocated;
                allocated = GC.GetTotalAllocatedBytes();
                if (allocated - before < IdleBytes && Committed > kept + SpareBytes && dispatcher.IsIdle)
                {
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                    kept = Committed;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private static long Committed => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
}
