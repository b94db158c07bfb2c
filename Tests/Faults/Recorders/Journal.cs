using System.Text.Json;

namespace Belay.Tests.Faults.Recorders;

/// <summary>A file of JSON lines that a recorder writes and nobody changes.</summary>
internal sealed class Journal(string path, bool synced) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly Lock _lock = new();

    /// <summary>Writes one line; when it returns, the line outlives this process, and, where <c>synced</c>, a loss of power.</summary>
    public void Write<T>(T line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n'];
        lock (_lock)
        {
            _file.Write(bytes);
            if (synced)
            {
                _file.Flush(flushToDisk: true);
            }
        }
    }

    public static IReadOnlyList<T> Read<T>(string path) => [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<T>(line)!)];

    public void Dispose() => _file.Dispose();
}
