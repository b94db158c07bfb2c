using Belay.Benchmarks.Reporting;

namespace Belay.Tests.Benchmarks.Reporting;

public sealed class ReportTests
{
    [Fact]
    public void A_figure_of_two_programs_stands_beside_the_others_with_their_ratio()
    {
        var report = new Report("alone");
        report.Add([new("A accept", "/s", 300), new("A accept", "/s", 100), new("A accept", "/s", 200), new("F start", "ms", 40)]);
        report.OfOther().Add([new("A accept", "/s", 400)]);

        var lines = Print(report);

        Assert.Contains("| A accept | 200/s | 300, 100, 200 |  |", lines);
        Assert.Contains("| A accept (against) | 400/s | 400 |  |", lines);
        Assert.Equal("| A accept | 200/s | 400/s | 0.5 |", lines[^1]);
    }

    [Fact]
    public void The_figures_of_one_program_are_compared_with_nothing()
    {
        var report = new Report("alone");
        report.Add([new("F start", "ms", 40)]);

        Assert.Equal("| F start | 40.0 ms | 40.0 |  |", Print(report)[^1]);
    }

    private static string[] Print(Report report)
    {
        using var output = new StringWriter();
        report.Print(output);
        return output.ToString().Split(output.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
