using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>A message as the store has it at the end of a run.</summary>
public sealed record StoredState
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Who owns it.</summary>
    public required string Organization { get; init; }

    /// <summary>The mark of the request that made it, see <see cref="ClientCall.Create.Request"/>.</summary>
    public required string Request { get; init; }

    /// <summary>When it is meant to leave.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>No later send time was asked for: whatever is done to the clock, it is never early.</summary>
    public bool AtOnce { get; init; }

    /// <summary>Where it is.</summary>
    public required MessageStatus Status { get; init; }

    /// <summary>How many steps it made.</summary>
    public required long Version { get; init; }

    /// <summary>Whether a call of the carrier is noted as open.</summary>
    public required bool CallOpen { get; init; }

    /// <summary>When the engine wants to look at it next; null: never.</summary>
    public required DateTimeOffset? WakeAt { get; init; }

    /// <summary>The steps of which a webhook must hear.</summary>
    public MessageStatuses WebhookOn { get; init; }

    /// <summary>Its steps, oldest first.</summary>
    public required IReadOnlyList<StoredStep> Steps { get; init; }

    /// <summary>A message of the core.</summary>
    /// <param name="message">The message.</param>
    /// <param name="request">The mark of the request that made it.</param>
    /// <param name="committed">When a version became durable, in the order that all journals share; null: not known.</param>
    public static StoredState From(Message message, string request, Func<long, long?>? committed = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new StoredState
        {
            Id = message.Id.ToString(),
            Organization = message.Draft.Organization.Value,
            Request = request,
            DueAt = message.DueAt,
            AtOnce = message.DueAt == message.ReceivedAt,
            Status = message.Status,
            Version = message.Version,
            CallOpen = message.CallOpen,
            WakeAt = message.WakeAt,
            WebhookOn = message.Draft.Webhook.On,
            Steps =
                [.. message.Timeline.Select(step => new StoredStep(step.Version, step.Status, step.Cause, step.At, committed?.Invoke(step.Version)))],
        };
    }
}

/// <summary>A step as it is stored.</summary>
/// <param name="Version">The version after it.</param>
/// <param name="Status">The status after it.</param>
/// <param name="Cause">Why it was made.</param>
/// <param name="Clock">When, by the wall clock of who made it.</param>
/// <param name="CommittedAt">When it became durable, in the order that all journals share; null: not known, and what depends on it is not
/// checked.</param>
public sealed record StoredStep(long Version, MessageStatus Status, StepCause Cause, DateTimeOffset Clock, long? CommittedAt = null);
