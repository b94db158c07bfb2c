using Belay.Messages;

namespace Belay.Engine;

/// <summary>How the engine reaches a message: each call is one turn of its <see cref="MessageActor"/>, in whichever process that is.</summary>
public interface IMessageActors
{
    /// <summary>Has the message look at its time.</summary>
    Task AttendAsync(MessageId id);

    /// <summary>
    /// A call of the carrier is free: does what is due, and returns what to send, claimed and durable; null: nothing is to be sent now.
    /// </summary>
    Task<ClaimedCall?> ClaimAsync(MessageId id, Claimant claimant);

    /// <summary>Takes the answer to a call.</summary>
    Task RecordAnswerAsync(MessageId id, int claim, CarrierAnswer answer);
}

/// <summary>A call of the carrier that is claimed and durable.</summary>
/// <param name="Claim">The number of this claim of the message; its answer is brought under this number.</param>
/// <param name="Submission">What to send.</param>
public sealed record ClaimedCall(int Claim, Submission Submission);
