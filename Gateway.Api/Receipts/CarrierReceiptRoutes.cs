using System.Security.Cryptography;
using System.Text;
using Belay.Carriers;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Requests;
using Microsoft.Extensions.Options;

namespace Belay.Gateway.Api.Receipts;

/// <summary><c>POST /carriers/http/receipts</c>: the HTTP carrier's way back. The carrier shows its token as <c>Authorization: Bearer</c>.</summary>
/// <remarks>
/// A receipt is answered 204 whatever it changed, so that a carrier has no reason to repeat it. 202: no message is known by what it names, which is
/// so until the answer to the call is recorded, and it is held for a minute (<see cref="EarlyReceipts"/>).
/// </remarks>
internal static class CarrierReceiptRoutes
{
    private const int BytesMax = 16 * 1024;

    public static void MapCarrierReceipts(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/carriers/http/receipts", TakeAsync).LetsEverybodyIn().ExcludeFromDescription();

    private static async Task<IResult> TakeAsync(HttpContext context, IOptions<HttpCarrierOptions> options, EarlyReceipts receipts)
    {
        if (!IsToken(options.Value.ReceiptToken, context.Request))
        {
            return Refuse(StatusCodes.Status401Unauthorized, "The token is missing or wrong.");
        }

        var (body, refusal) = await RequestBody.ReadAsync(context.Request, BytesMax);
        if (body is null)
        {
            return Refuse(refusal!.Status, refusal.Sentence);
        }

        var (receipt, fault) = ReceiptReader.Read(body.Bytes, context.Request.HasFormContentType);
        return receipt is null
            ? Refuse(StatusCodes.Status400BadRequest, fault!)
            : ReceiptAnswers.Say(await receipts.TakeAsync(HttpCarrier.Name, receipt, context.RequestAborted), context, Results.NoContent());
    }

    private static bool IsToken(string? token, HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return !string.IsNullOrEmpty(token) && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim()), Encoding.UTF8.GetBytes(token));
    }

    private static IResult Refuse(int status, string sentence) => Results.Problem(sentence, statusCode: status);
}
