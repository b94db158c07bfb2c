using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Belay.Carriers;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Requests;
using Belay.Messages;
using Microsoft.Extensions.Options;

namespace Belay.Gateway.Api.Receipts;

/// <summary><c>POST /carriers/http/receipts</c>: the HTTP carrier's way back. The carrier shows its token as <c>Authorization: Bearer</c>.</summary>
/// <remarks>A receipt is answered 204 whatever it changed, so that a carrier has no reason to repeat it; a message that nobody knows is 404.</remarks>
internal static class CarrierReceiptRoutes
{
    private const int BytesMax = 16 * 1024;

    public static void MapCarrierReceipts(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/carriers/http/receipts", TakeAsync).LetsEverybodyIn().ExcludeFromDescription();

    private static async Task<IResult> TakeAsync(HttpContext context, IOptions<HttpCarrierOptions> options, IMessageEngine engine)
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

        if (Read(body) is not { } receipt)
        {
            return Refuse(StatusCodes.Status400BadRequest, "A receipt is {\"id\" or \"reference\", \"status\": \"delivered\" or \"delivery_failed\", \"at\"?, \"error\"?: {\"code\", \"title\"}}.");
        }

        return await engine.ReportAsync(HttpCarrier.Name, receipt, context.RequestAborted) == ReceiptVerdict.NotFound
            ? Refuse(StatusCodes.Status404NotFound, "There is no such message.")
            : Results.NoContent();
    }

    private static bool IsToken(string? token, HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return !string.IsNullOrEmpty(token) && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[Scheme.Length..]), Encoding.UTF8.GetBytes(token));
    }

    private static Receipt? Read(RequestBody body)
    {
        ReceiptBody? wire;
        try
        {
            wire = JsonSerializer.Deserialize(body.Bytes.Span, ReceiptJson.Default.ReceiptBody);
        }
        catch (JsonException)
        {
            return null;
        }

        var id = MessageId.TryParse(wire?.Id, out var parsed) ? parsed : (MessageId?)null;
        if (wire is null || (wire.Id is not null && id is null) || (id is null && string.IsNullOrEmpty(wire.Reference)) || wire.Status is not ("delivered" or "delivery_failed"))
        {
            return null;
        }

        var error = wire.Error is { Code: { } code } ? new MessageError(Clip(code), Clip(wire.Error.Title ?? code)) : null;
        return new Receipt(id, wire.Reference, wire.Status == "delivered", wire.At, error);
    }

    private static string Clip(string text) => text.Length <= 200 ? text : text[..200];

    private static IResult Refuse(int status, string sentence) => Results.Problem(sentence, statusCode: status);
}

/// <summary>A receipt on the wire.</summary>
internal sealed record ReceiptBody(string? Id, string? Reference, string? Status, DateTimeOffset? At, ReceiptErrorBody? Error);

/// <summary>Why a message did not arrive.</summary>
internal sealed record ReceiptErrorBody(string? Code, string? Title);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, MaxDepth = 8)]
[JsonSerializable(typeof(ReceiptBody))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
