namespace Belay.Tests.Support;

/// <summary>What a carrier told, or tried to tell, the caller of a call.</summary>
public enum CarrierSaid
{
    /// <summary>Nothing that arrived: the call was cut, timed out, or is still open.</summary>
    Nothing,

    /// <summary>Taken.</summary>
    Accepted,

    /// <summary>Not taken, for certain; ask again.</summary>
    Later,

    /// <summary>Never.</summary>
    Refused,
}

/// <summary>One call as the carrier saw it: an entry of the carrier journal.</summary>
/// <param name="At">When it came, in the order that all journals share.</param>
/// <param name="Clock">When it came, by the wall clock of who sends (its rule "never early" goes by that clock).</param>
/// <param name="Id">The message.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="HonoursKey">Whether this carrier has at most one effect per key.</param>
/// <param name="Effect">Whether a person gets a text because of this very call; a repeat that the carrier recognized by its key has none.</param>
/// <param name="Said">What it said.</param>
public sealed record CarrierEntry(long At, DateTimeOffset Clock, string Id, string Key, bool HonoursKey, bool Effect, CarrierSaid Said);

/// <summary>One webhook as its receiver saw it.</summary>
/// <param name="At">When it came, in the order that all journals share.</param>
/// <param name="EventId">The event's id.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Version">The version of the message that it tells of; null: the dialect does not show it.</param>
/// <param name="Status">The status that it tells of.</param>
/// <param name="Took">Whether the receiver answered 2xx.</param>
public sealed record WebhookEntry(long At, string EventId, string MessageId, long? Version, Belay.Messages.MessageStatus Status, bool Took);
