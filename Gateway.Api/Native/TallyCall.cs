using System.ComponentModel;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Requests;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary><c>GET tally</c>.</summary>
internal static class TallyCall
{
    private const int SlotSecondsDefault = 60;
    private const int SlotSecondsMax = 24 * 60 * 60;
    private const int SlotsDefault = 60;

    /// <summary>Years in which the longest range has an end.</summary>
    private const int YearMin = 1970;
    private const int YearMax = 9990;

    /// <summary>The parameters of its query.</summary>
    public static string[] Parameters { get; } = ["from", "slot_seconds", "slots"];

    public static async Task<IResult> HandleAsync(
        HttpContext context,
        IMessageEngine engine,
        TimeProvider time,
        [Description("Start of the first slot, a whole minute; if absent, so that the last slot holds the current minute.")] string? from,
        [Description("Length of a slot in seconds, whole minutes up to a day; 60 if absent.")] string? slot_seconds,
        [Description("How many slots, 1 to 1,000; 60 if absent.")] string? slots,
        CancellationToken cancellationToken)
    {
        _ = (from, slot_seconds, slots);
        var reader = new QueryReader(context.Request.Query, Parameters);
        var seconds = reader.Number("slot_seconds", SlotSecondsDefault, 60, SlotSecondsMax);
        var count = reader.Number("slots", SlotsDefault, 1, Tally.SlotsMax);
        var now = time.GetUtcNow();
        var start = reader.Time("from")
            ?? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)).AddMinutes(1).AddSeconds(-(double)seconds * count);
        if (seconds % 60 != 0)
        {
            reader.Refuse("slot_seconds", "must be whole minutes");
        }

        if (start.Ticks % TimeSpan.TicksPerMinute != 0 || start.Year is < YearMin or > YearMax)
        {
            reader.Refuse("from", $"must be a whole minute of the years {YearMin} to {YearMax}");
        }

        if (reader.Wrong.Count > 0)
        {
            return NativeErrors.Invalid(reader.Wrong);
        }

        var (organization, slot) = (context.GetCaller().Organization, TimeSpan.FromSeconds(seconds));
        var tallies = await engine.TallyAsync(organization, start, slot, count, cancellationToken);
        // Percentiles of slots cannot be put together, so the whole is asked for once more.
        var total = await engine.TallyAsync(organization, start, slot * count, 1, cancellationToken);
        return Results.Json(new TallyWire(Rfc3339.Format(start), seconds, ToWire(total[0]), [.. tallies.Select(ToWire)]), NativeJson.Wire.TallyWire);
    }

    private static TallySlotWire ToWire(Tally tally) => new(
        tally.Sent, tally.Delivered, tally.Canceled, tally.Failed, tally.Unconfirmed, tally.LatenessP50?.TotalMilliseconds,
        tally.LatenessP99?.TotalMilliseconds);
}
