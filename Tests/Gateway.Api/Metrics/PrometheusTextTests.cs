using System.Diagnostics.Metrics;
using Belay.Gateway.Api.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Belay.Tests.Gateway.Api.Metrics;

/// <summary>The text format, letter by letter: https://prometheus.io/docs/instrumenting/exposition_formats/.</summary>
public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData("http.server.request.duration", "s", MetricType.Histogram, "http_server_request_duration_seconds")]
    [InlineData("dotnet.gc.collections", "{collection}", MetricType.LongSum, "dotnet_gc_collections_total")]
    [InlineData("dotnet.process.memory.working_set", "By", MetricType.LongSumNonMonotonic, "dotnet_process_memory_working_set_bytes")]
    [InlineData("kestrel.active_connections", "{connection}", MetricType.LongSumNonMonotonic, "kestrel_active_connections")]
    [InlineData("odd--name..twice", null, MetricType.LongGauge, "odd_name_twice")]
    [InlineData("9.lives", "", MetricType.LongGauge, "_9_lives")]
    [InlineData("time.seconds", "s", MetricType.DoubleSum, "time_seconds_total")]
    [InlineData("all.total", "1", MetricType.LongSum, "all_total")]
    public void Names_are_translated_as_OpenTelemetry_says(string name, string? unit, MetricType type, string expected) =>
        Assert.Equal(expected, PrometheusText.NameOf(name, unit, type));

    [Fact]
    public void Each_kind_of_instrument_is_written_with_its_labels_escaped()
    {
        using var meter = new Meter("Belay.Tests.PrometheusText");
        using var exporter = new Exporter();
        using var reader = new BaseExportingMetricReader(exporter);
        using var provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddAttributes([new("service.name", "belay")]))
            .AddMeter(meter.Name).AddReader(reader).Build();
        var counter = meter.CreateCounter<long>("a.counter", "{thing}", "Counts\nthings \\ stuff.");
        counter.Add(2, new KeyValuePair<string, object?>("a.label", "quote \" slash \\ line\nend"));
        counter.Add(3, new KeyValuePair<string, object?>("a.label", true));
        meter.CreateUpDownCounter<double>("b.level").Add(-1.5);
        meter.CreateObservableGauge("c.gauge", () => 1e-9, "s");
        var histogram = meter.CreateHistogram("d.histogram", "s", null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        histogram.Record(0.25);
        histogram.Record(0.5);
        histogram.Record(7);

        Assert.True(reader.Collect());

        Assert.Equal(
            """
            # TYPE target_info gauge
            target_info{service_name="belay"} 1
            # HELP a_counter_total Counts\nthings \\ stuff.
            # TYPE a_counter_total counter
            a_counter_total{a_label="quote \" slash \\ line\nend"} 2
            a_counter_total{a_label="True"} 3
            # TYPE b_level gauge
            b_level -1.5
            # TYPE c_gauge_seconds gauge
            c_gauge_seconds 1E-09
            # TYPE d_histogram_seconds histogram
            d_histogram_seconds_bucket{le="0.5"} 2
            d_histogram_seconds_bucket{le="1"} 2
            d_histogram_seconds_bucket{le="+Inf"} 3
            d_histogram_seconds_sum 7.75
            d_histogram_seconds_count 3

            """,
            exporter.Text);
    }

    private sealed class Exporter : BaseExporter<Metric>
    {
        public string Text { get; private set; } = "";

        public override ExportResult Export(in Batch<Metric> batch)
        {
            Text = PrometheusText.Write(ParentProvider.GetResource(), batch);
            return ExportResult.Success;
        }
    }
}
