namespace Belay.Messages;

/// <summary>A message that waits for an operator's decision.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Organization">Whose it is.</param>
/// <param name="DueAt">When it was meant to leave.</param>
/// <param name="Status">Where it is in its life. In <see cref="MessageStatus.Sending"/> the outcome of one call is unknown.</param>
public sealed record HeldMessage(MessageId Id, OrganizationId Organization, DateTimeOffset DueAt, MessageStatus Status);

/// <summary>
/// What an operator does with messages of a restored backup that may have been sent since it was made. Works beside a running engine too.
/// </summary>
/// <remarks>
/// Each verb throws <see cref="StoreUnavailableException"/> where the store cannot be written just now; what was done until then stands.
/// </remarks>
public interface IHeldMessages
{
    /// <summary>All held messages, in the order of their times; they are read a page at a time.</summary>
    IAsyncEnumerable<HeldMessage> ListAsync(CancellationToken cancellationToken);

    /// <summary>Holds every message that is not sent yet and was due before now; with <paramref name="later"/> also what is due later.</summary>
    /// <returns>How many.</returns>
    Task<int> HoldAsync(bool later, CancellationToken cancellationToken);

    /// <summary>Lets messages go their way again, at once where their time has passed.</summary>
    /// <returns>Which of them were held, and are no longer.</returns>
    Task<IReadOnlySet<MessageId>> ReleaseAsync(IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken);

    /// <summary>Ends messages as <see cref="HeldMessages.Drop"/> decides.</summary>
    /// <returns>Which of them were held, and are ended now.</returns>
    Task<IReadOnlySet<MessageId>> DropAsync(IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken);
}
