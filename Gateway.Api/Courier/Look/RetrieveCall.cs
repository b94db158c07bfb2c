using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Look;

/// <summary><c>GET /messages/{id}</c>, <c>/history</c> and <c>/output</c>: one message, or all messages of a request, from three sides.</summary>
internal static class RetrieveCall
{
    public static async Task<IResult> DetailsAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken) =>
        await FindAsync(context, id, engine, cancellationToken) is { } requested
            ? TypedResults.Json(CourierRequestRecord.Of(requested, CourierMapping.ToDetails), CourierJson.Wire.MessageDetails)
            : CourierErrors.NotFound();

    public static async Task<IResult> HistoryAsync(
        HttpContext context, string id, string? type, IMessageEngine engine, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, id, engine, cancellationToken) is not { } requested)
        {
            return CourierErrors.NotFound();
        }

        var entries = requested.IsRequest
            ? requested.Messages
                .SelectMany(message => CourierHistory.Of(message).Select(entry => entry with { MessageId = message.Id.ToCourierString() }))
                .OrderBy(entry => entry.Ts)
            : CourierHistory.Of(requested.Messages[0]);
        return TypedResults.Json(
            new MessageHistory(
                [.. entries.Where(entry => string.IsNullOrEmpty(type) || entry.Type.Equals(type, StringComparison.OrdinalIgnoreCase))]),
            CourierJson.Wire.MessageHistory);
    }

    public static async Task<IResult> OutputAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken) =>
        await FindAsync(context, id, engine, cancellationToken) is { } requested
            ? TypedResults.Json(
                new MessageOutput([.. requested.Messages.SelectMany(message => CourierMapping.ToOutput(message).Results)]),
                CourierJson.Wire.MessageOutput)
            : CourierErrors.NotFound();

    private static Task<Requested?> FindAsync(HttpContext context, string id, IMessageEngine engine, CancellationToken cancellationToken) =>
        Requested.FindAsync(engine, context.GetCaller().Organization, id, cancellationToken);
}
