using System.Net;
using Npgsql;

namespace Belay.Storage.Postgres.Reading;

/// <summary>The mark that an active silo renews in the database for as long as it reaches it.</summary>
/// <param name="Endpoint">Where other silos reach it.</param>
/// <param name="Generation">Tells it from the one that had its address before.</param>
/// <param name="At">When it was renewed, by the silo's clock.</param>
public readonly record struct SiloMark(IPEndPoint Endpoint, int Generation, DateTimeOffset At);

/// <summary>The table by which the silos of a cluster find each other.</summary>
public sealed class PostgresMembership(PostgresDatabase database, string clusterId)
{
    /// <summary>The marks of the silos that are active.</summary>
    public async Task<IReadOnlyList<SiloMark>> ReadMarksAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(
            // 3 is a silo that is active.
            "SELECT Address, Port, Generation, IAmAliveTime FROM OrleansMembershipTable WHERE DeploymentId = $1 AND Status = 3",
            parameters => parameters.Add(new NpgsqlParameter { Value = clusterId }),
            row => new SiloMark(
                new IPEndPoint(IPAddress.Parse(row.GetString(0)), row.GetInt32(1)), row.GetInt32(2), row.GetFieldValue<DateTimeOffset>(3)),
            cancellationToken);
}
