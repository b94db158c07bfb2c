namespace Belay.Tests.Faults.Recorders;

/// <summary>What a client asked for.</summary>
internal enum ClientVerb
{
    Create,
    Cancel,
    Read,
}

/// <summary>One call of a client.</summary>
/// <param name="Verb">What it asked for.</param>
/// <param name="Organization">Whose key it showed.</param>
/// <param name="Invoked">When it began, in ticks of the machine's monotonic clock.</param>
/// <param name="Answered">When the answer was read; null: none came.</param>
/// <param name="Clock">When it began, by the wall clock.</param>
/// <param name="Status">The answer's status; 0: no connection was had, so nothing was sent; null: it was lost.</param>
/// <param name="RetryAfter">Whether the answer says when to come back.</param>
/// <param name="Request">The mark of what is asked for; the message's text begins with it, and a blank.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="Id">The message.</param>
/// <param name="Word">The message's status in the answer.</param>
/// <param name="DueAt">When the message is meant to leave.</param>
/// <param name="Try">Which try of the same thing it is, from 1.</param>
internal sealed record ClientLine(
    ClientVerb Verb,
    string Organization,
    long Invoked,
    long? Answered,
    DateTimeOffset Clock,
    int? Status,
    bool RetryAfter,
    string? Request,
    string? Key,
    string? Id,
    string? Word,
    DateTimeOffset DueAt,
    int Try);

/// <summary>One call of the carrier.</summary>
/// <param name="At">When it came, in ticks of the machine's monotonic clock.</param>
/// <param name="Clock">When it came, by the wall clock.</param>
/// <param name="Id">The message.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="Attempt">Which call of the message it says that it is.</param>
/// <param name="HonoursKey">Whether the carrier has one effect per key.</param>
/// <param name="Effect">Whether this call had the effect.</param>
/// <param name="Said">What the carrier says, or tries to say.</param>
/// <param name="Mood">How it behaved.</param>
internal sealed record CarrierLine(
    long At, DateTimeOffset Clock, string Id, string Key, int Attempt, bool HonoursKey, bool Effect, CarrierSaid Said, CarrierMood Mood);

/// <summary>One webhook.</summary>
/// <param name="At">When it came, in ticks of the machine's monotonic clock.</param>
/// <param name="EventId">The event.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Status">What it was answered.</param>
internal sealed record WebhookLine(long At, string EventId, string MessageId, string Type, int Status);
