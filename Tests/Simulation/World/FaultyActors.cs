using Belay.Engine;
using Belay.Messages;

namespace Belay.Tests.Simulation;

/// <summary>
/// The way from the engine's own work to the messages, with faults in it: who asked gives up, and what was asked is done all the same, maybe late.
/// </summary>
internal sealed class FaultyActors(World world, Life life, IMessageActors actors) : IMessageActors
{
    public Task AttendAsync(MessageId id) => actors.AttendAsync(id);

    public Task<ClaimedCall?> ClaimAsync(MessageId id, Claimant claimant)
    {
        if (world.IsCalm || world.Chance.Next(25) > 0)
        {
            return actors.ClaimAsync(id, claimant);
        }

        world.Hit(Mark.ClaimNotHeardOf);
        Later(() => actors.ClaimAsync(id, claimant));
        return Task.FromException<ClaimedCall?>(GivenUp());
    }

    public Task RecordAnswerAsync(MessageId id, int claim, CarrierAnswer answer)
    {
        if (world.IsCalm || world.Chance.Next(25) > 0)
        {
            return actors.RecordAnswerAsync(id, claim, answer);
        }

        world.Hit(Mark.RecordNotHeardOf);
        Later(() => actors.RecordAnswerAsync(id, claim, answer));
        return Task.FromException(GivenUp());
    }

    private void Later(Func<Task> ask)
    {
        var pause = TimeSpan.FromMilliseconds(world.Chance.Next(3) == 0 ? 0 : world.Chance.Next(20_000));
        life.Tasks.Start(async () =>
        {
            await Task.Delay(pause, world.Clock);
            try
            {
                await (world.IsCalm ? Task.CompletedTask : ask());
            }
            catch (StoreUnavailableException)
            {
                // Nobody waits for it.
            }
        });
    }

    private static StoreUnavailableException GivenUp() => new("Nobody answered in time.", TimeSpan.FromSeconds(1));
}
