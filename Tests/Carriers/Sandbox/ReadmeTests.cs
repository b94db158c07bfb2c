using Belay.Carriers;

namespace Belay.Tests.Carriers.Sandbox;

/// <summary>The README quotes the sandbox's table; this keeps the quote true.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_readme_lists_every_number_as_the_sandbox_does()
    {
        var readme = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "README.md"), TestContext.Current.CancellationToken);

        var quoted = readme.Where(line => line.StartsWith("| `+1500555", StringComparison.Ordinal)).ToList();

        Assert.Equal(SandboxNumbers.All.Select(number => $"`{number.To}` | {number.Answer}"), quoted.Select(FirstTwoCells));
        Assert.All(
            SandboxNumbers.All.Zip(quoted), pair => Assert.Contains($"| `{pair.First.EndsAs.Split(',')[0]}`", pair.Second, StringComparison.Ordinal));
    }

    private static string FirstTwoCells(string row)
    {
        var cells = row.Split('|', StringSplitOptions.TrimEntries);
        return $"{cells[1]} | {cells[2]}";
    }
}
