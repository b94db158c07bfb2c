using System.Globalization;
using System.Text;

namespace Belay.Storage.Sqlite.Restoring;

/// <summary>
/// The file <c>belay.mark</c>: how far the database beside it had come. No backup of the database holds it, so a database that is behind its mark,
/// or has come some way and has none, is not the one that ran here last.
/// </summary>
/// <remarks>
/// It is written after each commit that moved a message, before the carrier or a caller hears of that commit, so it is never ahead of the database
/// and never behind what the world has seen. It reaches the disk once a second: a process that is killed takes nothing of it along, and a loss of
/// power at most that second.
/// </remarks>
internal sealed class ProgressMark : IDisposable
{
    /// <summary>The longest number, and a line end: one length for all, so that a shorter number leaves nothing of a longer one.</summary>
    private const int Length = 20;

    private static readonly TimeSpan SyncEvery = TimeSpan.FromSeconds(1);

    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private long _written = -1;
    private long _syncedAt;
    private bool _unsynced;

    private ProgressMark(FileStream file, TimeProvider time)
    {
        _file = file;
        _time = time;
        Found = Read(file);
    }

    /// <summary>What the file said when it was opened; null: there was none, or it could not be read as a number.</summary>
    public long? Found { get; }

    /// <summary>Opens the mark in the directory, making it where missing. Throws <see cref="SqliteSetupException"/>.</summary>
    public static ProgressMark Open(string directory, TimeProvider time)
    {
        try
        {
            return new(
                new FileStream(Path.Combine(directory, "belay.mark"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0),
                time);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new SqliteSetupException("The file belay.mark in Belay:DataDirectory cannot be written by this user.");
        }
    }

    /// <summary>Whether the database, after so many moves, is another one than ran here last: an old copy, or one from elsewhere.</summary>
    public bool IsUnknown(long moves) => Found is { } found ? moves < found : moves > 0;

    /// <summary>Writes the number. What cannot be written is left out: the commit stands, and the next one tries again.</summary>
    public void Advance(long moves)
    {
        if (moves == _written)
        {
            return;
        }

        try
        {
            RandomAccess.Write(
                _file.SafeFileHandle, Encoding.ASCII.GetBytes(moves.ToString(CultureInfo.InvariantCulture).PadRight(Length - 1) + "\n"), 0);
            _written = moves;
            _unsynced = true;
            if (_time.GetElapsedTime(_syncedAt) >= SyncEvery)
            {
                Sync();
            }
        }
        catch (IOException)
        {
            // A mark that is behind notices fewer restores; a stop of sending would cost every message.
        }
    }

    /// <summary>Brings what was written to the disk.</summary>
    public void Sync()
    {
        if (!_unsynced)
        {
            return;
        }

        _syncedAt = _time.GetTimestamp();
        _unsynced = false;
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
    }

    public void Dispose()
    {
        try
        {
            Sync();
        }
        catch (IOException)
        {
            // As above.
        }

        _file.Dispose();
    }

    private static long? Read(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[Length];
        var length = RandomAccess.Read(file.SafeFileHandle, bytes, 0);
        return long.TryParse(Encoding.ASCII.GetString(bytes[..length]), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var moves)
            ? moves
            : null;
    }
}
