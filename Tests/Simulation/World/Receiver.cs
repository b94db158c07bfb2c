using Belay.Messages;

namespace Belay.Tests.Simulation;

/// <summary>Brings webhook events from the outbox to a receiver that is not always there, as the gateway's courier does.</summary>
internal sealed class Receiver(World world)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly HashSet<Guid> _taken = [];

    public List<WebhookEntry> Journal { get; } = [];

    /// <summary>Whether it takes everything, so that a run can end.</summary>
    public bool IsWell { get; set; }

    public async Task RoundAsync(Life life)
    {
        try
        {
            foreach (var found in await life.Store.Outbox.ClaimAsync(world.Chance.Next(1, 12), Lease, CancellationToken.None))
            {
                await BringAsync(life, found);
            }
        }
        catch (StoreUnavailableException)
        {
            // What was claimed comes again when its lease runs out.
        }
    }

    /// <summary>What the receiver sees of one try, and whether it took it.</summary>
    public bool See(WebhookEvent seen)
    {
        var took = IsWell || world.Chance.Next(4) > 0;
        world.Hit(took ? _taken.Add(seen.Id) ? null : Mark.WebhookTwice : Mark.WebhookRefused);
        Journal.Add(new(world.Tick(), seen.Id.ToString(), seen.Message.Id.ToString(), seen.Step.Version, seen.Step.Status, took));
        return took;
    }

    private async Task BringAsync(Life life, WebhookEvent found)
    {
        if (!IsWell && world.Chance.Next(10) == 0)
        {
            world.Hit(Mark.WebhookReturned);
            await life.Store.Outbox.ReturnAsync(found, world.Clock.GetUtcNow() + TimeSpan.FromSeconds(5), CancellationToken.None);
            return;
        }

        await Task.Yield();
        var took = See(found);
        if (took && !IsWell && world.Chance.Next(10) == 0)
        {
            world.Hit(Mark.WebhookTakenAndNotSettled);
            return;
        }

        await life.Store.Outbox.SettleAsync(
            found.Id, took ? null : world.Clock.GetUtcNow() + TimeSpan.FromSeconds(world.Chance.Next(1, 30)), CancellationToken.None);
    }
}
