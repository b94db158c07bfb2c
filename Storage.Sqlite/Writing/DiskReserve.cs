namespace Belay.Storage.Sqlite.Writing;

/// <summary>
/// Room on the database's disk that is held by a file, and given up when the disk is full: for cancels and for the outcomes of calls.
/// </summary>
/// <remarks>See ADR 8.</remarks>
internal sealed class DiskReserve(string path, long bytes)
{
    private bool _held;

    /// <summary>Takes the room, unless it is held already. False where the disk has no such room; nothing is taken then.</summary>
    public bool TryHold()
    {
        if (_held || bytes == 0)
        {
            return true;
        }

        try
        {
            if (!IsWhole())
            {
                Take();
            }

            _held = true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // A file that could not be made whole has been removed again by then.
        }

        return _held;
    }

    /// <summary>Gives the room up, also what a process before this one held; false where there was none to give.</summary>
    public bool Release()
    {
        _held = false;
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        return true;
    }

    private bool IsWhole() => new FileInfo(path) is { Exists: true } file && file.Length == bytes;

    /// <summary>Has the system set the blocks aside. Where a file system cannot, the file holds nothing, and nothing is lost by it.</summary>
    private void Take()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = bytes };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);

        // Only what is whole has its length: a process that ends here leaves a file that the next one takes anew.
        file.SetLength(bytes);
    }
}
