using Belay.Messages;

namespace Belay.Grains;

/// <summary>What silos ask of a message among themselves: see <see cref="Engine.IMessageActors"/>.</summary>
[Alias("belay.message.work")]
internal interface IMessageWork : IGrainWithStringKey
{
    /// <summary>Has the message look at its time.</summary>
    [Alias("attend")]
    Task AttendAsync();

    /// <summary>Claims the message for a call of the carrier; null: nothing is to be sent now.</summary>
    /// <param name="process">The process that asks; it makes no call for this message now.</param>
    /// <param name="request">The running number of that process' request, see <see cref="Claimant"/>.</param>
    [Alias("claim_call")]
    Task<(int Claim, Submission Submission)?> ClaimAsync(string process, long request);

    /// <summary>Takes the answer to a call.</summary>
    /// <param name="claim">Which call.</param>
    /// <param name="answer">What the carrier said.</param>
    [Alias("record_answer")]
    Task RecordAnswerAsync(int claim, CarrierAnswer answer);
}
