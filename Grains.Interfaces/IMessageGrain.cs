using Belay.Messages;

namespace Belay.Grains.Interfaces;

/// <summary>One message: it owns its state machine. The key is the message's id as a UUID with dashes.</summary>
/// <remarks>
/// Calls run one at a time. Each answer is given after the row behind it is committed; the row's version decides, so even a second activation of the
/// same message, which a cluster may have for a moment, cannot make a second step.
/// </remarks>
[Alias("belay.message")]
public interface IMessageGrain : IGrainWithStringKey
{
    /// <summary>Accepts the message. The draft's id must be this grain's key.</summary>
    [Alias("schedule")]
    Task<ScheduleVerdict> ScheduleAsync(Draft draft, Actor actor);

    /// <summary>The message, if it is the organization's; null otherwise.</summary>
    [Alias("find")]
    Task<Message?> FindAsync(OrganizationId organization);

    /// <summary>Cancels it: sets the state and removes the reminder, in one commit.</summary>
    [Alias("cancel")]
    Task<CancelVerdict> CancelAsync(OrganizationId organization, Actor actor, CancelRule rule);

    /// <summary>Takes a carrier's report.</summary>
    [Alias("report")]
    Task<ReceiptVerdict> ReportAsync(string carrierName, Receipt receipt);

    /// <summary>Puts it out of sight, if it is the organization's.</summary>
    [Alias("archive")]
    Task ArchiveAsync(OrganizationId organization, Actor actor);
}
