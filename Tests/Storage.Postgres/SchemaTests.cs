using Belay.Storage.Postgres;
using Npgsql;

namespace Belay.Tests.Storage.Postgres;

/// <summary>A database is brought up to date by whoever comes first, and one that cannot be trusted is refused in one sentence.</summary>
public sealed class SchemaTests(SharedServer server)
{
    [Fact]
    public async Task Five_processes_at_once_migrate_once()
    {
        var options = new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync() };

        var databases = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PostgresDatabase.OpenAsync(options, Store.Stop)));

        await using var count = databases[0].DataSource.CreateCommand("SELECT count(*) = max(version) FROM schema_version");
        Assert.Equal(true, await count.ExecuteScalarAsync(Store.Stop));
        foreach (var database in databases)
        {
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task Who_only_looks_makes_no_tables()
    {
        var options = new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync() };

        var refused = await Assert.ThrowsAsync<PostgresSetupException>(
            () => PostgresDatabase.OpenAsync(options with { MayMake = false }, Store.Stop));
        await (await PostgresDatabase.OpenAsync(options, Store.Stop)).DisposeAsync();
        await (await PostgresDatabase.OpenAsync(options with { MayMake = false }, Store.Stop)).DisposeAsync();

        Assert.Equal("The database of the connection string holds no tables of Belay. Is it the one that the silos use?", refused.Message);
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await using var store = await Store.OpenAsync(server);
        await using var newer = store.Database.DataSource.CreateCommand("INSERT INTO schema_version (version, name) VALUES (999, 'V999_later.sql')");
        await newer.ExecuteNonQueryAsync(Store.Stop);

        var refused = await Assert.ThrowsAsync<PostgresSetupException>(() => PostgresDatabase.OpenAsync(store.Database.Options, Store.Stop));

        Assert.StartsWith("The database was written by a newer Belay (schema 999, ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=/nonexistent-directory;Username=belay;Database=belay", "The database cannot be reached (")]
    [InlineData("Database=belay", "The connection string of the database names no Host.")]
    [InlineData("Colour=red", "The connection string of the database cannot be understood;")]
    public async Task A_database_that_is_not_there_is_said_in_one_sentence(string connectionString, string expected)
    {
        var refused = await Assert.ThrowsAsync<PostgresSetupException>(
            () => PostgresDatabase.OpenAsync(new() { ConnectionString = connectionString }, Store.Stop));

        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_said_so()
    {
        var refused = await Assert.ThrowsAsync<PostgresSetupException>(
            () => PostgresDatabase.OpenAsync(new() { ConnectionString = server.Server.ConnectionString("no_such") }, Store.Stop));

        Assert.StartsWith("The database of the connection string does not exist;", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_wait_for_its_disk_is_refused()
    {
        var connectionString = await server.CreateDatabaseAsync();
        var hasty = new NpgsqlConnectionStringBuilder(connectionString) { Options = "-c synchronous_commit=off" }.ConnectionString;

        var refused = await Assert.ThrowsAsync<PostgresSetupException>(
            () => PostgresDatabase.OpenAsync(new() { ConnectionString = hasty }, Store.Stop));

        Assert.Equal(
            "The database runs with synchronous_commit=off and would lose messages that it acknowledged; switch synchronous_commit on.",
            refused.Message);
    }
}
