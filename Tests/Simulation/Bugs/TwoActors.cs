using Belay.Engine;
using Belay.Messages;

namespace Belay.Tests.Simulation.Bugs;

/// <summary>Each message has two actors, as in a cluster that is split for a while. It is no mistake: the engine must stand it.</summary>
/// <remarks>
/// What the one does, the other does not hear of: clients reach the first, and claims and answers come to either.
/// </remarks>
internal sealed class TwoActors : Bug
{
    public override IMessageActors Around(World world, Life life, IMessageActors actors) => new Both(world, life, actors);

    private sealed class Both(World world, Life life, IMessageActors first) : ActorsSeam(first)
    {
        private readonly LocalActors _second = new() { Make = (id, stay) => new MessageActor(id, life.Host, life.Engine.Dispatcher, stay) };

        public override Task<ClaimedCall?> ClaimAsync(MessageId id, Claimant claimant) =>
            world.Chance.Next(2) == 0 ? base.ClaimAsync(id, claimant) : _second.ClaimAsync(id, claimant);

        public override Task RecordAnswerAsync(MessageId id, int claim, CarrierAnswer answer) =>
            world.Chance.Next(2) == 0 ? base.RecordAnswerAsync(id, claim, answer) : _second.RecordAnswerAsync(id, claim, answer);
    }
}
