using System.Buffers.Binary;

namespace Belay.Messages;

/// <summary>A step that a webhook must hear of; written in the same commit as the step.</summary>
/// <param name="Id">Stable across tries; the same step always has the same id.</param>
/// <param name="Message">The message as it was right after the step.</param>
/// <param name="Attempt">Which try this is, from 1.</param>
public sealed record WebhookEvent(Guid Id, Message Message, int Attempt)
{
    /// <summary>The step that is told.</summary>
    public Step Step => Message.Timeline[^1];

    /// <summary>
    /// Whether a webhook hears of a step: its status is wanted, and the step changed it. A call that is made again changes none, nor does archiving.
    /// </summary>
    public static bool IsTold(Message message, Step step)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(step);
        return message.Draft.Webhook.On.Holds(step.Status) && (step.Version == 1 || message.Timeline[(int)step.Version - 2].Status != step.Status);
    }

    /// <summary>The id of the event for a step: the message's id with the version mixed into its random part.</summary>
    public static Guid IdOf(MessageId message, long version)
    {
        Span<byte> bytes = stackalloc byte[16];
        message.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        var low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        var mixed = low ^ ((ulong)version * 0x9E37_79B9_7F4A_7C15);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (mixed & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000);
        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>An event that its receiver has not taken.</summary>
/// <param name="Version">The version of the message that it tells of.</param>
/// <param name="Attempts">How often it was tried; a try under way counts.</param>
/// <param name="NextAt">The earliest instant of its next try; while one is under way, when that is taken for lost. Null: it was given up.</param>
public sealed record UndeliveredEvent(long Version, int Attempts, DateTimeOffset? NextAt);

/// <summary>What a look at a message shows of its webhook events.</summary>
public interface IUndeliveredEvents
{
    /// <summary>
    /// The events of a message that wait or were given up, by version. Of a step that is told and older than this call, an event that is not here was
    /// delivered.
    /// </summary>
    /// <returns>Empty also where the organization has no such message.</returns>
    Task<IReadOnlyList<UndeliveredEvent>> FindUndeliveredAsync(OrganizationId organization, MessageId message, CancellationToken cancellationToken);
}

/// <summary>Events that wait for delivery: at least once, and in order per message.</summary>
public interface IWebhookOutbox : IUndeliveredEvents
{
    /// <summary>
    /// Takes events that are due, and hides them for <paramref name="lease"/>. An event waits while an earlier one of its message is not settled.
    /// </summary>
    Task<IReadOnlyList<WebhookEvent>> ClaimAsync(int max, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Says what became of a try.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="retryAt">When to try again; null: settled, delivered or with nothing to tell.</param>
    /// <param name="cancellationToken">Gives up; then the lease runs out and it is tried again.</param>
    Task SettleAsync(Guid eventId, DateTimeOffset? retryAt, CancellationToken cancellationToken);

    /// <summary>Settles an event that its receiver did not take, and keeps that fact. No effect where it was settled since.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="attempts">How often it was tried.</param>
    /// <param name="cancellationToken">Gives up; then the lease runs out and it is tried again.</param>
    Task GiveUpAsync(Guid eventId, int attempts, CancellationToken cancellationToken);

    /// <summary>
    /// Gives an event back untried: it is offered again with the same <see cref="WebhookEvent.Attempt"/>. No effect where it was settled or claimed
    /// again since.
    /// </summary>
    /// <remarks>A busy receiver must not cost an event its tries.</remarks>
    /// <param name="webhookEvent">The event as it was claimed.</param>
    /// <param name="at">When to offer it again.</param>
    /// <param name="cancellationToken">Gives up; then the lease runs out.</param>
    Task ReturnAsync(WebhookEvent webhookEvent, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Returns when an event may be due.</summary>
    Task WaitAsync(CancellationToken cancellationToken);
}
