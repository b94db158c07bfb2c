using Belay.Messages;
using Belay.Storage.Sqlite;

namespace Belay.Engine.Embedded;

/// <summary>Settings of the embedded engine.</summary>
public sealed record EmbeddedEngineOptions
{
    /// <summary>Where the database file lies: <c>Belay:DataDirectory</c>. Made if missing, readable by its owner only.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Most calls of the carrier that may be open at once: <c>Belay:Dispatch:Concurrency</c>.</summary>
    public int DispatchConcurrency { get; init; } = 256;

    /// <summary>Most commands that one commit holds.</summary>
    public int GroupMax { get; init; } = 512;

    /// <summary>Most commands that wait for the writer; past that the engine says that it is busy.</summary>
    public int QueueMax { get; init; } = 20_000;

    /// <summary>Most messages of one organization that may be pending: <c>Belay:Limits:PendingPerOrganizationMax</c>.</summary>
    public long PendingPerOrganizationMax { get; init; } = 1_000_000;

    /// <summary>How much of the disk is held by <c>belay.reserve</c> and given up when it is full: <c>Belay:DiskReserveMebibytes</c>. 0: none.</summary>
    /// <remarks>Twice what the write-ahead log grows to: once for the log, once for the pages that it brings into the database.</remarks>
    public long DiskReserveBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>How often and how long a message is tried: <c>Belay:Sending:{AttemptsMax,PauseBase,PauseMax,RetryFor,ReceiptTimeout}</c>.</summary>
    public SendingRules Sending { get; init; } = new();

    /// <summary>How long the texts and numbers of a message are kept after it came to rest: <c>Belay:Retention:Days</c>. Null: for ever.</summary>
    public TimeSpan? KeepFinishedFor { get; init; }

    /// <summary>How long a stop waits for open calls of the carrier before it cuts them short.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What of it the store needs.</summary>
    internal SqliteOptions Store => new()
    {
        DataDirectory = DataDirectory, GroupMax = GroupMax, QueueMax = QueueMax, PendingPerOrganizationMax = PendingPerOrganizationMax, DiskReserveBytes = DiskReserveBytes,
    };
}
