using Belay.Cli.Output;

namespace Belay.Cli.Commands;

/// <summary>
/// A file of ids: the first word of each line, up to a comma, semicolon, tab or blank; blank lines and lines that begin with # are passed over.
/// </summary>
internal static class IdFile
{
    public const int LinesMax = 1_000_000;

    private const int IdCharactersMax = 64;

    private static readonly char[] Ends = [',', ';', '\t', ' '];

    public static async Task<IReadOnlyList<string>> ReadAsync(string path, TextReader standardInput, CancellationToken cancellationToken)
    {
        try
        {
            if (path == "-")
            {
                return await ReadAsync(standardInput, cancellationToken);
            }

            using var file = File.OpenText(path);
            return await ReadAsync(file, cancellationToken);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"{path} cannot be read.");
        }
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(TextReader lines, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 1; await lines.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            var id = line.Trim().Trim('"').Split(Ends, 2)[0].Trim('"');
            if (id.Length == 0 || id[0] == '#' || (number == 1 && id.Equals("id", StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            // Anything else than an id is a mistake that must not pass as "not found" among thousands.
            if (id.Length > IdCharactersMax || !id.All(static c => char.IsAsciiHexDigit(c) || c == '-'))
            {
                throw CliException.Usage($"Line {number} does not begin with the id of a message; nothing was canceled.");
            }

            if (seen.Add(id))
            {
                ids.Add(id);
            }

            if (ids.Count > LinesMax)
            {
                throw CliException.Usage($"At most {LinesMax} messages fit in one run; nothing was canceled.");
            }
        }

        return ids;
    }
}

/// <summary>Verdicts line by line, as they come: what was done is on disk even if the run is stopped.</summary>
internal sealed class VerdictFile : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _file;

    private VerdictFile(StreamWriter file) => _file = file;

    public static VerdictFile Create(string path)
    {
        try
        {
            var file = new StreamWriter(path);
            file.WriteLine("id,verdict,status,error");
            return new(file);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"{path} cannot be written; nothing was canceled.");
        }
    }

    public void Write(CancelLine line)
    {
        lock (_lock)
        {
            var error = line.Error is null ? "" : $"\"{line.Error.Replace("\"", "\"\"")}\"";
            _file.WriteLine($"{line.Id},{line.Verdict},{(line.Status is { } status ? Words.Of(status) : "")},{error}");
            _file.Flush();
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
