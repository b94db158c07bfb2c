using Belay.Engine;
using Belay.Grains.Interfaces;
using Belay.Messages;
using Orleans.Concurrency;

namespace Belay.Grains;

/// <summary>Owns an idempotency key: requests with it, and looks for what it was used for, come one after the other.</summary>
/// <remarks>
/// It remembers nothing: what it knows is in the store, whose own rule holds where a key has two activations for a moment. A create needs no look of
/// its own before it, since the store looks in the commit that would make the messages.
/// </remarks>
[GrainType("batch")]
internal sealed class BatchGrain(Intake intake, IMessageIndex index, TimeProvider time, IdleActivations idle) : Grain, IBatchGrain, ILetsGo
{
    /// <remarks>Not while a create is under way: who looks meanwhile is to wait for it here.</remarks>
    public bool MayGo { get; private set; }

    public Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request) =>
        InTurnAsync(() => intake.AcceptAsync(request, CancellationToken.None));

    public Task<ScheduleVerdict?> FindReplayAsync(IdempotencyKey key) =>
        InTurnAsync<ScheduleVerdict?>(async () => await index.FindReplayAsync(key, time.GetUtcNow(), CancellationToken.None));

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work)
    {
        MayGo = false;
        try
        {
            return await work();
        }
        finally
        {
            MayGo = true;
            idle.Add(this);
        }
    }
}

/// <summary>Accepts all other requests, in whichever silo they arrive, any number at once.</summary>
[GrainType("intake")]
[StatelessWorker(1), Reentrant]
internal sealed class IntakeGrain(Intake intake) : Grain, IIntakeGrain
{
    public Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request) => intake.AcceptAsync(request, CancellationToken.None);
}
