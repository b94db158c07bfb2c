namespace Belay.Storage.Sqlite;

/// <summary>Settings of the store in one file.</summary>
public sealed record SqliteOptions
{
    /// <summary>Where the database file lies: <c>Belay:DataDirectory</c>. Made if missing, readable by its owner only.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Most commands that one commit holds.</summary>
    public int GroupMax { get; init; } = 512;

    /// <summary>Most commands that wait for the writer; past that the store says that it is busy.</summary>
    public int QueueMax { get; init; } = 20_000;

    /// <summary>Most messages of one organization that may be pending: <c>Belay:Limits:PendingPerOrganizationMax</c>.</summary>
    public long PendingPerOrganizationMax { get; init; } = 1_000_000;

    /// <summary>
    /// How much of the disk is held by <c>belay.reserve</c> and given up when it is full: <c>Belay:DiskReserveMebibytes</c>. 0: none.
    /// </summary>
    /// <remarks>Twice what the write-ahead log grows to: once for the log, once for the pages that it brings into the database.</remarks>
    public long DiskReserveBytes { get; init; } = 32 * 1024 * 1024;
}
