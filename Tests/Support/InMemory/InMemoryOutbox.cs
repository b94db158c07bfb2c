using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>Webhook events of an <see cref="InMemoryEngine"/>.</summary>
public sealed class InMemoryOutbox(InMemoryStore store, TimeProvider time) : IWebhookOutbox
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WebhookEvent>> ClaimAsync(int max, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (store.Lock)
        {
            var now = time.GetUtcNow();
            List<WebhookEvent> claimed = [];
            foreach (var pending in Heads_NeedsLock().Where(pending => pending.AvailableAt <= now).Take(max))
            {
                pending.AvailableAt = now + lease;
                pending.Attempts++;
                claimed.Add(new WebhookEvent(pending.Id, store.Messages[pending.MessageId].AsOf(pending.Version), pending.Attempts));
            }

            return Task.FromResult<IReadOnlyList<WebhookEvent>>(claimed);
        }
    }

    /// <inheritdoc/>
    public Task SettleAsync(Guid eventId, DateTimeOffset? retryAt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (store.Lock)
        {
            if (retryAt is null)
            {
                store.Events.RemoveAll(pending => pending.Id == eventId);
            }
            else if (store.Events.Find(pending => pending.Id == eventId) is { } pending)
            {
                pending.AvailableAt = retryAt.Value;
            }
        }

        Signal();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task GiveUpAsync(Guid eventId, int attempts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (store.Lock)
        {
            if (store.Events.Find(pending => pending.Id == eventId) is { } pending)
            {
                store.Events.Remove(pending);
                store.GivenUp.Add((pending.MessageId, new(pending.Version, attempts, null)));
            }
        }

        Signal();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<UndeliveredEvent>> FindUndeliveredAsync(
        OrganizationId organization, MessageId message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (store.Lock)
        {
            List<UndeliveredEvent> found = [];
            if (store.Messages.TryGetValue(message, out var stored) && stored.Draft.Organization == organization)
            {
                found.AddRange(store.GivenUp.Where(one => one.Message == message).Select(one => one.Event));
                var after = DateTimeOffset.MinValue;
                foreach (var pending in store.Events.Where(pending => pending.MessageId == message))
                {
                    after = pending.AvailableAt > after ? pending.AvailableAt : after;
                    found.Add(new(pending.Version, pending.Attempts, after));
                }
            }

            return Task.FromResult<IReadOnlyList<UndeliveredEvent>>([.. found.OrderBy(one => one.Version)]);
        }
    }

    /// <inheritdoc/>
    public Task ReturnAsync(WebhookEvent webhookEvent, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        cancellationToken.ThrowIfCancellationRequested();
        lock (store.Lock)
        {
            if (store.Events.Find(pending => pending.Id == webhookEvent.Id && pending.Attempts == webhookEvent.Attempt) is { } pending)
            {
                pending.Attempts--;
                pending.AvailableAt = at;
            }
        }

        Signal();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            DateTimeOffset next;
            DateTimeOffset now;
            lock (store.Lock)
            {
                now = time.GetUtcNow();
                changed = _changed.Task;
                next = Heads_NeedsLock().Select(pending => pending.AvailableAt).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
            }

            if (next <= now)
            {
                return;
            }

            using var overtaken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var pause = next - now < TimeSpan.FromHours(1) ? next - now : TimeSpan.FromHours(1);
            var elapsed = Task.Delay(pause, time, overtaken.Token);
            if (time.GetUtcNow() < next)
            {
                // The second look at the clock catches time that passed before the delay began to count.
                await Task.WhenAny(changed, elapsed);
            }

            await overtaken.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Wakes who waits, to look again.</summary>
    internal void Signal()
    {
        TaskCompletionSource changed;
        lock (store.Lock)
        {
            (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.TrySetResult();
    }

    /// <summary>The first unsettled event of each message, oldest first.</summary>
    private List<InMemoryStore.PendingEvent> Heads_NeedsLock() => [.. store.Events.DistinctBy(pending => pending.MessageId)];
}
