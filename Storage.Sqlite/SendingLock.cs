using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Belay.Storage.Sqlite;

/// <summary>
/// Keeps every other process from sending from the same database. The system takes it back when the process ends, however that happens.
/// </summary>
/// <remarks>
/// Two engines on one file would each call the carrier for what they find open at their start. The lock is SQLite's own, on an empty database beside
/// the other:
/// .NET's locks are advice that an environment variable (<c>DOTNET_SYSTEM_IO_DISABLEFILELOCKING</c>) turns off, and do not reach across a network
/// share. <c>belay.lock</c> is held too, since earlier versions know no other.
/// </remarks>
internal sealed class SendingLock : IDisposable
{
    private const string Another = "Another Belay process runs on the same Belay:DataDirectory. Stop it, or set another directory.";

    private readonly SqliteConnection _connection;
    private readonly FileStream _file;

    private SendingLock(SqliteConnection connection, FileStream file) => (_connection, _file) = (connection, file);

    /// <summary>Takes the lock at once, or throws <see cref="SqliteSetupException"/>.</summary>
    public static SendingLock Take(string directory)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "belay.lock.db"), Pooling = false }.ToString());
        try
        {
            connection.Open();

            // Not by a command of the package, which would wait for the other process to go. Nothing is ever written, so there need be no journal.
            switch (raw.sqlite3_exec(connection.Handle, "PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE"))
            {
                case raw.SQLITE_OK:
                    return new(connection, OpenFile(directory));
                case raw.SQLITE_BUSY or raw.SQLITE_LOCKED:
                    throw new SqliteSetupException(Another);
                case var code:
                    throw Impossible(code);
            }
        }
        catch (SqliteException failed)
        {
            connection.Dispose();
            throw Impossible(failed.SqliteErrorCode);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _connection.Dispose();
    }

    private static FileStream OpenFile(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, "belay.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new SqliteSetupException(Another);
        }
        catch (UnauthorizedAccessException)
        {
            throw new SqliteSetupException("The file belay.lock in Belay:DataDirectory cannot be written by this user.");
        }
    }

    private static SqliteSetupException Impossible(int code) => new(
        $"The file belay.lock.db in Belay:DataDirectory cannot be locked (SQLite error {code}). May this user write to it, and does the file system "
        + "know locks? A local disk does.");
}
