using Belay.Messages;

namespace Belay.Grains.Storage;

/// <summary>What a grain reads from its storage.</summary>
internal sealed class StoredEntry
{
    /// <summary>The message; null before it is accepted.</summary>
    public Message? Message { get; init; }

    /// <summary>Who makes the open call; null: no call is open.</summary>
    public Claimant? Claimant { get; init; }

    /// <summary>Whether it waits for an operator after a restore. Only the database changes that.</summary>
    public bool Held { get; init; }
}
