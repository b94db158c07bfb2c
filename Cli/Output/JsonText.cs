using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Belay.Client;

namespace Belay.Cli.Output;

/// <summary>What <c>cancel</c> of many says: each verdict in the order in which the answers came, and how many of each there are.</summary>
/// <param name="Counts">How many of each verdict.</param>
/// <param name="Messages">Each verdict.</param>
/// <param name="Batch">For a batch: its number.</param>
/// <param name="Canceled">For a batch: how many this call canceled.</param>
internal sealed record CancelReport(
    IReadOnlyDictionary<string, int> Counts, IReadOnlyList<CancelLine> Messages, string? Batch = null, int? Canceled = null)
{
    public static CancelReport Of(IReadOnlyList<CancelLine> lines, string? batch = null, int? canceled = null) =>
        new(lines.CountBy(line => line.Verdict).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(), lines, batch, canceled);
}

/// <summary>One message of a report.</summary>
/// <param name="Id">As it was asked for.</param>
/// <param name="Verdict"><c>canceled</c>, <c>already_canceled</c>, <c>too_late</c>, <c>not_found</c> or <c>unknown</c>.</param>
/// <param name="Status">The message's status; null: it is not known.</param>
/// <param name="Error">For <c>unknown</c>: why.</param>
internal sealed record CancelLine(string Id, string Verdict, MessageStatus? Status = null, string? Error = null);

/// <summary>What <c>doctor</c> found.</summary>
internal sealed record Diagnosis(bool Healthy, IReadOnlyList<Finding> Findings);

/// <summary>One thing that was looked at.</summary>
/// <param name="Check">What.</param>
/// <param name="Result"><c>ok</c>, <c>note</c> or <c>wrong</c>.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record Finding(string Check, string Result, string Detail, string? Remedy = null);

/// <summary>What <c>bench</c> measured.</summary>
internal sealed record BenchReport(int Messages, int Concurrency, BenchFigures Schedule, BenchFigures Cancel);

/// <summary>Figures of one kind of call. Times in milliseconds, as the client saw them.</summary>
internal sealed record BenchFigures(int Calls, int Failures, double Seconds, double PerSecond, double P50Ms, double P99Ms, double MaxMs);

[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(IReadOnlyList<Message>))]
[JsonSerializable(typeof(CancelReport))]
[JsonSerializable(typeof(Forecast))]
[JsonSerializable(typeof(IReadOnlyList<ApiKeyInfo>))]
[JsonSerializable(typeof(ApiKeyInfo))]
[JsonSerializable(typeof(NewApiKey))]
[JsonSerializable(typeof(Diagnosis))]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class JsonText : JsonSerializerContext
{
    /// <summary>The same names and words as the gateway's own JSON.</summary>
    public static JsonText Shapes { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });

    public static string Of<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);
}
