using System.Diagnostics;
using Belay.Messages;
using Belay.Tests.Faults.Recorders;

namespace Belay.Tests.Faults.Findings;

/// <summary>What became of the messages whose first call met a carrier in one mood.</summary>
/// <param name="Mood">The mood.</param>
/// <param name="Messages">How many they are.</param>
/// <param name="Calls">Calls for them, in this mood and after it.</param>
/// <param name="MostEffects">The most effects that one of them had.</param>
/// <param name="Ends">The messages by their last status.</param>
internal sealed record MoodFigures(string Mood, int Messages, int Calls, int MostEffects, IReadOnlyDictionary<string, int> Ends);

/// <summary>What a run came to, in numbers.</summary>
internal sealed record Figures
{
    /// <summary>How near to the due time a cancel must begin to count as a race.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(50);

    private Figures()
    {
    }

    public required string Run { get; init; }

    /// <summary>Faults that were proven to have happened.</summary>
    public int Faults { get; init; }

    /// <summary>Faults with fewer messages accepted in the second before them than count.</summary>
    public int FaultsWithoutTraffic { get; init; }

    /// <summary>Faults that hit at least one message between its claim and the record of its outcome.</summary>
    public int FaultsInCall { get; init; }

    public int Accepted { get; init; }

    /// <summary>Messages that lived while a fault did: asked for before its end, and not at their end before it.</summary>
    public int InFaultWindows { get; init; }

    /// <summary>Cancels that began within 50 ms of the due time and were answered.</summary>
    public int Races { get; init; }

    public int RacesWon { get; init; }

    public int Canceled { get; init; }

    public int TooLate { get; init; }

    /// <summary>Calls of clients without an answer, and those answered 503.</summary>
    public int Unanswered { get; init; }

    public int Unavailable { get; init; }

    public int CarrierCalls { get; init; }

    public int Effects { get; init; }

    /// <summary>The messages by the carrier's mood at their first call.</summary>
    public required IReadOnlyList<MoodFigures> Moods { get; init; }

    public int Webhooks { get; init; }

    /// <summary>Messages by their last status.</summary>
    public required IReadOnlyDictionary<string, int> Ends { get; init; }

    /// <summary>
    /// First calls after their due time in milliseconds, for messages due while no fault was and for two seconds after: median, p99, most.
    /// </summary>
    public required IReadOnlyList<double> LateMilliseconds { get; init; }

    /// <summary>Starts until ready, in milliseconds: median and most.</summary>
    public required IReadOnlyList<double> ReadyMilliseconds { get; init; }

    public long ResidentMegabytesMax { get; init; }

    /// <summary>Accepted, and not in the store or without an end.</summary>
    public int Lost { get; init; }

    /// <summary>Canceled by an answer, and called or told to be something else.</summary>
    public int SentAfterCancel { get; init; }

    public int SecondEffects { get; init; }

