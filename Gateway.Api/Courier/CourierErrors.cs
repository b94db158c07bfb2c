using System.Diagnostics;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Gateway.Api.Dialects;
using Belay.Messages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Belay.Gateway.Api.Courier;

/// <summary>Courier's envelope of errors: <c>{message, type}</c>.</summary>
internal static class CourierErrors
{
    /// <summary>Tells the vendor's clients, which repeat every 409 and 429, that this answer will not change.</summary>
    public const string RetryHeader = "x-should-retry";

    /// <summary>What tags must be.</summary>
    public static readonly string TagRule =
        $"'message.metadata.tags' must hold at most {Draft.TagsMax} strings of 1 to {DraftRules.TagCharactersMax} characters, blanks around them not "
        + "counted.";

    private const string InvalidRequest = "invalid_request_error";

    /// <summary>400 with one sentence.</summary>
    public static IResult Invalid(string sentence) => Write(sentence, InvalidRequest, StatusCodes.Status400BadRequest);

    /// <summary>409 with one sentence.</summary>
    public static IResult Conflict(string sentence) => Write(sentence, InvalidRequest, StatusCodes.Status409Conflict);

    /// <summary>What every dialect's rules say of a draft, in a sentence.</summary>
    public static string ToSentence(DraftFault fault) => fault.Problem switch
    {
        DraftProblem.TextEmpty => "The content has no text.",
        DraftProblem.PartsTooMany => $"The text needs {fault.Found} SMS parts; at most {fault.Max} are allowed.",
        DraftProblem.TextTooLong => $"The content must have at most {fault.Max} characters.",
        DraftProblem.SubjectWrong => $"The content's title must have at most {fault.Max} characters, none of them a control character.",
        DraftProblem.TagsTooMany or DraftProblem.TagWrong => TagRule,
        DraftProblem.TextNotStorable or DraftProblem.TextNotGsm7 or DraftProblem.MediaTooMany or DraftProblem.MediaAddressWrong
            or DraftProblem.WebhookAddressWrong or DraftProblem.NotStorable =>
                "The content, or a value in it, holds a character that cannot be stored.",
        _ => throw new UnreachableException($"No sentence for {fault.Problem}."),
    };

    /// <summary>404: no such message, or none of this organization.</summary>
    public static IResult NotFound() => Write("Not Found", InvalidRequest, StatusCodes.Status404NotFound);

    /// <summary>A refusal of the gateway in Courier's words.</summary>
    public static IResult Of(Refusal refusal) => Write(
        refusal.Kind switch
        {
            RefusalKind.KeyMissing or RefusalKind.KeyWrong => "Unauthorized",
            RefusalKind.RouteUnknown => refusal.Detail ?? "Not Found",
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
            or RefusalKind.MediaTypeUnsupported or RefusalKind.ParameterUnknown or RefusalKind.ParameterRepeated
            or RefusalKind.IdempotencyKeyInvalid => InvalidRequest,
        _ => throw new UnreachableException($"Courier has no word for {kind}."),
    };

    private static JsonHttpResult<ErrorBody> Write(string message, string type, int status) =>
        TypedResults.Json(new ErrorBody(message, type), CourierJson.Wire.ErrorBody, statusCode: status);
}
