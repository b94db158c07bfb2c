using System.Globalization;
using Belay.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Belay.Storage.Sqlite;

/// <summary>The database file: opens connections with the settings that the promises need, and brings the schema up to date.</summary>
internal sealed class SqliteDatabase
{
    private const string FileName = "belay.db";
    private const string MigrationPrefix = "V";
    private const long SynchronousFull = 2;

    /// <summary>After so many pages in the log, a commit also brings them into the database: 16 MiB.</summary>
    public const int LogPagesExpected = 4_000;

    private readonly string _directory;
    private readonly string _path;

    private SqliteDatabase(string directory)
    {
        _directory = directory;
        _path = Path.Combine(directory, FileName);
    }

    /// <summary>Opens the database in the directory, making both where missing. Throws <see cref="SqliteSetupException"/>.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="mayMakeRoom">Whether the reserve is given up where the disk has no room to open it: not beside a running engine, which holds it
    /// for its cancels.</param>
    public static SqliteDatabase Open(string directory, bool mayMakeRoom = false)
    {
        var database = new SqliteDatabase(Path.GetFullPath(directory));
        try
        {
            database.MakeFile();
            try
            {
                database.Prepare();
            }
            catch (SqliteException failed) when (mayMakeRoom && Outage.IsFull(failed) && database.NewReserve(0).Release())
            {
                // A long log needs room for its index before anything can be read.
                database.Prepare();
            }

            return database;
        }
        catch (SqliteException failed)
        {
            throw new SqliteSetupException(
                $"The database in Belay:DataDirectory cannot be opened (SQLite error {failed.SqliteErrorCode}). Is it a Belay database, and may this "
                + "user write to it?");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new SqliteSetupException("Belay:DataDirectory cannot be made or written to by this user.");
        }
    }

    /// <summary>Makes sure that this process is the only one that sends from the database; kept until it is disposed.</summary>
    public SendingLock LockForSending() => SendingLock.Take(_directory);

    /// <summary>How another library of this process reaches the file.</summary>
    public string ConnectionString => new SqliteConnectionStringBuilder { DataSource = _path, Mode = SqliteOpenMode.ReadWrite }.ToString();

    /// <summary>The bytes of the write-ahead log as it lies on the disk.</summary>
    public long LogBytes => new FileInfo(_path + "-wal") is { Exists: true } log ? log.Length : 0;

    /// <summary>
    /// Brings what the log holds into the database, beside the writer and without keeping it waiting. What somebody still reads stays in the log.
    /// </summary>
    /// <returns>How many pages the log holds, and how many of them are in the database too.</returns>
    public (long Pages, long Copied) CopyLog()
    {
        using var connection = Connect(SqliteOpenMode.ReadWrite);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        using var row = command.ExecuteReader();
        return row.Read() ? (row.GetInt64(1), row.GetInt64(2)) : (0, 0);
    }

    /// <summary>Room on the same disk, to be held for when it is full.</summary>
    public DiskReserve NewReserve(long bytes) => new(Path.Combine(_directory, "belay.reserve"), bytes);

    /// <summary>A connection for the one writer, or for a short write of its own.</summary>
    public SqliteConnection OpenForWriting()
    {
        var connection = Connect(SqliteOpenMode.ReadWriteCreate);
        try
        {
            // SQLite's own waiting for another process's short write is finer than the package's, which sleeps 150 ms at a time.
            Execute(connection, "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; "
                + "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216;");
            EnsureDurable(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Throws <see cref="SqliteSetupException"/> where a commit on the connection would not survive a loss of power: SQLite takes such a setting
    /// without complaint and ignores it.
    /// </summary>
    public static void EnsureDurable(SqliteConnection connection)
    {
        if (Scalar<long>(connection, "PRAGMA synchronous") is var synchronous and not SynchronousFull)
        {
            throw new SqliteSetupException(
                $"SQLite would not sync each commit to the disk (PRAGMA synchronous is {synchronous}, not {SynchronousFull} for FULL): a message "
                + "could be acknowledged and then lost with the power, so Belay does not start.");
        }

        if (Scalar<string>(connection, "PRAGMA journal_mode") != "wal")
        {
            throw new SqliteSetupException(
                "The file system of Belay:DataDirectory does not support SQLite's write-ahead log (a network share?). Set a directory on a local "
                + "disk.");
        }
    }

    /// <summary>A connection that can only read what is committed.</summary>
    public SqliteConnection OpenForReading()
    {
        var connection = Connect(SqliteOpenMode.ReadWrite); // Not ReadOnly: a reader of a write-ahead log writes its index.
        Execute(connection, "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096;");
        return connection;
    }

    private void Prepare()
    {
        using var connection = OpenForWriting();
        Migrate(connection);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Only our own constant texts come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static T Scalar<T>(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Only our own constant texts come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (T)command.ExecuteScalar()!;
    }

    private static List<(int Version, string Name)> Migrations() =>
    [
        .. typeof(SqliteDatabase).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(MigrationPrefix, StringComparison.Ordinal))
            .Select(name => (int.Parse(name.AsSpan(1, 3), CultureInfo.InvariantCulture), name))
            .Order(),
    ];

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 2,
        }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes what is missing, for its owner only; SQLite gives the files beside the database the same rights.</summary>
    private void MakeFile()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_directory);
        }
        else
        {
            Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

            // Only where it is missing: to close a file of one's own drops the locks that SQLite in this process holds on it.
            if (!Path.Exists(_path))
            {
                new FileStream(_path, new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.ReadWrite | FileShare.Delete,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }).Dispose();
            }
        }
    }

    /// <summary>Applies what is missing, each migration in a transaction of its own; the schema's version is SQLite's <c>user_version</c>.</summary>
    private static void Migrate(SqliteConnection connection)
    {
        var migrations = Migrations();
        var newest = migrations[^1].Version;
        var current = Scalar<long>(connection, "PRAGMA user_version");
        if (current > newest)
        {
            throw new SqliteSetupException(
                $"The database was written by a newer Belay (schema {current}, this one knows {newest}). Run the newer one, or restore a backup.");
        }

        foreach (var (version, name) in migrations)
        {
            Execute(connection, "BEGIN IMMEDIATE");
            try
            {
                // Read again under the lock: another process may have been quicker.
                if (Scalar<long>(connection, "PRAGMA user_version") < version)
                {
                    using var reader = new StreamReader(typeof(SqliteDatabase).Assembly.GetManifestResourceStream(name)!);
                    Execute(connection, reader.ReadToEnd());
                    Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
                }

                StoreEvents.Log.Migrating(version);
                Execute(connection, "COMMIT");
                StoreEvents.Log.Migrated(version);
            }
            catch
            {
                Execute(connection, "ROLLBACK");
                throw;
            }
        }
    }
}
