using System.Diagnostics.Metrics;
using Belay.Messages;

namespace Belay.Tests.Engine;

public sealed class MetricsTests
{
    private static readonly AsyncLocal<MetricsTests?> Current = new();

    [Fact]
    public async Task A_step_is_counted_once()
    {
        List<string> counted = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == EngineMetrics.MeterName && instrument.Name == "belay.message.steps")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            // Other tests count too, beside this one. What this one began, the writer's thread among it, knows it.
            if (Current.Value == this)
            {
                lock (counted)
                {
                    counted.AddRange(tags.ToArray().Where(tag => tag.Key == "cause").Select(tag => (string)tag.Value!));
                }
            }
        });
        listener.Start();
        Current.Value = this;

        await using var stage = Stage.Open();
        var message = await stage.Scene.AcceptAsync(stage.Scene.NewDraft(TimeSpan.FromHours(1)));
        await stage.Scene.CancelAsync(message.Id);

        Assert.Equal(["accepted", "canceled"], counted);
    }
}
