using Belay.Messages;

namespace Belay.Tests.Support;

/// <summary>What a client knows of a call of its own. A time-out, a lost connection and a 503 are neither success nor failure.</summary>
public enum CallOutcome
{
    /// <summary>Answered, and done.</summary>
    Ok,

    /// <summary>Answered: nothing was done.</summary>
    Refused,

    /// <summary>It may have been done or not.</summary>
    Unknown,
}

/// <summary>One call as its client saw it: an entry of the client journal.</summary>
/// <remarks>
/// <c>Invoked</c> and <c>Answered</c> are places in one order that all journals share: steps of a simulation, or ticks of one machine's monotonic
/// clock.
/// </remarks>
public abstract record ClientCall
{
    private ClientCall()
    {
    }

    /// <summary>When it began.</summary>
    public required long Invoked { get; init; }

    /// <summary>When its answer came; null: never.</summary>
    public long? Answered { get; init; }

    /// <summary>What the client knows.</summary>
    public required CallOutcome Outcome { get; init; }

    /// <summary>Whose key it was made with.</summary>
    public required string Organization { get; init; }

    /// <summary>A request that makes messages.</summary>
    public sealed record Create : ClientCall
    {
        /// <summary>
        /// The client's own mark of what it asks for, stored with each message (<see cref="StoredState.Request"/>); the same on a repeat of the same
        /// request.
        /// </summary>
        public required string Request { get; init; }

        /// <summary>How many messages it asks for.</summary>
        public int Count { get; init; } = 1;

        /// <summary>The idempotency key; null: none.</summary>
        public string? Key { get; init; }

        /// <summary>The ids in the answer; empty unless <see cref="CallOutcome.Ok"/>.</summary>
        public IReadOnlyList<string> Ids { get; init; } = [];

        /// <summary>Refused because the key was used with another body.</summary>
        public bool KeyConflict { get; init; }
    }

    /// <summary>A change of mind.</summary>
    public sealed record Cancel : ClientCall
    {
        /// <summary>Which message.</summary>
        public required string Id { get; init; }

        /// <summary>The answer; null unless <see cref="CallOutcome.Ok"/>.</summary>
        public CancelAnswer? Answer { get; init; }
    }

    /// <summary>A look at one message.</summary>
    public sealed record Read : ClientCall
    {
        /// <summary>Which message.</summary>
        public required string Id { get; init; }

        /// <summary>Whether it was shown.</summary>
        public bool Found { get; init; }

        /// <summary>Its status as shown.</summary>
        public MessageStatus? Status { get; init; }

        /// <summary>Its version as shown; null: the API does not show it.</summary>
        public long? Version { get; init; }
    }

    /// <summary>A page of a list.</summary>
    public sealed record List : ClientCall
    {
        /// <summary>The ids that were shown.</summary>
        public required IReadOnlyList<string> Ids { get; init; }
    }
}

/// <summary>What a cancel was answered with.</summary>
public enum CancelAnswer
{
    /// <summary>Canceled by this call.</summary>
    Canceled,

    /// <summary>Canceled before.</summary>
    AlreadyCanceled,

    /// <summary>It is with the carrier, or ended.</summary>
    TooLate,

    /// <summary>A rule of the caller's or the dialect's forbids it.</summary>
    OutsideRule,

    /// <summary>There is no such message.</summary>
    NotFound,
}
