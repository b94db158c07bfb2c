using Belay.Messages;
using Npgsql;

namespace Belay.Storage.Postgres;

/// <summary>The database with its schema up to date, and the one pool of connections that all parts of a process share.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private PostgresDatabase(NpgsqlDataSource source, PostgresOptions options, StartFindings findings)
    {
        DataSource = source;
        Options = options;
        IsRestored = findings.IsRestored;
        Holds = findings.Holds;
    }

    /// <summary>The pool; the AdoNet providers of Orleans may use it too.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>What it was opened with.</summary>
    public PostgresOptions Options { get; }

    /// <summary>Whether this start found a restored dump, or a database from elsewhere, and held what was due before.</summary>
    public bool IsRestored { get; }

    /// <summary>Whether messages waited for an operator at this start.</summary>
    public bool Holds { get; }

    /// <summary>
    /// Opens the database, checks that it keeps what it acknowledges, and brings its schema up to date. Several processes may do so at once.
    /// </summary>
    /// <exception cref="PostgresSetupException">It cannot be reached or used; the message says why, in one sentence for the operator.</exception>
    public static async Task<PostgresDatabase> OpenAsync(PostgresOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var source = Connect(options.ConnectionString);
        try
        {
            return new PostgresDatabase(source, options, await Schema.PrepareAsync(source, options.MayMake, cancellationToken));
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the clock of the database says.</summary>
    /// <exception cref="StoreUnavailableException">The database is not available.</exception>
    public async Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) =>
        (await ReadAsync("SELECT clock_timestamp()", static _ => { }, row => row.GetFieldValue<DateTimeOffset>(0), cancellationToken))[0];

    /// <summary>Closes the pool.</summary>
    public ValueTask DisposeAsync() => DataSource.DisposeAsync();

    /// <summary>Runs one statement, which is one transaction, and reads every row of its result.</summary>
    /// <exception cref="StoreUnavailableException">The database is not available; whether the statement had its effect is unknown.</exception>
    internal async Task<List<T>> ReadAsync<T>(
        string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = DataSource.CreateCommand(sql);
            bind(command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        catch (Exception failed) when (Faults.IsUnavailable(failed))
        {
            throw Faults.Unavailable(failed);
        }
    }

    /// <summary>The same for a statement of which only the number of changed rows matters.</summary>
    internal async Task<int> RunAsync(string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = DataSource.CreateCommand(sql);
            bind(command.Parameters);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception failed) when (Faults.IsUnavailable(failed))
        {
            throw Faults.Unavailable(failed);
        }
    }

    private static NpgsqlDataSource Connect(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new PostgresSetupException(
                "The connection string of the database cannot be understood; it should read like 'Host=…;Database=…;Username=…;Password=…'.");
        }

        if (string.IsNullOrWhiteSpace(settings.Host))
        {
            throw new PostgresSetupException("The connection string of the database names no Host.");
        }

        SetUnlessGiven("Application Name", () => settings.ApplicationName = "belay");
        SetUnlessGiven("Maximum Pool Size", () => settings.MaxPoolSize = 50);
        SetUnlessGiven("Timeout", () => settings.Timeout = 5);
        SetUnlessGiven("Command Timeout", () => settings.CommandTimeout = 10);
        SetUnlessGiven("Max Auto Prepare", () => settings.MaxAutoPrepare = 40);
        settings.Enlist = false;

        // Nothing here leaves a trace in its session, and the reset would be a transaction of its own before each statement.
        settings.NoResetOnClose = true;
        return NpgsqlDataSource.Create(settings);

        void SetUnlessGiven(string name, Action set)
        {
            if (!settings.ShouldSerialize(name))
            {
                set();
            }
        }
    }
}
