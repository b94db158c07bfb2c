using System.Text.RegularExpressions;

namespace Belay.Tests.Tidy;

/// <summary>What every line of the repository keeps to.</summary>
public sealed partial class LineTests
{
    private const int ColumnsMax = 150;

    private static readonly string[] Extensions = [".cs", ".md", ".sql", ".mjs", ".js", ".sh", ".yml", ".props", ".csproj"];

    /// <summary>Paths of the machines on which Belay is built. They are put together here, so that this file keeps to the rule.</summary>
    private static readonly string[] Forbidden = [string.Concat("/", "work/"), string.Concat("/", "check/")];

    [Fact]
    public void No_line_is_longer_than_150_columns() => Assert.Empty(
        WorkingTree.Files(Extensions).Where(file => !IsDump(file))
            .SelectMany(file => TooLong(file, WorkingTree.Lines(file)).Select(number => $"{file}:{number}")));

    [Theory]
    [InlineData(true, "a.cs", "", "LONG")]
    [InlineData(true, "a.md", "LONG", "")]
    [InlineData(true, "a.md", "```csharp", "LONG", "```")]
    [InlineData(false, "a.md", "| LONG |")]
    [InlineData(false, "a.md", "```console", "LONG", "```")]
    [InlineData(true, "a.md", "```console", "```", "LONG")]
    [InlineData(false, "a.md", "https://example.com/LONG")]
    [InlineData(true, "a.cs", "// https://example.com/LONG")]
    [InlineData(false, "a.cs", "EXACT")]
    public void A_long_line_is_found_wherever_a_person_could_break_it(bool found, string file, params string[] lines)
    {
        var (tooMuch, enough) = (new string('x', ColumnsMax + 1), string.Concat(Enumerable.Repeat("😀", ColumnsMax)));
        string[] written = [.. lines.Select(line => line.Replace("LONG", tooMuch).Replace("EXACT", enough))];

        Assert.Equal(found, TooLong(file, written).Any());
    }

    [Fact]
    public void No_file_speaks_of_the_machine_on_which_it_was_written() => Assert.Empty(
        WorkingTree.Files([.. Extensions, ".json", ".conf", ".go", ".py"]).SelectMany(file => WorkingTree.Lines(file)
            .Select((line, at) => (Line: line, Number: at + 1))
            .Where(one => Forbidden.Any(word => one.Line.Contains(word, StringComparison.Ordinal)))
            .Select(one => $"{file}:{one.Number}")));

    [Fact]
    public void The_files_are_found_at_all() => Assert.Superset(
        new HashSet<string>(["README.md", "Messages/Message.cs", "Tests/Tidy/LineTests.cs", "Directory.Build.props"], StringComparer.Ordinal),
        WorkingTree.Files(Extensions).ToHashSet(StringComparer.Ordinal));

    /// <summary>What an earlier edition wrote is kept as it is.</summary>
    private static bool IsDump(string file) => file.EndsWith("/Files/first-edition.sql", StringComparison.Ordinal);

    /// <summary>The numbers of the lines that are too long. A row of a table, a link, and what a program says cannot be broken.</summary>
    private static IEnumerable<int> TooLong(string file, string[] lines)
    {
        var isProse = file.EndsWith(".md", StringComparison.Ordinal);
        string? fence = null;
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].Trim();
            if (isProse && line.StartsWith("```", StringComparison.Ordinal))
            {
                fence = fence is null ? line : null;
            }

            var unbreakable = isProse && (line.StartsWith('|') || fence == "```console" || Link().IsMatch(line));
            if (!unbreakable && lines[at].EnumerateRunes().Count() > ColumnsMax)
            {
                yield return at + 1;
            }
        }
    }

    [GeneratedRegex(@"^(\[[^\]]*\]: |<)?https?://\S+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Link();
}
