using System.Text.Json;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary>What these calls refuse for reasons of their own: problem details (RFC 9457) with a <c>code</c> for programs.</summary>
internal static class NativeErrors
{
    /// <summary>404 at an address that is known: another code than that of an unknown address, which a client with a wrong base URL gets.</summary>
    public static IResult NotFound() => Write(StatusCodes.Status404NotFound, "not_found", "The organization has nothing of this id.");

    /// <summary>422: fields of a body or parameters of a query, each with what it must be.</summary>
    public static IResult Invalid(IReadOnlyDictionary<string, string> errors) =>
        Write(StatusCodes.Status422UnprocessableEntity, "invalid", "Some fields are not what they must be.", new() { ["errors"] = errors });

    public static IResult KeyReused() =>
        Write(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "The Idempotency-Key was used with another body.");

    /// <summary>409, and final.</summary>
    public static IResult TooLate(HttpContext context, Message message, bool isHeld)
    {
        context.Response.Headers["x-should-retry"] = "false";
        return Write(StatusCodes.Status409Conflict, "too_late", "The message is with the carrier or at an end.", new()
        {
            ["verdict"] = "too_late",
            ["message"] = JsonSerializer.SerializeToElement(
                NativeMapping.ToWire(message, withTimeline: true, isHeld: isHeld), NativeJson.Wire.MessageWire),
        });
    }

    /// <summary>409, and final.</summary>
    public static IResult KeyOfSettings(HttpContext context)
    {
        context.Response.Headers["x-should-retry"] = "false";
        return Write(StatusCodes.Status409Conflict, "key_from_settings", "The key stands in the gateway's settings; it is removed there.");
    }

    private static IResult Write(int status, string code, string detail, Dictionary<string, object?>? more = null) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?>(more ?? []) { ["code"] = code });
}
