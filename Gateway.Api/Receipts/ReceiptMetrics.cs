using System.Diagnostics.Metrics;
using Belay.Messages;

namespace Belay.Gateway.Api.Receipts;

/// <summary>What is measured of receipts that carriers bring.</summary>
internal static class ReceiptMetrics
{
    private static readonly Meter Meter = new(EngineMetrics.MeterName);

    private static readonly Counter<long> IgnoredOnes = Meter.CreateCounter<long>(
        "belay.carrier.receipts.ignored", "{receipt}", "Receipts that changed nothing, for their message has another end or was never handed over.");

    public static void Ignored(string carrier) => IgnoredOnes.Add(1, new KeyValuePair<string, object?>("carrier", carrier));
}
