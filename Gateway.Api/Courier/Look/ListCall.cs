using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Look;

/// <summary><c>GET /messages</c>.</summary>
internal static class ListCall
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, IMessageEngine engine, NumberReader numbers, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        MessageId? before = null;
        if (query.OneWithPlus("cursor") is { } cursor)
        {
            if (!Cursor.TryRead(cursor, out var last))
            {
                return CourierErrors.Invalid("'cursor' must be the cursor of a page before.");
            }

            before = last;
        }

        var (filter, fault) = await ListFilter.ReadAsync(query, numbers, context.GetCaller().Organization, engine, cancellationToken);
        if (filter is null)
        {
            return CourierErrors.Invalid(fault!);
        }

        var page = await new MessageScan(engine, filter).ReadPageAsync(before, cancellationToken);
        return TypedResults.Json(
            new MessageList(
                new Paging(page.Next is not null, page.Next is { } next ? Cursor.Write(next) : null),
                [.. page.Messages.Select(CourierMapping.ToRecord)]),
            CourierJson.Wire.MessageList);
    }
}
