using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>The held messages of an <see cref="InMemoryStore"/>.</summary>
public sealed class InMemoryHeldMessages : IHeldMessages
{
    private readonly InMemoryStore _store;
    private readonly TimeProvider _time;
    private readonly Action _wake;

    internal InMemoryHeldMessages(InMemoryStore store, TimeProvider time, Action wake) => (_store, _time, _wake) = (store, time, wake);

    /// <inheritdoc/>
    public IAsyncEnumerable<HeldMessage> ListAsync(CancellationToken cancellationToken)
    {
        lock (_store.Lock)
        {
            List<HeldMessage> held =
            [
                .. _store.Held.Select(id => _store.Messages[id]).OrderBy(message => message.DueAt)
                    .Select(message => new HeldMessage(message.Id, message.Draft.Organization, message.DueAt, message.Status)),
            ];
            return held.ToAsyncEnumerable();
        }
    }

    /// <inheritdoc/>
    public Task<int> HoldAsync(bool later, CancellationToken cancellationToken)
    {
        lock (_store.Lock)
        {
            var now = _time.GetUtcNow();
            var due = _store.Wakes.Where(wake => _store.Messages[wake.Id] is var message
                && message.Status <= MessageStatus.Sending && (later || message.DueAt <= now)).ToList();
            foreach (var wake in due)
            {
                _store.Wakes.Remove(wake);
                _store.Held.Add(wake.Id);
            }

            return Task.FromResult(due.Count);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlySet<MessageId>> ReleaseAsync(IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken)
    {
        IReadOnlySet<MessageId> released;
        lock (_store.Lock)
        {
            released = ids.Where(_store.Held.Remove).ToHashSet();
            foreach (var id in released)
            {
                _store.Wakes.Add((_store.Messages[id].WakeAt!.Value, id));
            }
        }

        _wake();
        return Task.FromResult(released);
    }

    /// <inheritdoc/>
    public Task<IReadOnlySet<MessageId>> DropAsync(IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken)
    {
        lock (_store.Lock)
        {
            var now = _time.GetUtcNow();
            var dropped = ids.Where(_store.Held.Contains).ToHashSet();
            foreach (var message in dropped.Select(id => _store.Messages[id]))
            {
                var decision = HeldMessages.Drop(message, now);
                _store.Save_NeedsLock(message, decision.Next, decision.Steps, now);
            }

            return Task.FromResult<IReadOnlySet<MessageId>>(dropped);
        }
    }
}
