using Belay.Messages;
using Belay.Storage.Postgres.Writing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Belay.Grains.Storage;

/// <summary>
/// Messages in PostgreSQL: read as the state of their grains, by Orleans' AdoNet storage with query texts of our own, and written in groups.
/// </summary>
internal sealed class AdoNetMessages(PostgresMessages messages, [FromKeyedServices(MessageStorage.Name)] IGrainStorage storage) : IMessageStore
{
    public Task<ScheduleVerdict> AcceptAsync(ScheduleRequest request, DateTimeOffset now, CancellationToken cancellationToken) =>
        messages.AcceptAsync(request, now, cancellationToken);

    public async Task<StoredMessage?> FindAsync(MessageId id, CancellationToken cancellationToken)
    {
        var read = new GrainState<StoredEntry>();
        await storage.ReadStateAsync(MessageStorage.State, MessageStorage.GrainOf(id), read);
        return read.State is { Message: { } message, Claimant: var claimant, Held: var held } ? new StoredMessage(message, claimant, held) : null;
    }

    public Task<bool> TryWriteAsync(Message before, Decision decision, Claimant? claimant, CancellationToken cancellationToken) =>
        messages.TryWriteAsync(before, decision, claimant, cancellationToken);

    public Task<IReadOnlyList<DueMessage>> FindDueAsync(DateTimeOffset dueBy, int max, CancellationToken cancellationToken) =>
        messages.FindDueAsync(dueBy, max, cancellationToken);

    public Task<IReadOnlyList<ClaimedMessage>> FindClaimedAsync(CancellationToken cancellationToken) => messages.FindClaimedAsync(cancellationToken);

    public Task<Erased> EraseFinishedAsync(DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken) =>
        messages.EraseFinishedAsync(until, now, cancellationToken);
}
