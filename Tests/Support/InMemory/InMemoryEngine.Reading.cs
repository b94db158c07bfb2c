using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>What is asked without changing anything.</summary>
public sealed partial class InMemoryEngine
{
    /// <inheritdoc/>
    public Task<Message?> FindAsync(OrganizationId organization, MessageId id, CancellationToken cancellationToken) =>
        Read(() => Find_NeedsLock(organization, id), cancellationToken);

    /// <inheritdoc/>
    public Task<ScheduleVerdict.Replayed?> FindReplayAsync(IdempotencyKey key, CancellationToken cancellationToken) =>
        Read(() => Replay_NeedsLock(key), cancellationToken);

    /// <inheritdoc/>
    public Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Read(
            () =>
            {
                List<Message> found =
                [
                    .. _store.Messages.Values.Where(message => IsWanted(query, message))
                        .OrderByDescending(message => message.Id).Take(query.Limit + 1),
                ];
                List<Message> page = [.. found.Take(query.Limit)];
                return new MessagePage(page, found.Count > page.Count ? page[^1].Id : null);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlySet<MessageId>> FindHeldAsync(
        OrganizationId organization, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken) =>
        Read<IReadOnlySet<MessageId>>(
            () => ids.Where(id => _store.Held.Contains(id) && Find_NeedsLock(organization, id) is not null).ToHashSet(), cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountHeldAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        Read(() => _store.Held.LongCount(id => Find_NeedsLock(organization, id) is not null), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ForecastAsync(
        OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<long>>(
            () =>
            {
                var counts = new long[slots];
                foreach (var message in _store.Messages.Values)
                {
                    var index = Math.Floor((message.DueAt - from) / slot);
                    if (message.Status.IsPending() && index >= 0 && index < slots
                        && (organization is not { } one || message.Draft.Organization == one))
                    {
                        counts[(int)index]++;
                    }
                }

                return counts;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Tally>> TallyAsync(
        OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken)
    {
        Tally.ThrowIfInvalid(from, slot, slots);
        var (first, length) = (TallyMark.MinuteOf(from), (long)slot.TotalMinutes);
        return Read<IReadOnlyList<Tally>>(
            () => Tally.Sum(
                slots,
                from message in _store.Messages.Values
                where message.Draft.Organization == organization
                from change in TallyMark.Of(message, versionBefore: 0)
                let minute = change.Mark.Minute - first
                where minute >= 0 && minute < length * slots
                select new TallyCount((int)(minute / length), change.Mark.Status, change.Mark.Lateness, change.Messages)),
            cancellationToken);
    }

    private bool IsWanted(MessageQuery query, Message message) =>
        message.Draft.Organization == query.Organization
        && query.Statuses.Holds(message.Status)
        && !(query.Before is { } before && message.Id >= before)
        && (query.To is null || message.Draft.To == query.To)
        && (query.From is null || message.Draft.From == query.From)
        && (query.AnyTag.Count == 0 || query.AnyTag.Any(message.Draft.Tags.Contains))
        && query.AllTags.All(message.Draft.Tags.Contains)
        && query.Labels.All(label => message.Draft.Labels.TryGetValue(label.Key, out var value) && value == label.Value)
        && !(query.Batch is { } batch && message.Draft.Batch != batch)
        && !(query.Number is { } number && message.Number != number)
        && !(message.ReceivedAt < query.ReceivedFrom)
        && !(message.ReceivedAt >= query.ReceivedBefore)
        && !(message.DueAt < query.DueFrom)
        && !(message.DueAt >= query.DueBefore)
        && !(query.Archived is { } archived && message.Archived != archived)
        && !(query.Held is { } held && _store.Held.Contains(message.Id) != held);

    private Task<T> Read<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        lock (_store.Lock)
        {
            return _stopped
                ? Task.FromException<T>(new StoreUnavailableException("The engine is stopped.", TimeSpan.FromSeconds(1)))
                : Task.FromResult(work());
        }
    }
}
