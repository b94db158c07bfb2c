using System.Globalization;
using Belay.Tests.Faults.Findings;

namespace Belay.Tests.Faults.Runs;

/// <summary>A run without contention shows nothing: what was missing.</summary>
internal static class Contention
{
    /// <param name="figures">The run's figures.</param>
    /// <param name="outcomeShareMin">Fewest races, by share, for either outcome; 0: the run is not about races.</param>
    public static IEnumerable<string> Missing(Figures figures, double outcomeShareMin)
    {
        if (figures.FaultsWithoutTraffic > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{figures.FaultsWithoutTraffic} of {figures.Faults} faults came when too few messages were accepted.");
        }

        if (Math.Min(figures.RacesWon, figures.Races - figures.RacesWon) < outcomeShareMin * figures.Races)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Of {figures.Races} cancels near the due time {figures.RacesWon} were in time: one outcome was too rare.");
        }
    }

    public static IEnumerable<string> MissingCalls(Figures figures, double shareMin)
    {
        if (figures.FaultsInCall < shareMin * figures.Faults)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Only {figures.FaultsInCall} of {figures.Faults} kills hit a message between its claim and its outcome.");
        }
    }
}
