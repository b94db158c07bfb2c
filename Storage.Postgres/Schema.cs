using System.Globalization;
using Npgsql;

namespace Belay.Storage.Postgres;

/// <summary>What a start finds.</summary>
/// <param name="IsRestored">The database is a restored dump, or comes from elsewhere.</param>
/// <param name="Holds">Messages wait for an operator.</param>
internal sealed record StartFindings(bool IsRestored, bool Holds);

/// <summary>Checks the server and applies the migrations that are missing, under a lock that all processes share.</summary>
internal static class Schema
{
    /// <summary>The oldest server that is tested: release 15.</summary>
    private const int ServerVersionMin = 150_000;

    /// <summary>The key of the advisory lock: any number, but always the same.</summary>
    private const long MigrationLock = 0x42_45_4C_41_59;

    private const string VersionTable =
        "CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL "
        + "DEFAULT now())";

    public static async Task<StartFindings> PrepareAsync(NpgsqlDataSource source, bool mayMake, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await CheckServerAsync(connection, cancellationToken);
            if (!mayMake)
            {
                await CheckTablesAsync(connection, cancellationToken);
            }

            return await MigrateAsync(connection, cancellationToken);
        }
        catch (PostgresException refused) when (!Faults.IsUnavailable(refused))
        {
            throw new PostgresSetupException(refused.SqlState switch
            {
                PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                    "The database refuses the user or password of the connection string.",
                PostgresErrorCodes.InvalidCatalogName =>
                    "The database of the connection string does not exist; create it, for example with 'createdb belay'.",
                PostgresErrorCodes.InsufficientPrivilege => "The database's user may not create tables; make it the owner of the database.",
                PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateFunction =>
                    "The database holds tables of something else under Belay's names; give Belay a database of its own.",
                _ => $"The schema cannot be brought up to date: {refused.MessageText} (SQLSTATE {refused.SqlState}).",
            }, refused);
        }
        catch (Exception failed) when (Faults.IsUnavailable(failed))
        {
            throw new PostgresSetupException(
                $"The database cannot be reached ({(failed as PostgresException)?.MessageText ?? failed.InnerException?.Message ?? failed.Message}); "
                + "is the server running, and is the connection string right?", failed);
        }
    }

    private static async Task CheckServerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var version = int.Parse(await ShowAsync(connection, "server_version_num", cancellationToken), CultureInfo.InvariantCulture);
        if (version < ServerVersionMin)
        {
            throw new PostgresSetupException($"The database runs PostgreSQL {version / 10_000}; Belay needs {ServerVersionMin / 10_000} or newer.");
        }

        foreach (var setting in (string[])["fsync", "full_page_writes", "synchronous_commit"])
        {
            if (await ShowAsync(connection, setting, cancellationToken) == "off")
            {
                throw new PostgresSetupException(
                    $"The database runs with {setting}=off and would lose messages that it acknowledged; switch {setting} on.");
            }
        }

        if (await ShowAsync(connection, "server_encoding", cancellationToken) != "UTF8")
        {
            throw new PostgresSetupException("The database does not store text as UTF-8; create it with ENCODING 'UTF8'.");
        }
    }

    private static async Task CheckTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT to_regclass('schema_version') IS NOT NULL", connection);
        if (!(bool)(await command.ExecuteScalarAsync(cancellationToken))!)
        {
            throw new PostgresSetupException("The database of the connection string holds no tables of Belay. Is it the one that the silos use?");
        }
    }

    private static async Task<string> ShowAsync(NpgsqlConnection connection, string setting, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT current_setting($1)", connection) { Parameters = { new() { Value = setting } } };
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// All that is missing in one transaction, whose end releases the lock: a process that dies leaves neither half a schema nor a lock.
    /// </summary>
    private static async Task<StartFindings> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var migrations = Migrations();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({MigrationLock})"), cancellationToken);
        await RunAsync(connection, VersionTable, cancellationToken);
        await using var select = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM schema_version", connection);
        var current = (int)(await select.ExecuteScalarAsync(cancellationToken))!;
        if (current > migrations[^1].Version)
        {
            throw new PostgresSetupException(
                $"The database was written by a newer Belay (schema {current}, this one knows {migrations[^1].Version}); run the newer one, or "
                + "restore a backup.");
        }

        foreach (var (version, name) in migrations.Where(migration => migration.Version > current))
        {
            using var reader = new StreamReader(typeof(Schema).Assembly.GetManifestResourceStream(name)!);
            await RunAsync(connection, await reader.ReadToEndAsync(cancellationToken), cancellationToken);
            await using var insert = new NpgsqlCommand("INSERT INTO schema_version (version, name) VALUES ($1, $2)", connection)
            {
                Parameters = { new() { Value = version }, new() { Value = name } },
            };
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        var findings = await NoteStartAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return findings;
    }

    private static async Task<StartFindings> NoteStartAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var note = new NpgsqlCommand("SELECT is_restored, holds FROM note_start()", connection) { CommandTimeout = 0 };
        await using var reader = await note.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetBoolean(0), reader.GetBoolean(1));
    }

    /// <summary>Runs a text of several statements as it is: the texts of OrleansQuery hold @names that are not ours to fill in.</summary>
    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Only our own constant texts come here.
        await using var batch = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static List<(int Version, string Name)> Migrations() =>
    [
        .. typeof(Schema).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith('V') && name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => (int.Parse(name.AsSpan(1, 3), CultureInfo.InvariantCulture), name))
            .Order(),
    ];
}
