using System.Diagnostics.Metrics;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>What is measured of the calls of a carrier. Names and labels by OpenTelemetry's conventions for messaging where they have one.</summary>
internal static class CarrierMetrics
{
    private static readonly Meter Meter = new(EngineMetrics.MeterName);

    private static readonly UpDownCounter<long> Open = Meter.CreateUpDownCounter<long>(
        "belay.carrier.calls", "{call}", "Calls of the carrier that are open.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "messaging.client.operation.duration",
        "s",
        "Time that a call of the carrier takes.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
        });

    private static readonly Histogram<double> Lateness = Meter.CreateHistogram(
        "belay.message.lateness",
        "s",
        "Time from when a message was due to its first call of the carrier.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600],
        });

    private static readonly Counter<long> Unread = Meter.CreateCounter<long>(
        "belay.carrier.answers.unread", "{field}", "Fields of a carrier's answers that could not be understood and were left out.");

    private static readonly Counter<long> Unmatched = Meter.CreateCounter<long>(
        "belay.carrier.receipts.unmatched", "{receipt}", "Receipts that no message was found for as long as they were held.");

    public static void LeftOut(string carrier, string field) => Unread.Add(1, System(carrier), new("field", field));

    public static void GaveUp(string carrier) => Unmatched.Add(1, System(carrier));

    public static void Calling(string carrier, Submission submission, DateTimeOffset now)
    {
        Open.Add(1, System(carrier));
        if (submission.Attempt == 1)
        {
            Lateness.Record(Math.Max(0, (now - submission.DueAt).TotalSeconds));
        }
    }

    public static void Answered(string carrier, CarrierAnswer answer, TimeSpan duration)
    {
        Open.Add(-1, System(carrier));
        Duration.Record(
            duration.TotalSeconds,
            System(carrier),
            new("messaging.operation.name", "send"),
            new("messaging.operation.type", "send"),
            new("belay.outcome", EngineMetrics.Word(answer.GetType().Name)));
    }

    private static KeyValuePair<string, object?> System(string carrier) => new("messaging.system", carrier);
}
