namespace Belay.Storage.Postgres;

/// <summary>Which database, and whose rows in it.</summary>
public sealed record PostgresOptions
{
    /// <summary>How to reach the database, in Npgsql's words.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Whether Belay's tables are made where there are none.</summary>
    public bool MayMake { get; init; } = true;

    /// <summary>The service id of the cluster: part of the key of every reminder. It must never change while messages are pending.</summary>
    public string ServiceId { get; init; } = "belay";

    /// <summary>Most messages of one organization that may be pending at once.</summary>
    public long PendingPerOrganizationMax { get; init; } = 1_000_000;
}
