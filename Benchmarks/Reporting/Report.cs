using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Belay.Benchmarks.Measuring;

namespace Belay.Benchmarks.Reporting;

/// <summary>Collects readings, and tells their medians: as a table to read, and as JSON to keep.</summary>
internal sealed class Report(string command)
{
    /// <summary>What the name of a reading of the second program ends with.</summary>
    private const string OtherSuffix = " (against)";

    private readonly Dictionary<string, double> _limits = new(StringComparer.Ordinal);
    private List<Reading> _readings = [];
    private string _suffix = "";

    /// <summary>What is compared with the limits: rates of durable steps.</summary>
    private static readonly string[] Compared = ["A accept", "B cancel", "C "];

    /// <summary>Where the readings of the second program go, to stand beside those of the first.</summary>
    public Report OfOther() => new(command) { _readings = _readings, _suffix = OtherSuffix };

    public void Add(IEnumerable<Reading> readings)
    {
        foreach (var reading in readings.Select(reading => reading with { Name = reading.Name + _suffix }))
        {
            lock (_readings)
            {
                _readings.Add(reading);
            }

            Progress($"  {reading.Name} {Format(reading.Value)}{Suffix(reading.Unit)}");
        }
    }

    public void AddLimit(string name, double perSecond)
    {
        _limits[name] = perSecond;
        Progress($"  {name}: {Format(perSecond)}/s");
    }

    public static void Progress(string line) => Console.Error.WriteLine(line);

    public void Print(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("| limit of this machine, in this run | /s |");
        output.WriteLine("| --- | --- |");
        foreach (var (name, value) in _limits)
        {
            output.WriteLine($"| {name} | {Format(value)} |");
        }

        output.WriteLine();
        output.WriteLine("| figure | median | runs | share of the limits |");
        output.WriteLine("| --- | --- | --- | --- |");
        foreach (var figure in Figures())
        {
            output.WriteLine(
                $"| {figure.Name} | {Format(figure.Median)}{Suffix(figure.Unit)} | {string.Join(", ", figure.Runs.Select(Format))} "
                + $"| {Shares(figure)} |");
        }

        PrintComparison(output);
    }

    private void PrintComparison(TextWriter output)
    {
        var medians = Figures().ToDictionary(figure => figure.Name, figure => figure.Median);
        var pairs = Figures().Where(figure => medians.ContainsKey(figure.Name + OtherSuffix)).ToList();
        if (pairs.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("| figure, median | this program | the one against it | ratio |");
        output.WriteLine("| --- | --- | --- | --- |");
        foreach (var (name, unit, median, _) in pairs)
        {
            var other = medians[name + OtherSuffix];
            output.WriteLine(
                $"| {name} | {Format(median)}{Suffix(unit)} | {Format(other)}{Suffix(unit)} | {(other == 0 ? "" : Format(median / other))} |");
        }
    }

    public void Write(string path)
    {
        var content = new
        {
            at = TimeProvider.System.GetUtcNow(),
            command,
            machine = new
            {
                os = RuntimeInformation.OSDescription,
                cores = Environment.ProcessorCount,
                runtime = RuntimeInformation.FrameworkDescription,
            },
            limits = _limits,
            figures = Figures().Select(figure => new { name = figure.Name, unit = figure.Unit, median = figure.Median, runs = figure.Runs }),
        };
        File.WriteAllText(path, JsonSerializer.Serialize(content, JsonLook));
    }

    private static readonly JsonSerializerOptions JsonLook = new() { WriteIndented = true };

    private IEnumerable<(string Name, string Unit, double Median, IReadOnlyList<double> Runs)> Figures() =>
        Snapshot().GroupBy(reading => (reading.Name, reading.Unit))
            .Select(
                group => (group.Key.Name, group.Key.Unit, new Percentiles(group.Select(reading => reading.Value)).Median,
                    (IReadOnlyList<double>)[.. group.Select(reading => reading.Value)]));

    /// <summary>A run that was stopped may still be adding.</summary>
    private Reading[] Snapshot()
    {
        lock (_readings)
        {
            return [.. _readings];
        }
    }

    private string Shares((string Name, string Unit, double Median, IReadOnlyList<double> Runs) figure) =>
        figure.Unit == "/s" && Array.Exists(Compared, figure.Name.StartsWith)
            ? string.Join(
                ", ", _limits.Select(limit => string.Create(CultureInfo.InvariantCulture, $"{figure.Median / limit.Value:0.00} of {limit.Key}")))
            : "";

    private static string Suffix(string unit) => unit.Length == 0 || unit[0] == '/' ? unit : " " + unit;

    private static string Format(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
