using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Belay.Gateway.Api.Metrics;

/// <summary>Writes measurements in Prometheus' text format, version 0.0.4, with names as OpenTelemetry's specification translates them.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Units that a name ends with; what stands in braces is only a comment, and anything else is left out.</summary>
    private static readonly Dictionary<string, string> UnitWords = new(StringComparer.Ordinal) { ["s"] = "seconds", ["ms"] = "milliseconds", ["By"] = "bytes", ["%"] = "percent" };

    public static string Write(Resource resource, in Batch<Metric> batch)
    {
        var text = new StringBuilder(16 * 1024);
        text.Append("# TYPE target_info gauge\ntarget_info");
        AppendLabels(text, resource.Attributes);
        text.Append(" 1\n");
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var metric in batch)
        {
            Write(text, metric, written);
        }

        return text.ToString();
    }

    /// <summary>A metric's name: <c>http.server.request.duration</c> in seconds is <c>http_server_request_duration_seconds</c>, and a counter ends with <c>_total</c>.</summary>
    public static string NameOf(string name, string? unit, MetricType type)
    {
        var clean = new StringBuilder(name.Length + 16);
        foreach (var c in name)
        {
            var next = char.IsAsciiLetterOrDigit(c) || c == ':' ? c : '_';
            if (next != '_' || clean is not [.., '_'])
            {
                clean.Append(next);
            }
        }

        if (clean.Length > 0 && char.IsAsciiDigit(clean[0]))
        {
            clean.Insert(0, '_');
        }

        if (UnitWords.TryGetValue(unit ?? "", out var word) && !clean.ToString().EndsWith("_" + word, StringComparison.Ordinal))
        {
            clean.Append('_').Append(word);
        }

        if (IsCounter(type) && !clean.ToString().EndsWith("_total", StringComparison.Ordinal))
        {
            clean.Append("_total");
        }

        return clean.ToString();
    }

    private static void Write(StringBuilder text, Metric metric, HashSet<string> written)
    {
        var name = NameOf(metric.Name, metric.Unit, metric.MetricType);
        if (!written.Add(name))
        {
            // A name may be described once only; two instruments of one name are one measurement badly named.
            return;
        }

        if (metric.Description.Length > 0)
        {
            text.Append("# HELP ").Append(name).Append(' ').Append(metric.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        }

        text.Append("# TYPE ").Append(name).Append(' ').Append(IsCounter(metric.MetricType) ? "counter" : metric.MetricType == MetricType.Histogram ? "histogram" : "gauge").Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (metric.MetricType == MetricType.Histogram)
            {
                AppendHistogram(text, name, point);
            }
            else
            {
                AppendLine(text, name, Tags(point), ValueOf(metric.MetricType, point));
            }
        }
    }

    private static void AppendHistogram(StringBuilder text, string name, in MetricPoint point)
    {
        var tags = Tags(point);
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            AppendLine(text, name + "_bucket", [.. tags, new("le", Number(bucket.ExplicitBound))], below);
        }

        AppendLine(text, name + "_sum", tags, point.GetHistogramSum());
        AppendLine(text, name + "_count", tags, point.GetHistogramCount());
    }

    private static void AppendLine(StringBuilder text, string name, IEnumerable<KeyValuePair<string, object>> labels, double value)
    {
        text.Append(name);
        AppendLabels(text, labels);
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static void AppendLabels(StringBuilder text, IEnumerable<KeyValuePair<string, object>> labels)
    {
        var first = true;
        foreach (var (name, value) in labels)
        {
            text.Append(first ? '{' : ',').Append(LabelOf(name)).Append("=\"");
            text.Append((Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
            text.Append('"');
            first = false;
        }

        if (!first)
        {
            text.Append('}');
        }
    }

    private static string LabelOf(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return char.IsAsciiDigit(clean[0]) ? "_" + clean : clean;
    }

    private static List<KeyValuePair<string, object>> Tags(in MetricPoint point)
    {
        var tags = new List<KeyValuePair<string, object>>(point.Tags.Count);
        foreach (var tag in point.Tags)
        {
            tags.Add(new(tag.Key, tag.Value ?? ""));
        }

        return tags;
    }

    private static double ValueOf(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        MetricType.DoubleGauge => point.GetGaugeLastValueDouble(),
        _ => throw new System.Diagnostics.UnreachableException($"No value is read from a {type}."),
    };

    private static bool IsCounter(MetricType type) => type is MetricType.LongSum or MetricType.DoubleSum;

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
