using Belay.Messages;
using Microsoft.Extensions.Logging;

namespace Belay.Carriers;

/// <summary>
/// Gives a message its sender when it leaves, so that it holds for every dialect and engine, and for what was stored before the setting was made.
/// </summary>
/// <remarks>
/// A message that still has none at a carrier that needs one is not tried: it waits until somebody sets a default. It is no failure of the carrier,
/// so it opens no circuit, and no call, so it counts as none.
/// </remarks>
public sealed partial class SendersFilledIn(ICarrier inner, SenderDefaults senders) : ICarrier
{
    private static readonly CarrierAnswer Missing = new CarrierAnswer.NotCalled(
        new("sender_missing", "The message names no sender, the carrier needs one, and no default sender is set; nothing was sent."));

    /// <inheritdoc/>
    public CarrierTraits Traits => inner.Traits;

    /// <summary>Whether the carrier needs a sender and no default is set.</summary>
    public bool IsSenderMissing => senders.IsMissing;

    /// <inheritdoc/>
    public Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var draft = senders.Complete(submission.Draft);
        return senders.IsNeeded && string.IsNullOrWhiteSpace(draft.From)
            ? Task.FromResult(Missing)
            : inner.SubmitAsync(submission with { Draft = draft }, cancellationToken);
    }

    /// <summary>Says at the start what will be missing.</summary>
    public void SayWhatIsMissing(ILogger logger, string setting)
    {
        if (IsSenderMissing)
        {
            var what = senders.OfOrganizations.Count == 0
                ? "no default is set: messages without one wait"
                : "only some organizations have a default: messages of the others without one wait";
            LogMissing(logger, Traits.Name, what, setting);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Carrier {Carrier} needs a sender, and {What} until {Setting} is set.")]
    private static partial void LogMissing(ILogger logger, string carrier, string what, string setting);
}
