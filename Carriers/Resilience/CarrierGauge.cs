using System.Diagnostics.Metrics;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>The state of the carrier as a measurement: 1 for the state that it is in, 0 for the others.</summary>
internal sealed class CarrierGauge : IDisposable
{
    private readonly Meter _meter = new(EngineMetrics.MeterName);

    public CarrierGauge(GuardedCarrier carrier) => _meter.CreateObservableGauge(
        "belay.carrier.state",
        () => Enum.GetValues<CarrierState>().Select(state => new Measurement<long>(
            carrier.Condition.State == state ? 1 : 0,
            new("messaging.system", carrier.Traits.Name),
            new("state", EngineMetrics.Word(state.ToString())))),
        null,
        "1 for the state that the carrier is in: works, not_working (its account or address is at fault), left_alone (it keeps failing).");

    public void Dispose() => _meter.Dispose();
}
