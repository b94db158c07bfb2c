using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;

namespace Belay.Carriers;

/// <summary>One call, as the journal has it. Nothing of the message but its id.</summary>
/// <param name="Id">The message.</param>
/// <param name="Attempt">Which call for it, from 1.</param>
/// <param name="At">When.</param>
/// <param name="Effect">Whether this call is the one that took the message.</param>
internal sealed record JournalLine(string Id, int Attempt, DateTimeOffset At, bool Effect);

/// <summary>A file with one JSON line per call, each written before the call is answered. Not safe for several threads at once.</summary>
internal sealed class SandboxJournal : IDisposable
{
    private const byte NewLine = (byte)'\n';

    private readonly SafeFileHandle _file;
    private readonly bool _fsync;
    private long _length;

    public SandboxJournal(string path, bool fsync)
    {
        _fsync = fsync;
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        _length = RandomAccess.GetLength(_file);
        CloseTornLine();
    }

    /// <summary>
    /// Reads the keys of calls that had an effect, oldest first. A line cut off by a crash is no line: its call was never answered.
    /// </summary>
    public static IEnumerable<string> ReadEffects(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        foreach (var text in File.ReadLines(path))
        {
            if (Parse(text) is { Effect: true, Id: not null } line)
            {
                yield return line.Id;
            }
        }
    }

    public void Append(JournalLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, JournalJson.Default.JournalLine), NewLine];
        RandomAccess.Write(_file, bytes, _length);
        _length += bytes.Length;
        if (_fsync)
        {
            RandomAccess.FlushToDisk(_file);
        }
    }

    public void Dispose() => _file.Dispose();

    private void CloseTornLine()
    {
        Span<byte> last = stackalloc byte[1];
        if (_length > 0 && RandomAccess.Read(_file, last, _length - 1) == 1 && last[0] != NewLine)
        {
            RandomAccess.Write(_file, [NewLine], _length);
            _length++;
        }
    }

    private static JournalLine? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, JournalJson.Default.JournalLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JournalLine))]
internal sealed partial class JournalJson : JsonSerializerContext;
