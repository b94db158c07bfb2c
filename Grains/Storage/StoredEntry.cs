using Belay.Messages;
using Belay.Storage.Postgres.Writing;

namespace Belay.Grains.Storage;

/// <summary>What a grain hands to its storage: the message, and what the same commit needs to know beside it.</summary>
internal sealed class StoredEntry
{
    /// <summary>The message; null before it is accepted.</summary>
    public Message? Message { get; init; }

    /// <summary>The version that the decision was made on.</summary>
    public long? VersionBefore { get; init; }

    /// <summary>The reminder that the message wants from now on; null removes it.</summary>
    public Reminder? Reminder { get; init; }

    /// <summary>Who makes the open call; null: no call is open.</summary>
    public Claimant? Claimant { get; init; }

    /// <summary>Whether it waits for an operator after a restore. Only the database changes that.</summary>
    public bool Held { get; init; }
}
