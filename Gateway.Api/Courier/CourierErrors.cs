using System.Diagnostics;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Gateway.Api.Dialects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Belay.Gateway.Api.Courier;

/// <summary>Courier's envelope of errors: <c>{message, type}</c>.</summary>
internal static class CourierErrors
{
    /// <summary>Tells the vendor's clients, which repeat every 409 and 429, that this answer will not change.</summary>
    public const string RetryHeader = "x-should-retry";

    private const string InvalidRequest = "invalid_request_error";

    /// <summary>400 with one sentence.</summary>
    public static IResult Invalid(string sentence) => Write(sentence, InvalidRequest, StatusCodes.Status400BadRequest);

    /// <summary>404: no such message, or none of this organization.</summary>
    public static IResult NotFound() => Write("Not Found", InvalidRequest, StatusCodes.Status404NotFound);

    /// <summary>A refusal of the gateway in Courier's words.</summary>
    public static IResult Of(Refusal refusal) => Write(
        refusal.Kind switch
        {
            RefusalKind.KeyMissing or RefusalKind.KeyWrong => "Unauthorized",
            RefusalKind.RouteUnknown => "Not Found",
            _ => refusal.Sentence,
        },
        TypeOf(refusal.Kind),
        refusal.Status);

    private static string TypeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.KeyMissing or RefusalKind.KeyWrong => "authentication_error",
        RefusalKind.ScopeMissing => "authorization_error",
        RefusalKind.RateExceeded or RefusalKind.PendingLimitReached => "rate_limit_error",
        RefusalKind.Unavailable or RefusalKind.Unexpected => "api_error",
        RefusalKind.RouteUnknown or RefusalKind.MethodNotAllowed or RefusalKind.BodyBroken or RefusalKind.BodyTooSlow or RefusalKind.BodyTooLarge
            or RefusalKind.MediaTypeUnsupported or RefusalKind.ParameterUnknown or RefusalKind.IdempotencyKeyInvalid => InvalidRequest,
        _ => throw new UnreachableException($"Courier has no word for {kind}."),
    };

    private static JsonHttpResult<ErrorBody> Write(string message, string type, int status) =>
        TypedResults.Json(new ErrorBody(message, type), CourierJson.Wire.ErrorBody, statusCode: status);
}
