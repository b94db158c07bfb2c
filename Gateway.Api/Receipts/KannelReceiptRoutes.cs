using Belay.Carriers;
using Belay.Gateway.Api.Access;
using Belay.Messages;
using Microsoft.Extensions.Options;

namespace Belay.Gateway.Api.Receipts;

/// <summary><c>GET /carriers/kannel/receipts</c>: where Kannel's delivery reports come to. The address is signed per message.</summary>
/// <remarks>
/// Answered 200 whatever it changed: smsbox takes only 200 and 202 as taken, and where it was told to, calls again after anything else.
/// </remarks>
internal static class KannelReceiptRoutes
{
    public static void MapKannelReceipts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/carriers/kannel/receipts", TakeAsync).LetsEverybodyIn().ExcludeFromDescription();

    private static async Task<IResult> TakeAsync(HttpRequest request, IOptions<KannelCarrierOptions> options, EarlyReceipts receipts)
    {
        var query = request.Query;
        if (!MessageId.TryParse(query["id"], out var id) || !KannelReceipt.IsSigned(id, query["signature"], options.Value.ReceiptToken))
        {
            return Results.Problem("The signature is missing or wrong.", statusCode: StatusCodes.Status401Unauthorized);
        }

        if (!KannelReceipt.TryRead(id, query["type"], query["at"], query["answer"], out var receipt))
        {
            return Results.Problem("A report has a type: 1, 2, 4, 8, 16 or 32.", statusCode: StatusCodes.Status400BadRequest);
        }

        var context = request.HttpContext;
        return receipt is null
            ? Results.Text("ok")
            : ReceiptAnswers.Say(await receipts.TakeAsync(KannelCarrier.Name, receipt, context.RequestAborted), context, Results.Text("ok"));
    }
}
