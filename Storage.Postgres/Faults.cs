using Belay.Messages;
using Npgsql;

namespace Belay.Storage.Postgres;

/// <summary>Tells a database that is away, full or stopping from a defect of ours.</summary>
internal static class Faults
{
    /// <summary>When a new try makes sense: about as long as a restart or a failover takes.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether the database could not do, just now, what it can do at other times. What the statement did is unknown, if it may have been committed.
    /// </summary>
    public static bool IsUnavailable(Exception failed) => failed switch
    {
        // Classes of SQLSTATE: connection, read-only after a failover, deadlock, too few resources (full disk, too many connections), object in use,
        // operator intervention (shutdown, timeout), error of the system beneath.
        PostgresException refused => refused.SqlState.AsSpan(0, 2) is "08" or "25" or "40" or "53" or "55" or "57" or "58",
        NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException => true,

        // A connection of the pool that was cut between two commands.
        InvalidOperationException { InnerException: NpgsqlException } => true,
        _ => false,
    };

    public static StoreUnavailableException Unavailable(Exception failed) =>
        new($"The database is not available ({(failed as PostgresException)?.SqlState ?? failed.GetType().Name}).", RetryAfter, failed);
}
