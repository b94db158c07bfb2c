using System.Text.Json.Serialization;
using Belay.Gateway.Api.Dialects;
using Belay.Messages;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>One error as the vendor shows it, in answers and in a message's <c>errors</c>.</summary>
/// <param name="Code">A string of digits.</param>
/// <param name="Title">The code's own words.</param>
/// <param name="Detail">What is wrong this time.</param>
/// <param name="Source">Where in the request.</param>
internal sealed record TelnyxError(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("detail"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null,
    [property: JsonPropertyName("source"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TelnyxErrorSource? Source = null);

/// <summary>The place of an error.</summary>
/// <param name="Pointer">A JSON pointer into the body; null: it is not in the body.</param>
/// <param name="Parameter">The parameter of the query, or the header.</param>
internal sealed record TelnyxErrorSource(
    [property: JsonPropertyName("pointer"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pointer,
    [property: JsonPropertyName("parameter"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Parameter = null);

/// <summary>The body of every error: <c>errors</c>, and on 403 and 404 of DELETE the first error's fields once more at the top.</summary>
/// <remarks>
/// The vendor's own schema has those two answers bare and all others in <c>errors</c>; its older client knows an error only by the word
/// <c>errors</c>.
/// </remarks>
internal sealed record TelnyxErrorBody(
    [property: JsonPropertyName("errors")] IReadOnlyList<TelnyxError> Errors,
    [property: JsonPropertyName("code"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null,
    [property: JsonPropertyName("title"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Title = null,
    [property: JsonPropertyName("detail"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);

/// <summary>A "no" of this dialect: an HTTP status and its error.</summary>
internal sealed record TelnyxFault(int Status, TelnyxError Error)
{
    public static TelnyxFault Missing(string pointer) =>
        new(StatusCodes.Status400BadRequest, new("10004", "Missing required parameter", $"The parameter {pointer} is required.", new(pointer)));

    public static TelnyxFault Bad(string detail, string? pointer = null) =>
        new(StatusCodes.Status400BadRequest, new("10015", "Bad Request", detail, pointer is null ? null : new(pointer)));

    public static TelnyxFault NotJson(string detail) => new(StatusCodes.Status400BadRequest, new("10023", "Invalid JSON", detail));

    public static TelnyxFault BadUrl(string pointer, int charactersMax) =>
        new(StatusCodes.Status400BadRequest, new(
            "10003", "Invalid URL", $"An http or https address of at most {charactersMax} characters is expected.", new(pointer)));

    public static TelnyxFault BadTo(string pointer, string detail) =>
        new(StatusCodes.Status400BadRequest, new("40310", "Invalid 'to' address", detail, new(pointer)));

    public static TelnyxFault BadFrom(string detail) =>
        new(StatusCodes.Status400BadRequest, new("40305", "Invalid 'from' address", detail, new("/from")));

    public static TelnyxFault NoContent { get; } =
        new(StatusCodes.Status400BadRequest, new("40316", "No content provided for message", "A message needs a text or media.", new("/text")));

    public static TelnyxFault TooManyParts(int parts, int partsMax) =>
        new(StatusCodes.Status400BadRequest, new(
            "40302", "Message too large", $"The text needs {parts} parts; {partsMax} are allowed.", new("/text")));

    public static TelnyxFault TooMuchMedia(int max) =>
        new(StatusCodes.Status400BadRequest, new("40317", "Invalid MMS content", $"At most {max} media addresses are allowed.", new("/media_urls")));

    public static TelnyxFault NotFound { get; } =
        new(StatusCodes.Status404NotFound, new("10005", "Resource not found", "The requested resource or URL could not be found."));

    public static TelnyxFault Forbidden(string detail) => new(StatusCodes.Status403Forbidden, new("10010", "Authorization failed", detail));

    public static TelnyxFault KeyReused { get; } = new(
        StatusCodes.Status422UnprocessableEntity,
        new("10027", "Unprocessable entity", "This Idempotency-Key was used before with another body."));

    /// <summary>What every dialect's rules say of a draft, in the vendor's words.</summary>
    public static TelnyxFault From(DraftFault fault, string urlPointer) => fault.Problem switch
    {
        DraftProblem.TextEmpty => NoContent,
        DraftProblem.TextNotStorable => Bad("The string is not valid text.", "/text"),
        DraftProblem.TextNotGsm7 => Bad("The text has characters that GSM-7 does not have.", "/encoding"),
        DraftProblem.PartsTooMany => TooManyParts(fault.Found, fault.Max),
        DraftProblem.TextTooLong => new(
            StatusCodes.Status400BadRequest,
            new("40302", "Message too large", $"The text has {fault.Found} characters; {fault.Max} are allowed.", new("/text"))),
        DraftProblem.SubjectWrong => Bad($"At most {fault.Max} characters and no control characters are expected.", "/subject"),
        DraftProblem.MediaTooMany => TooMuchMedia(fault.Max),
        DraftProblem.MediaAddressWrong => BadUrl($"/media_urls/{fault.Place}", fault.Max),
        DraftProblem.WebhookAddressWrong => BadUrl(fault.Place == 0 ? urlPointer : "/webhook_failover_url", fault.Max),
        DraftProblem.TagsTooMany or DraftProblem.TagWrong or DraftProblem.NotStorable => Bad("A string is not valid text."),
        _ => throw new System.Diagnostics.UnreachableException($"No words for {fault.Problem}."),
    };

    /// <summary>
    /// The dialect's words for a refusal of the gateway. Codes as the vendor lists them; where it lists none for the case, the nearest.
    /// </summary>
    public static TelnyxFault From(Refusal refusal) => new(refusal.Status, refusal.Kind switch
    {
        RefusalKind.KeyMissing or RefusalKind.KeyWrong => new("10009", "Authentication failed", refusal.Sentence),
        RefusalKind.ScopeMissing => new("10010", "Authorization failed", refusal.Sentence),
        RefusalKind.RouteUnknown => refusal.Detail is null ? NotFound.Error : NotFound.Error with { Detail = refusal.Detail },
        RefusalKind.MediaTypeUnsupported => new("10014", "Unsupported Media Type", refusal.Sentence),
        RefusalKind.MethodNotAllowed or RefusalKind.BodyBroken or RefusalKind.BodyTooSlow or RefusalKind.BodyTooLarge
            or RefusalKind.ParameterUnknown or RefusalKind.ParameterRepeated or RefusalKind.IdempotencyKeyInvalid =>
            new("10015", "Bad Request", refusal.Sentence, refusal.Field is null ? null : new(Pointer: null, refusal.Field)),
        RefusalKind.RateExceeded or RefusalKind.PendingLimitReached => new("10011", "Too many requests", refusal.Sentence),
        RefusalKind.Unavailable or RefusalKind.Unexpected => new("10007", "Unexpected error", refusal.Sentence),
        _ => throw new System.Diagnostics.UnreachableException($"No words for {refusal.Kind}."),
    });

    /// <summary>The answer to a request of this method.</summary>
    public IResult ToResult(string method) => TypedResults.Json(ToBody(method), TelnyxJson.Wire.TelnyxErrorBody, statusCode: Status);

    private TelnyxErrorBody ToBody(string method) =>
        HttpMethods.IsDelete(method) && Status is StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound
            ? new([Error], Error.Code, Error.Title, Error.Detail)
            : new([Error]);
}
