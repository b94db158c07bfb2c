using Belay.Storage.Postgres.Reading;

namespace Belay.Storage.Postgres.Writing;

/// <summary>Erases the texts and numbers of finished messages.</summary>
public sealed class PostgresErasing(PostgresDatabase database)
{
    /// <summary>Most messages of one statement.</summary>
    public const int BatchMax = 500;

    /// <summary>
    /// Erases messages that came to rest by an instant, oldest first and at most <see cref="BatchMax"/>. While another process does so, none.
    /// </summary>
    /// <returns>How many it erased.</returns>
    public async Task<int> EraseFinishedAsync(DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            "SELECT erase_finished($1, $2, $3)",
            parameters =>
            {
                parameters.Add(PostgresIndex.Time(until));
                parameters.Add(PostgresIndex.Time(now));
                parameters.Add(new() { Value = BatchMax });
            },
            row => row.GetInt32(0),
            cancellationToken))[0];
}
