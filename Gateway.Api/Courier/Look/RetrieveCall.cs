using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Look;

/// <summary><c>GET /messages/{id}</c>, <c>/history</c> and <c>/output</c>: one message, from three sides.</summary>
internal static class RetrieveCall
{
    public static async Task<IResult> DetailsAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken) =>
        await FindAsync(context, id, engine, cancellationToken) is { } message
            ? TypedResults.Json(CourierMapping.ToDetails(message), CourierJson.Wire.MessageDetails)
            : CourierErrors.NotFound();

    public static async Task<IResult> HistoryAsync(
        HttpContext context, string id, string? type, IMessageEngine engine, CancellationToken cancellationToken) =>
        await FindAsync(context, id, engine, cancellationToken) is { } message
            ? TypedResults.Json(
                new MessageHistory([.. CourierHistory.Of(message).Where(entry => string.IsNullOrEmpty(type) || entry.Type.Equals(type, StringComparison.OrdinalIgnoreCase))]),
                CourierJson.Wire.MessageHistory)
            : CourierErrors.NotFound();

    public static async Task<IResult> OutputAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken) =>
        await FindAsync(context, id, engine, cancellationToken) is { } message
            ? TypedResults.Json(CourierMapping.ToOutput(message), CourierJson.Wire.MessageOutput)
            : CourierErrors.NotFound();

    private static async Task<Message?> FindAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken) =>
        MessageId.TryParse(id, out var messageId) ? await engine.FindAsync(context.GetCaller().Organization, messageId, cancellationToken) : null;
}
