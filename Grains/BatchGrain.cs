using Belay.Engine;
using Belay.Grains.Interfaces;
using Belay.Messages;
using Orleans.Concurrency;

namespace Belay.Grains;

/// <summary>Accepts requests with the same idempotency key one after the other.</summary>
[GrainType("batch")]
internal sealed class BatchGrain(Intake intake, IdleActivations idle) : Grain, IBatchGrain, ILetsGo
{
    /// <remarks>What it knows is in the store.</remarks>
    public bool MayGo => true;

    public Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request)
    {
        idle.Add(this);
        return intake.AcceptAsync(request, CancellationToken.None);
    }
}

/// <summary>Accepts all other requests, in whichever silo they arrive, any number at once.</summary>
[GrainType("intake")]
[StatelessWorker(1), Reentrant]
internal sealed class IntakeGrain(Intake intake) : Grain, IIntakeGrain
{
    public Task<ScheduleVerdict> ScheduleAsync(ScheduleRequest request) => intake.AcceptAsync(request, CancellationToken.None);
}
