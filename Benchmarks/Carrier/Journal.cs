using System.Text.Json;

namespace Belay.Benchmarks.Carrier;

/// <summary>
/// Journals with one line of JSON per call of the carrier: the sandbox's own, or those of <see cref="CarrierStub"/>. One per process that sends.
/// </summary>
/// <remarks>They are only read when a run is over: meanwhile nothing but their lengths is looked at.</remarks>
internal sealed class Journal(IReadOnlyList<string> paths) : ICalls
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(1.5);

    private readonly long[] _marks = new long[paths.Count];

    /// <summary>
    /// Calls for messages that were called for before (repeats), over all journals since the mark; set by <see cref="SettleAsync"/>.
    /// </summary>
    public int Repeats { get; private set; }

    /// <summary>Calls since the mark, by journal; set by <see cref="SettleAsync"/>.</summary>
    public IReadOnlyList<int> CallsByPath { get; private set; } = [];

    public void Mark()
    {
        for (var i = 0; i < paths.Count; i++)
        {
            _marks[i] = LengthOf(paths[i]);
        }
    }

    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> SettleAsync(int expected, TimeSpan patience)
    {
        // A line has at least 80 bytes. Only a run whose lines may all be there is over once they stop coming.
        var grownAt = TimeProvider.System.GetTimestamp();
        var started = grownAt;
        for (long before = -1; TimeProvider.System.GetElapsedTime(started) < patience; await Task.Delay(LookEvery, TimeProvider.System))
        {
            var written = paths.Select((path, i) => LengthOf(path) - _marks[i]).Sum();
            if (written != before)
            {
                before = written;
                grownAt = TimeProvider.System.GetTimestamp();
            }
            else if (written >= expected * 80L && TimeProvider.System.GetElapsedTime(grownAt) >= SettledAfter)
            {
                break;
            }
        }

        return Read();
    }

    /// <summary>The instants of calls since the mark, by journal.</summary>
    public IReadOnlyList<IReadOnlyList<DateTimeOffset>> TimesByPath() =>
        [.. paths.Select((path, i) => (IReadOnlyList<DateTimeOffset>)[.. Lines(path, _marks[i]).Select(line => line.At)])];

    private Dictionary<Guid, DateTimeOffset> Read()
    {
        var first = new Dictionary<Guid, DateTimeOffset>();
        var counts = new int[paths.Count];
        Repeats = 0;
        for (var i = 0; i < paths.Count; i++)
        {
            foreach (var (id, at) in Lines(paths[i], _marks[i]))
            {
                counts[i]++;
                if (!first.TryAdd(id, at))
                {
                    Repeats++;
                    first[id] = at < first[id] ? at : first[id];
                }
            }
        }

        CallsByPath = counts;
        return first;
    }

    private static IEnumerable<(Guid Id, DateTimeOffset At)> Lines(string path, long from)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = from;
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[^1] == '}')
            {
                using var call = JsonDocument.Parse(line);
                yield return (call.RootElement.GetProperty("id").GetGuid(), call.RootElement.GetProperty("at").GetDateTimeOffset());
            }
        }
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
