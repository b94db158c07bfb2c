using Belay.Messages;
using Belay.Storage.Postgres.Writing;

namespace Belay.Grains;

/// <summary>What silos ask of a message among themselves.</summary>
[Alias("belay.message.work")]
internal interface IMessageWork : IGrainWithStringKey
{
    /// <summary>Has the message look at its time: it queues itself for sending if that has come, and watches it if it is near.</summary>
    [Alias("attend")]
    Task AttendAsync();

    /// <summary>A call of the carrier is free: does what is due, and returns what to send, claimed and durable; null: nothing is to be sent now.</summary>
    /// <param name="silo">The silo that asks; it makes no call for this message now.</param>
    /// <param name="asking">The running number of that silo's request, see <see cref="Claimant"/>.</param>
    [Alias("claim_call")]
    Task<ClaimedCall?> ClaimAsync(string silo, long asking);

    /// <summary>Takes the answer to a call.</summary>
    /// <param name="claim">Which call: <see cref="ClaimedCall.Claim"/>.</param>
    /// <param name="answer">What the carrier said.</param>
    [Alias("record_answer")]
    Task RecordAnswerAsync(int claim, CarrierAnswer answer);
}

/// <summary>A call of the carrier that is claimed and durable.</summary>
/// <param name="Claim">The number of this claim of the message; its answer is brought under this number.</param>
/// <param name="Submission">What to send.</param>
[GenerateSerializer]
[Alias("belay.claimed_call")]
internal sealed record ClaimedCall([property: Id(0)] int Claim, [property: Id(1)] Submission Submission);
