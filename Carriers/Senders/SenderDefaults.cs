using Belay.Messages;

namespace Belay.Carriers;

/// <summary>Who a message comes from that names no sender: some dialects cannot name any, and some carriers need one.</summary>
/// <param name="IsNeeded">Whether the carrier takes no message without a sender.</param>
/// <param name="Default">The sender of every organization that has none of its own; null: none.</param>
/// <param name="OfOrganizations">The sender of each organization that has its own.</param>
public sealed record SenderDefaults(bool IsNeeded, string? Default, IReadOnlyDictionary<OrganizationId, string> OfOrganizations)
{
    /// <summary>No default, and none is needed.</summary>
    public static SenderDefaults None { get; } = new(false, null, new Dictionary<OrganizationId, string>());

    /// <summary>Whether messages may come that cannot leave for want of a sender.</summary>
    public bool IsMissing => IsNeeded && Default is null;

    /// <summary>The message with a sender; unchanged where it names one, or where there is no default.</summary>
    public Draft Complete(Draft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return string.IsNullOrWhiteSpace(draft.From) && (OfOrganizations.GetValueOrDefault(draft.Organization) ?? Default) is { } sender
            ? draft with { From = sender }
            : draft;
    }
}
