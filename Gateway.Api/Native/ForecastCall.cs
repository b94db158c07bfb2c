using System.ComponentModel;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Requests;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary><c>GET forecast</c>.</summary>
internal static class ForecastCall
{
    private const int SlotSecondsDefault = 60;
    private const int SlotSecondsMax = 366 * 24 * 60 * 60;
    private const int SlotsDefault = 60;
    private const int SlotsMax = 1_000;

    /// <summary>The parameters of its query.</summary>
    public static string[] Parameters { get; } = ["from", "slot_seconds", "slots"];

    public static async Task<IResult> HandleAsync(
        HttpContext context,
        IMessageEngine engine,
        TimeProvider time,
        [Description("Start of the first slot; now if absent.")] string? from,
        [Description("Length of a slot in seconds, from 1; 60 if absent.")] string? slot_seconds,
        [Description("How many slots, 1 to 1,000; 60 if absent.")] string? slots,
        CancellationToken cancellationToken)
    {
        _ = (from, slot_seconds, slots);
        var reader = new QueryReader(context.Request.Query, Parameters);
        var start = reader.Time("from") ?? time.GetUtcNow();
        var seconds = reader.Number("slot_seconds", SlotSecondsDefault, 1, SlotSecondsMax);
        var count = reader.Number("slots", SlotsDefault, 1, SlotsMax);
        if (reader.Wrong.Count == 0 && start.Year >= DateTimeOffset.MaxValue.Year - 1 - (long)seconds * count / (365 * 24 * 60 * 60))
        {
            reader.Refuse("from", "must leave room for the slots");
        }

        return reader.Wrong.Count > 0
            ? NativeErrors.Invalid(reader.Wrong)
            : Results.Json(
                new ForecastWire(
                    Rfc3339.Format(start), seconds,
                    await engine.ForecastAsync(context.GetCaller().Organization, start, TimeSpan.FromSeconds(seconds), count, cancellationToken)),
                NativeJson.Wire.ForecastWire);
    }
}
