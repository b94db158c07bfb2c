using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace Belay.Grains;

/// <summary>An activation that can go when nothing is near any more.</summary>
internal interface ILetsGo : IGrainBase
{
    /// <summary>Whether it waits for nothing.</summary>
    bool MayGo { get; }
}

/// <summary>
/// Has activations that wait for nothing go soon, so that memory follows what is near, and not what was canceled or sent in the last minute.
/// </summary>
/// <remarks>
/// Not at once: calls that wait for a message would each be forwarded to a new activation, and Orleans gives up a call that is forwarded twice.
/// </remarks>
internal sealed class IdleActivations(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan GoAfter = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly DeactivationReason Idle = new(DeactivationReasonCode.ActivationIdle, "Nothing is near.");

    private readonly ConcurrentQueue<(ILetsGo Activation, long Since)> _idle = new();

    /// <summary>Notes that an activation may go.</summary>
    public void Add(ILetsGo activation) => _idle.Enqueue((activation, time.GetTimestamp()));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (_idle.TryPeek(out var first) && time.GetElapsedTime(first.Since) >= GoAfter && _idle.TryDequeue(out var next))
            {
                if (next.Activation.MayGo)
                {
                    next.Activation.GrainContext.Deactivate(Idle, CancellationToken.None);
                }
            }
        }
    }
}
