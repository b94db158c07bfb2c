using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Belay.Tests.Faults.Findings;

/// <summary>How a run is judged: it broke a promise, it shows nothing, or it passed.</summary>
/// <param name="Figures">The numbers.</param>
/// <param name="Void">Why the run shows nothing; empty: it does.</param>
internal sealed record Verdict(Figures Figures, IReadOnlyList<string> Void)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public bool Passed => Figures.Violations.Count == 0 && Void.Count == 0;

    /// <summary>0: passed; 1: a promise was broken; 3: void.</summary>
    public int ExitCode => Figures.Violations.Count > 0 ? 1 : Void.Count > 0 ? 3 : 0;

    /// <summary>Writes the table for people, and the file for programs.</summary>
    public void Publish(TextWriter output, string path)
    {
        File.WriteAllText(path, JsonSerializer.Serialize(this, Indented));
        output.WriteLine(Describe());
    }

    public string Describe()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in Rows())
        {
            text.Append(CultureInfo.InvariantCulture, $"{name,-34} {value}").AppendLine();
        }

        foreach (var violation in Figures.Violations.Take(10))
        {
            text.AppendLine("BROKEN " + violation);
        }

        foreach (var reason in Void)
        {
            text.AppendLine("VOID: " + reason);
        }

        return text.Append(Passed ? "PASSED" : Figures.Violations.Count > 0 ? "FAILED" : "VOID").ToString();
    }

    private IEnumerable<(string Name, string Value)> Rows()
    {
        var figures = Figures;
        yield return ("run", figures.Run);
        yield return ("faults", Format($"{figures.Faults}, of them {figures.FaultsInCall} between a claim and its outcome"));
        yield return ("messages accepted", Format($"{figures.Accepted}"));
        yield return ("… alive during a fault", Format($"{figures.InFaultWindows}"));
        yield return (
            "cancels within 50 ms of due", Format($"{figures.Races}: {figures.RacesWon} canceled, {figures.Races - figures.RacesWon} too late"));
        yield return ("all cancels", Format($"{figures.Canceled} canceled, {figures.TooLate} too late"));
        yield return ("calls without an answer, 503", Format($"{figures.Unanswered}, {figures.Unavailable}"));
        yield return ("carrier's calls, effects", Format($"{figures.CarrierCalls}, {figures.Effects}"));
        yield return ("webhooks", Format($"{figures.Webhooks}"));
        foreach (var mood in figures.Moods.Count > 1 ? figures.Moods : [])
        {
            yield return ("… first call: " + mood.Mood, Format(
                $"{mood.Messages} messages, {mood.Calls} calls, at most {mood.MostEffects} effects of one: {EndsOf(mood.Ends)}"));
        }

        yield return ("ends", EndsOf(figures.Ends));
        yield return ("late in calm, ms (p50, p99, max)", string.Join(", ", figures.LateMilliseconds.Select(value => Format($"{value}"))));
        yield return ("ready again, ms (p50, max)", string.Join(", ", figures.ReadyMilliseconds.Select(value => Format($"{value}"))));
        yield return ("memory at most, MB", Format($"{figures.ResidentMegabytesMax}"));
        yield return ("lost", Format($"{figures.Lost}"));
        yield return ("sent after an answered cancel", Format($"{figures.SentAfterCancel}"));
        yield return ("second effects", Format($"{figures.SecondEffects}"));
        yield return ("promises broken", Format($"{figures.Violations.Count}"));
    }

    private static string EndsOf(IReadOnlyDictionary<string, int> ends) =>
        string.Join(", ", ends.OrderByDescending(end => end.Value).Select(end => Format($"{end.Key} {end.Value}")));

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
