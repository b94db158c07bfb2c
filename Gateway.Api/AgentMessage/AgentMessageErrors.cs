using System.Diagnostics;
using Belay.Gateway.Api.Dialects;

namespace Belay.Gateway.Api.AgentMessage;

/// <summary>
/// The dialect's envelope of errors. Codes in the vendor's documents are used where one fits; the others are named after the HTTP status.
/// </summary>
internal static class AgentMessageErrors
{
    /// <summary>400: an id in the path that is none.</summary>
    public static IResult BadId(HttpContext context) =>
        Invalid(context, StatusCodes.Status400BadRequest, new Dictionary<string, string> { ["id"] = "must be a UUID" });

    /// <summary>422: fields of a body or parameters of a list, each with what it must be.</summary>
    public static IResult Invalid(HttpContext context, IReadOnlyDictionary<string, string> details) =>
        Invalid(context, StatusCodes.Status422UnprocessableEntity, details);

    public static IResult NotFound(HttpContext context) => Write(context, StatusCodes.Status404NotFound, "NOT_FOUND", "not found");

    /// <summary>409, and final: without the header, clients that retry a 409 would.</summary>
    public static IResult NotCancelable(HttpContext context)
    {
        context.Response.Headers["x-should-retry"] = "false";
        return Write(context, StatusCodes.Status409Conflict, "MESSAGE_NOT_CANCELABLE", "message is not cancelable");
    }

    /// <summary>The gateway's own refusals.</summary>
    public static IResult Of(HttpContext context, Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.KeyMissing or RefusalKind.KeyWrong => Write(context, refusal.Status, "UNAUTHORIZED", "authentication failed"),
        RefusalKind.ScopeMissing => Write(context, refusal.Status, "FORBIDDEN", "missing required scope"),
        RefusalKind.RouteUnknown => Write(context, refusal.Status, "NOT_FOUND", refusal.Detail ?? "not found"),
        RefusalKind.MethodNotAllowed => Write(context, refusal.Status, "METHOD_NOT_ALLOWED", "method not allowed"),
        RefusalKind.BodyBroken => Write(context, refusal.Status, "INVALID_INPUT", refusal.Detail ?? "body cannot be read"),
        RefusalKind.ParameterUnknown or RefusalKind.ParameterRepeated =>
            Invalid(context, new Dictionary<string, string> { [refusal.Field ?? "query"] = refusal.Sentence }),
        RefusalKind.BodyTooSlow => Write(context, refusal.Status, "REQUEST_TIMEOUT", "body came too slowly"),
        RefusalKind.BodyTooLarge => Write(context, refusal.Status, "PAYLOAD_TOO_LARGE", refusal.Detail ?? "body is too large"),
        RefusalKind.MediaTypeUnsupported =>
            Write(context, refusal.Status, "UNSUPPORTED_MEDIA_TYPE", refusal.Detail ?? "content type must be application/json"),
        RefusalKind.IdempotencyKeyInvalid =>
            Invalid(context, refusal.Status, new Dictionary<string, string> { ["Idempotency-Key"] = "must be 1..255 chars" }),
        RefusalKind.RateExceeded => Write(context, refusal.Status, "RATE_LIMITED", "rate limited"),
        RefusalKind.PendingLimitReached => Write(context, refusal.Status, "LIMIT_EXCEEDED", "too many pending messages"),
        RefusalKind.Unavailable => Write(context, refusal.Status, "SERVICE_UNAVAILABLE", "service unavailable"),
        RefusalKind.Unexpected => Write(context, refusal.Status, "INTERNAL_ERROR", "internal error"),
        _ => throw new UnreachableException($"No code for {refusal.Kind}."),
    };

    /// <summary>Says in the OpenAPI document which statuses carry the envelope.</summary>
    public static RouteHandlerBuilder ProducesFailures(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<FailureAnswer>(status);
        }

        return route;
    }

    private static IResult Invalid(HttpContext context, int status, IReadOnlyDictionary<string, string> details) =>
        Write(context, status, "VALIDATION_FAILED", "validation failed", details);

    private static IResult Write(
        HttpContext context, int status, string code, string message, IReadOnlyDictionary<string, string>? details = null) => Results.Json(
        new FailureAnswer(Success: false, new(code, message, context.TraceIdentifier, details)),
        AgentMessageJson.Wire.FailureAnswer, statusCode: status);
}
