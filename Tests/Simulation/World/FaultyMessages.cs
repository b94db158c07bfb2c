using Belay.Messages;

namespace Belay.Tests.Simulation;

/// <summary>The store as the engine reaches it: what is read may be old before it is looked at, and a store that is away cannot be read.</summary>
internal sealed class FaultyMessages(World world, Life life, IMessageStore messages) : IMessageStore
{
    public Task<ScheduleVerdict> AcceptAsync(ScheduleRequest request, DateTimeOffset now, CancellationToken cancellationToken) =>
        messages.AcceptAsync(request, now, cancellationToken);

    public Task<StoredMessage?> FindAsync(MessageId id, CancellationToken cancellationToken) =>
        ReadAsync(() => messages.FindAsync(id, cancellationToken));

    public Task<bool> TryWriteAsync(Message before, Decision decision, Claimant? claimant, CancellationToken cancellationToken) =>
        messages.TryWriteAsync(before, decision, claimant, cancellationToken);

    public Task<IReadOnlyList<DueMessage>> FindDueAsync(DateTimeOffset dueBy, int max, CancellationToken cancellationToken) =>
        ReadAsync(() => messages.FindDueAsync(dueBy, max, cancellationToken));

    public Task<IReadOnlyList<ClaimedMessage>> FindClaimedAsync(CancellationToken cancellationToken) =>
        ReadAsync(() => messages.FindClaimedAsync(cancellationToken));

    public Task<Erased> EraseFinishedAsync(DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken) =>
        messages.EraseFinishedAsync(until, now, cancellationToken);

    private async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        world.StrikeRead(life);
        var found = await read();
        if (world.Chance.Next(4) == 0)
        {
            await Task.Yield();
        }

        return found;
    }
}
