using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>What an <see cref="InMemoryEngine"/> keeps: hand it to a second engine, and that is a restart. Its lock is the commit.</summary>
public sealed class InMemoryStore
{
    internal Lock Lock { get; } = new();

    internal Dictionary<MessageId, Message> Messages { get; } = [];

    /// <summary>Messages of each request, in the order of the drafts.</summary>
    internal Dictionary<(OrganizationId Organization, BatchId Batch), List<MessageId>> Batches { get; } = [];

    /// <summary>What the engine must look at, by when.</summary>
    internal SortedSet<(DateTimeOffset WakeAt, MessageId Id)> Wakes { get; } = [];

    /// <summary>What waits for an operator after a restore.</summary>
    internal HashSet<MessageId> Held { get; } = [];

    internal Dictionary<IdempotencyKey, KeptRequest> Requests { get; } = [];

    internal Dictionary<string, MessageId> References { get; } = new(StringComparer.Ordinal);

    internal Dictionary<OrganizationId, long> Pending { get; } = [];

    internal List<PendingEvent> Events { get; } = [];

    internal List<(MessageId Message, UndeliveredEvent Event)> GivenUp { get; } = [];

    internal Dictionary<string, ApiKey> Keys { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, byte[]> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>Puts a message in place of its former self, and keeps indexes and events in step with it.</summary>
    internal void Save_NeedsLock(Message? before, Message after, IReadOnlyList<Step> steps, DateTimeOffset now)
    {
        if (before is { CallOpen: false, WakeAt: { } oldWake })
        {
            Wakes.Remove((oldWake, before.Id));
        }

        if (after.Status is not (MessageStatus.Scheduled or MessageStatus.Queued or MessageStatus.Sending))
        {
            Held.Remove(after.Id);
        }

        if (after is { CallOpen: false, WakeAt: { } newWake } && !Held.Contains(after.Id))
        {
            Wakes.Add((newWake, after.Id));
        }

        if (after.CarrierReference is { } reference)
        {
            References[reference] = after.Id;
        }

        var organization = after.Draft.Organization;
        var pendingBefore = before?.Status.IsPending() ?? false;
        Pending[organization] = Pending.GetValueOrDefault(organization) + (after.Status.IsPending(), pendingBefore) switch
        {
            (true, false) => 1,
            (false, true) => -1,
            _ => 0,
        };
        Messages[after.Id] = after;
        foreach (var step in steps)
        {
            // Archiving leaves the status as it is, so it is no step into one.
            if (WebhookEvent.IsTold(after, step))
            {
                Events.Add(new PendingEvent(WebhookEvent.IdOf(after.Id, step.Version), after.Id, step.Version) { AvailableAt = now });
            }
        }
    }

    /// <summary>What an idempotency key was used for.</summary>
    internal sealed record KeptRequest(string Fingerprint, IReadOnlyList<MessageId> Messages);

    /// <summary>An event that is not settled.</summary>
    internal sealed class PendingEvent(Guid id, MessageId messageId, long version)
    {
        public Guid Id { get; } = id;

        public MessageId MessageId { get; } = messageId;

        public long Version { get; } = version;

        public int Attempts { get; set; }

        public DateTimeOffset AvailableAt { get; set; }
    }
}
