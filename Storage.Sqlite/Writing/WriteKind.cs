namespace Belay.Storage.Sqlite.Writing;

/// <summary>What a command is for.</summary>
internal enum WriteKind
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>Takes new messages: the one kind that makes the store grow by much, so the one that is refused while the disk is full.</summary>
    Schedule,

    /// <summary>Cancels messages.</summary>
    Cancel,

    /// <summary>Claims a message for a call.</summary>
    Claim,

    /// <summary>Records a carrier's answer.</summary>
    Answer,

    /// <summary>Records a delivery receipt.</summary>
    Receipt,

    /// <summary>Claims webhook events.</summary>
    ClaimEvents,

    /// <summary>Writes what became of a webhook event.</summary>
    SettleEvent,
}
