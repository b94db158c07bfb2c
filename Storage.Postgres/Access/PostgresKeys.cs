using Belay.Messages;
using Belay.Storage.Postgres.Reading;
using Npgsql;
using NpgsqlTypes;

namespace Belay.Storage.Postgres.Access;

/// <summary>Keys and secrets, the same for all processes on the database.</summary>
public sealed class PostgresKeys(PostgresDatabase database) : IApiKeyStore, ISecretStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiKey>> ListKeysAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(
            "SELECT id, organization, name, scopes, hash, created_at, expires_at, revoked_at FROM api_key ORDER BY created_at, id",
            static _ => { },
            row => new ApiKey(
                row.GetString(0),
                OrganizationId.Parse(row.GetString(1)),
                row.GetString(2),
                (Scopes)row.GetInt32(3),
                row.GetString(4),
                row.GetFieldValue<DateTimeOffset>(5),
                row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
                row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7)),
            cancellationToken);

    /// <inheritdoc/>
    public Task AddKeyAsync(ApiKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return database.RunAsync(
            "INSERT INTO api_key (id, organization, name, scopes, hash, created_at, expires_at, revoked_at) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
            parameters =>
            {
                parameters.Add(new() { Value = key.Id });
                parameters.Add(new() { Value = key.Organization.Value });
                parameters.Add(new() { Value = key.Name });
                parameters.Add(new() { Value = (int)key.Scopes });
                parameters.Add(new() { Value = key.Hash });
                parameters.Add(PostgresIndex.Time(key.CreatedAt));
                parameters.Add(Time(key.ExpiresAt));
                parameters.Add(Time(key.RevokedAt));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RevokeKeyAsync(string id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await database.RunAsync(
            "UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
            parameters =>
            {
                parameters.Add(new() { Value = id });
                parameters.Add(PostgresIndex.Time(now));
            },
            cancellationToken) > 0;

    /// <inheritdoc/>
    /// <remarks>Two statements, because one would not see what another process kept while it ran.</remarks>
    public async Task<byte[]> GetOrAddSecretAsync(string name, byte[] proposed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(proposed);
        await database.RunAsync(
            "INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
            parameters =>
            {
                parameters.Add(new() { Value = name });
                parameters.Add(new() { Value = proposed });
            },
            cancellationToken);
        return (await database.ReadAsync(
            "SELECT value FROM secret WHERE name = $1",
            parameters => parameters.Add(new() { Value = name }),
            row => row.GetFieldValue<byte[]>(0),
            cancellationToken)).Single();
    }

    private static NpgsqlParameter Time(DateTimeOffset? at) =>
        at is { } given ? PostgresIndex.Time(given) : new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
