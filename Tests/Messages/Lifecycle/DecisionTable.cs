namespace Belay.Tests.Messages;

/// <summary>One cell of <c>decisions.md</c>.</summary>
/// <param name="State">The row.</param>
/// <param name="Command">The column.</param>
/// <param name="Outcome">What the cell says.</param>
public sealed record DecisionCell(string State, string Command, string Outcome);

/// <summary>Reads <c>decisions.md</c>, the specification of the decider.</summary>
internal static class DecisionTable
{
    /// <summary>Every cell of every table in the file, in the order of the file.</summary>
    public static IReadOnlyList<DecisionCell> Cells { get; } = Read();

    private static List<DecisionCell> Read()
    {
        List<DecisionCell> cells = [];
        string[] commands = [];
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Lifecycle", "decisions.md")))
        {
            if (!line.StartsWith('|'))
            {
                commands = [];
                continue;
            }

            var row = line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
            if (commands.Length == 0)
            {
                commands = row[1..];
            }
            else if (!row[0].StartsWith('-'))
            {
                // A row that is too short or too long must not pass as a complete one.
                Assert.Equal(commands.Length, row.Length - 1);
                cells.AddRange(commands.Zip(row[1..], (command, outcome) => new DecisionCell(row[0], command, outcome)));
            }
        }

        return cells;
    }
}