    /// <summary>Every broken promise; empty: none.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>Counts a run.</summary>
    public static Figures Of(string run, Evidence evidence, int acceptedPerSecondMin)
    {
        var creates = evidence.Clients.Where(line => line.Verb == ClientVerb.Create).ToList();
        var acceptedAt = creates.Where(line => line.Status == 202).Select(line => line.Answered!.Value).Order().ToList();
        var cancels = evidence.Clients.Where(line => line.Verb == ClientVerb.Cancel && line.Status is 200 or 409).ToList();
        var races = cancels.Where(line => line.Try == 1 && (line.Clock - line.DueAt).Duration() <= Near).ToList();
        var violations = HistoryChecker.Check(evidence.History);
        return new()
        {
            Run = run,
            Faults = evidence.Faults.Count,
            FaultsWithoutTraffic = evidence.Faults.Count(fault => fault.NeedsTraffic && InSecondBefore(acceptedAt, fault.At) < acceptedPerSecondMin),
            FaultsInCall = evidence.Faults.Count(fault => evidence.Messages.Any(message => IsInCall(message, fault.Clock))),
            Accepted = creates.Where(line => line.Status == 202).Select(line => line.Id).Distinct().Count(),
            InFaultWindows = evidence.Messages.Count(message => evidence.Faults.Any(fault => Lived(message, fault))),
            Races = races.Count,
            RacesWon = races.Count(line => line.Status == 200),
            Canceled = cancels.Count(line => line.Status == 200),
            TooLate = cancels.Count(line => line.Status == 409),
            Unanswered = evidence.Clients.Count(line => line.Status is null),
            Unavailable = evidence.Clients.Count(line => line.Status == 503),
            CarrierCalls = evidence.Calls.Count,
            Effects = evidence.Calls.Count(call => call.Effect),
            Moods = [.. MoodsOf(evidence)],
            Webhooks = evidence.History.Webhooks.Count,
            Ends = evidence.Messages.CountBy(message => message.Status.ToString()).ToDictionary(),
            LateMilliseconds = Percentiles([.. Lateness(evidence)], 0.5, 0.99, 1),
            ReadyMilliseconds = Percentiles(
                [.. evidence.Faults.Where(fault => fault.ReadyAfter is not null).Select(fault => fault.ReadyAfter!.Value.TotalMilliseconds)], 0.5, 1),
            ResidentMegabytesMax = evidence.ResidentMax / 1_000_000,
            Lost = violations.Count(violation => violation.Invariant == "I1"),
            SentAfterCancel = violations.Count(violation => violation.Invariant == "I2"),
            SecondEffects = violations.Count(violation => violation.Invariant is "I4" or "I5"),
            Violations =
            [
                .. violations.Select(violation => $"{violation}\n{evidence.History.Describe(violation.Id)}"),
                .. evidence.Integrity == "ok" ? (string[])[] : ["The database file is damaged: " + evidence.Integrity],
                .. evidence.Clients.Where(line => line.Status == 503 && !line.RetryAfter)
                    .Take(1).Select(line => $"I15: a {line.Verb} was answered 503 without Retry-After"),
                .. evidence.Clients.Where(line => line.Status is 500 or 401 or 403 or 429)
                    .Take(3).Select(line => $"a {line.Verb} was answered {line.Status}"),
            ],
        };
    }

    private static IEnumerable<MoodFigures> MoodsOf(Evidence evidence)
    {
        var status = evidence.Messages.ToDictionary(message => message.Id.ToString(), message => message.Status.ToString());
        return evidence.Calls.GroupBy(call => call.Id)
            .GroupBy(calls => calls.MinBy(call => call.At)!.Mood).OrderBy(mood => mood.Key).Select(mood => new MoodFigures(
                mood.Key.ToString(),
                mood.Count(),
                mood.Sum(calls => calls.Count()),
                mood.Max(calls => calls.Count(call => call.Effect)),
                mood.CountBy(calls => status.GetValueOrDefault(calls.Key, "Lost")).ToDictionary()));
    }

    private static int InSecondBefore(List<long> acceptedAt, long at) =>
        acceptedAt.Count(accepted => accepted <= at && accepted > at - Stopwatch.Frequency);

    private static bool IsInCall(Message message, DateTimeOffset at)
    {
        for (var i = 0; i < message.Timeline.Count; i++)
        {
            if (message.Timeline[i].Cause == StepCause.Claimed && message.Timeline[i].At <= at
                && (i + 1 == message.Timeline.Count || message.Timeline[i + 1].At > at))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Lived(Message message, Fault fault) =>
        message.ReceivedAt <= fault.OverClock && (!message.Status.IsEnd() || message.Timeline[^1].At >= fault.Clock);

    private static IEnumerable<double> Lateness(Evidence evidence)
    {
        var calm = TimeSpan.FromSeconds(2);
        var due = evidence.Messages.ToDictionary(message => message.Id.ToString(), message => message.DueAt);
        return evidence.Calls.GroupBy(call => call.Id)
            .Where(calls => due.TryGetValue(calls.Key, out var at)
                && !evidence.Faults.Any(fault => at >= fault.Clock - calm && at <= fault.OverClock + calm))
            .Select(calls => (calls.Min(call => call.Clock) - due[calls.Key]).TotalMilliseconds);
    }

    private static List<double> Percentiles(List<double> values, params double[] shares)
    {
        values.Sort();
        return values.Count == 0 ? [] : [.. shares.Select(share => Math.Round(values[(int)Math.Ceiling(share * values.Count) - 1], 1))];
    }
}
