using Belay.Messages;
using Belay.Storage.Sqlite.Rows;
using Microsoft.Data.Sqlite;

namespace Belay.Storage.Sqlite.Access;

/// <summary>
/// Keys and secrets. Its writes are few and go past the writer, so that the command line can use it while the engine runs in another process.
/// </summary>
public sealed class SqliteKeys : IApiKeyStore, ISecretStore
{
    private readonly SqliteDatabase _database;

    internal SqliteKeys(SqliteDatabase database) => _database = database;

    /// <summary>Opens the store for keys only, also beside a running engine. Throws <see cref="SqliteSetupException"/>.</summary>
    public static SqliteKeys Open(string dataDirectory) => new(SqliteDatabase.Open(dataDirectory));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ApiKey>> ListKeysAsync(CancellationToken cancellationToken) => Do<IReadOnlyList<ApiKey>>(connection =>
    {
        using var select = new Statement(
            connection, "SELECT id, organization, name, scopes, hash, created_at, expires_at, revoked_at FROM api_key ORDER BY created_at, id");
        return select.ReadAll(row => new ApiKey(
            row.GetString(0),
            OrganizationId.Parse(row.GetString(1)),
            row.GetString(2),
            (Scopes)row.GetInt32(3),
            row.GetString(4),
            Columns.FromMicroseconds(row.GetInt64(5)),
            row.IsDBNull(6) ? null : Columns.FromMicroseconds(row.GetInt64(6)),
            row.IsDBNull(7) ? null : Columns.FromMicroseconds(row.GetInt64(7))));
    });

    /// <inheritdoc/>
    public Task AddKeyAsync(ApiKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Do(connection =>
        {
            using var insert = new Statement(
                connection,
                "INSERT INTO api_key (id, organization, name, scopes, hash, created_at, expires_at, revoked_at) "
                + "VALUES ($id, $organization, $name, $scopes, $hash, $created_at, $expires_at, $revoked_at) ON CONFLICT (id) DO NOTHING");
            return insert.Set("$id", key.Id).Set("$organization", key.Organization.Value).Set("$name", key.Name).Set("$scopes", (int)key.Scopes)
                .Set("$hash", key.Hash).Set("$created_at", key.CreatedAt).Set("$expires_at", key.ExpiresAt).Set("$revoked_at", key.RevokedAt).Run();
        });
    }

    /// <inheritdoc/>
    public Task<bool> RevokeKeyAsync(string id, DateTimeOffset now, CancellationToken cancellationToken) => Do(connection =>
    {
        using var update = new Statement(connection, "UPDATE api_key SET revoked_at = $now WHERE id = $id AND revoked_at IS NULL");
        return update.Set("$id", id).Set("$now", now).Run() > 0;
    });

    /// <inheritdoc/>
    public Task<byte[]> GetOrAddSecretAsync(string name, byte[] proposed, CancellationToken cancellationToken) => Do(connection =>
    {
        using var insert = new Statement(connection, "INSERT INTO secret (name, value) VALUES ($name, $value) ON CONFLICT (name) DO NOTHING");
        insert.Set("$name", name).Set("$value", proposed).Run();
        using var select = new Statement(connection, "SELECT value FROM secret WHERE name = $name");
        return select.Set("$name", name).ReadFirst(row => row.GetBytes(0).ToArray())!;
    });

    private Task<T> Do<T>(Func<SqliteConnection, T> work)
    {
        try
        {
            using var connection = _database.OpenForWriting();
            return Task.FromResult(work(connection));
        }
        catch (SqliteException failed)
        {
            return Task.FromException<T>(new StoreUnavailableException(
                $"The store cannot be reached (SQLite error {failed.SqliteErrorCode}).", TimeSpan.FromSeconds(1), failed));
        }
    }
}
