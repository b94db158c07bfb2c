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

    /// <summary>Most messages that are told at once.</summary>
    private const int ToldAtOnce = 32;

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private Task _telling = Task.CompletedTask;
    private DateTimeOffset? _callsLookedAt;
    private HashSet<ClaimedMessage> _open = [];

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
        while (!_stopping.IsCancellationRequested)
        {
            var lookedAt = host.Now;
            Nudge? sooner = null;
            try
            {
                await LookAsync();
                sooner = dispatcher.LookWanted;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The store or a process is away for the moment; the next look comes in a second.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                dispatcher.EndLook();
                LogSweepFailed(failed.GetType().Name);
            }

            await host.Time.PauseAsync(Pause, lookedAt, _stopping.Token, sooner);
        }
    }

    /// <summary>Looks once; for what is due only where that is not known and there is not enough to do, or where nobody would know of it.</summary>
    private async Task LookAsync()
    {
        var (knowsAll, isWanted) = (dispatcher.KnowsAll, dispatcher.LookWanted.IsGiven);
        if (!knowsAll && !isWanted)
        {
            foreach (var (id, at) in await FindOverCallsAsync())
            {
                dispatcher.Enqueue(id, at);
            }

            return;
        }

        dispatcher.BeginLook();
        var over = await FindOverCallsAsync();
        var (dueBy, max) = (host.Now - (knowsAll ? host.Options.OverdueAfter : TimeSpan.Zero), dispatcher.TakenMax);
        var due = await host.Store.FindDueAsync(dueBy, max, _stopping.Token);
        var isAll = due.Count < max;
        dispatcher.TakeUp(over.Concat(due.Select(message => (message.Id, message.WakeAt))), isAll ? dueBy : due[^1].WakeAt, isAll);
    }

    /// <summary>
    /// Once a second, the open calls that are over without an answer. One is left to its process while that is alive, and taken over when it is gone;
    /// this process' own were not made, or they would be held here.
    /// </summary>
    private async Task<IReadOnlyList<(MessageId Id, DateTimeOffset At)>> FindOverCallsAsync()
    {
        var now = host.Now;
        if (_callsLookedAt is { } before && now >= before && now - before < Pause)
        {
            return [];
        }

        var claimed = await host.Store.FindClaimedAsync(_stopping.Token);
        _callsLookedAt = now;
        var open = claimed.Where(message => !dispatcher.Holds(message.Id)).ToLookup(IsOver);

        // Most calls are short: only one that was open before can have outlasted its lease.
        if (_telling.IsCompleted)
        {
            _telling = TellAsync([.. open[false].Where(message => MayBePastItsLease(message, now) && _open.Contains(message))]);
        }

        _open = [.. open[false]];

        // An open call's time has come, also where the clock was set back since.
        return [.. open[true].Select(message => (message.Id, message.WakeAt < now ? message.WakeAt : now))];
    }

    /// <summary>Has messages look at the leases of their calls; a process that does not answer holds up nothing else.</summary>
    private async Task TellAsync(IReadOnlyList<ClaimedMessage> messages)
    {
        try
        {
            foreach (var told in messages.Chunk(ToldAtOnce))
            {
                await Task.WhenAll(told.Select(message => actors.AttendAsync(message.Id)));
            }
        }
#pragma warning disable CA1031 // The store or a process is away for the moment; the next look tells them again.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            LogSweepFailed(failed.GetType().Name);
        }
    }

    private bool IsOver(ClaimedMessage message) =>
        message.Claimant is not { } claimant || claimant.Process == host.Claimants.Self || host.Claimants.IsGone(claimant.Process);

    private bool MayBePastItsLease(ClaimedMessage message, DateTimeOffset now) =>
        host.Options.CallLease is { } lease && message.WakeAt + lease < now;

    [LoggerMessage(1, LogLevel.Warning, "Looking for overdue messages failed ({ExceptionType})")]
    private partial void LogSweepFailed(string exceptionType);
}
