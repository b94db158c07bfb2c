using Belay.Engine.Sending;
using Belay.Messages;

namespace Belay.Engine;

/// <summary>
/// Accepts requests. The messages are new, so nobody knows them yet and no actor is needed: those that are due soon go to the dispatcher.
/// </summary>
public sealed class Intake(EngineHost host, Dispatcher dispatcher)
{
    /// <summary>See <see cref="IMessageEngine.ScheduleAsync"/>.</summary>
    public async Task<ScheduleVerdict> AcceptAsync(ScheduleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = host.Now;
        var verdict = await host.Store.AcceptAsync(request, now, cancellationToken);
        if (verdict is ScheduleVerdict.Accepted { Messages: var messages })
        {
            foreach (var message in messages)
            {
                EngineMetrics.Count(message.Timeline);
                if (message.WakeAt is { } wakeAt && wakeAt - now <= host.Options.WatchWithin)
                {
                    dispatcher.Enqueue(message.Id, wakeAt);
                }
            }
        }

        return verdict;
    }
}
