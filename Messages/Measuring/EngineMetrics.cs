using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Belay.Messages;

/// <summary>
/// What every engine measures, under one name for both: the meter <c>Belay</c>. Labels are few and bounded: never an organization, a number or an id.
/// </summary>
/// <remarks>
/// Without a listener each of these costs a look at a flag. An engine calls them after its commit: what was rolled back never happened.
/// </remarks>
public static class EngineMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Belay";

    private static readonly Meter Meter = new(MeterName);

    private static readonly FrozenDictionary<MessageStatus, string> StatusWords = Enum.GetValues<MessageStatus>()
        .ToFrozenDictionary(value => value, value => Word(value.ToString()));

    private static readonly FrozenDictionary<StepCause, string> CauseWords = Enum.GetValues<StepCause>()
        .ToFrozenDictionary(value => value, value => Word(value.ToString()));

    private static readonly Counter<long> Steps = Meter.CreateCounter<long>(
        "belay.message.steps", "{step}",
        "Steps of messages by the status they led to and their cause: accepted, canceled, sent, delivered, failed and so on.");

    private static readonly Counter<long> Cancels = Meter.CreateCounter<long>(
        "belay.message.cancels", "{cancel}", "Cancels of single messages by their verdict.");

    private static readonly Counter<long> Erased = Meter.CreateCounter<long>(
        "belay.message.erased", "{message}", "Finished messages whose texts and numbers were erased.");

    private static readonly Histogram<long> CommitSize = Meter.CreateHistogram(
        "belay.commit.size", "{command}", "Commands and claims in one commit.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] });

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram(
        "belay.commit.duration",
        "s",
        "Time that a commit takes until it is on the disk.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
        });

    /// <summary>A name of the core as a label's value: <c>SendingFailed</c> is <c>sending_failed</c>.</summary>
    public static string Word(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>Counts steps that are durable.</summary>
    public static void Count(IReadOnlyList<Step> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (!Steps.Enabled)
        {
            return;
        }

        foreach (var step in steps)
        {
            Steps.Add(1, new KeyValuePair<string, object?>("status", StatusWords[step.Status]),
                new KeyValuePair<string, object?>("cause", CauseWords[step.Cause]));
        }
    }

    /// <summary>Counts a cancel's verdict, and gives it back.</summary>
    public static CancelVerdict Count(CancelVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        Cancels.Add(1, new KeyValuePair<string, object?>("verdict", Word(verdict.GetType().Name)));
        return verdict;
    }

    /// <summary>Counts erased messages.</summary>
    public static void CountErased(int messages) => Erased.Add(messages);

    /// <summary>Notes a commit that is durable.</summary>
    public static void Committed(int size, TimeSpan duration)
    {
        CommitSize.Record(size);
        CommitDuration.Record(duration.TotalSeconds);
    }
}
