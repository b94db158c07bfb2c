using Belay.Messages;
using Microsoft.Extensions.Logging;

namespace Belay.Engine.Sending;

/// <summary>
/// Looks for messages whose time has passed and that nobody moved: after an outage, after a crash, after a release, or where a receipt never came.
/// </summary>
/// <remarks>
/// It takes up no more than the dispatcher has work for, most overdue first: memory follows the calls in flight, and not the backlog.
/// </remarks>
public sealed partial class OverdueSweeper(
    EngineHost host, Dispatcher dispatcher, IMessageActors actors, ILogger<OverdueSweeper> logger) : IDisposable
{
    /// <summary>The pause between two looks.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The pause while more is overdue than one look takes up.</summary>
    private static readonly TimeSpan BacklogPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Most messages that are told at once.</summary>
    private const int ToldAtOnce = 32;

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>So many more than there are calls, so that calls do not wait for the next look.</summary>
    private int DueMax => 4 * dispatcher.CallsMax;

    /// <summary>Begins. What came due before this process began is known to the dispatcher before it claims anything.</summary>
    public void Start() =>
        _running = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, host.Turns).Unwrap();

    /// <summary>Ends.</summary>
    public Task StopAsync()
    {
        _stopping.Cancel();
        return _running;
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync()
    {
        var lookedAt = host.Now;
        var isBacklog = await SweepAsync(TimeSpan.Zero);
        dispatcher.Open();
        while (!_stopping.IsCancellationRequested)
        {
            await host.Time.PauseAsync(isBacklog ? BacklogPause : Pause, lookedAt, _stopping.Token);
            lookedAt = host.Now;
            if (!_stopping.IsCancellationRequested && (!isBacklog || dispatcher.Due <= DueMax / 2))
            {
                isBacklog = await SweepAsync(isBacklog ? TimeSpan.Zero : host.Options.OverdueAfter);
            }
        }
    }

    /// <summary>Looks once; says whether there is more than it took up.</summary>
    private async Task<bool> SweepAsync(TimeSpan overdueBy)
    {
        try
        {
            var max = dispatcher.Due + DueMax;
            var overdue = await host.Store.FindDueAsync(host.Now - overdueBy, max, _stopping.Token);
            foreach (var told in overdue.Where(message => !dispatcher.Holds(message.Id)).Chunk(ToldAtOnce))
            {
                await Task.WhenAll(told.Select(TakeUpAsync));
            }

            return overdue.Count == max;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return false;
        }
#pragma warning disable CA1031 // The store or a process is away for the moment; the next look comes in a second.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            LogSweepFailed(failed.GetType().Name);
            return false;
        }
    }

    /// <summary>
    /// A call that is open is left to its process while that is alive, and taken over when it is gone; this process' own were not made, or they would
    /// be held here.
    /// </summary>
    private Task TakeUpAsync(DueMessage overdue)
    {
        if (overdue.Claimant is not { } claimant || claimant.Process == host.Claimants.Self || host.Claimants.IsGone(claimant.Process))
        {
            // An open call's time has come, also where the clock was set back since.
            var now = host.Now;
            dispatcher.Enqueue(overdue.Id, overdue.WakeAt < now ? overdue.WakeAt : now);
            return Task.CompletedTask;
        }

        return host.Options.CallLease is { } lease && overdue.WakeAt + lease < host.Now ? actors.AttendAsync(overdue.Id) : Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Warning, "Looking for overdue messages failed ({ExceptionType})")]
    private partial void LogSweepFailed(string exceptionType);
}
