namespace Belay.Gateway.Api.Dialects;

/// <summary>Why the gateway itself refuses a request, before or instead of a dialect's own judgement.</summary>
internal enum RefusalKind
{
    /// <summary>401: no key.</summary>
    KeyMissing,

    /// <summary>401: a key that does not work.</summary>
    KeyWrong,

    /// <summary>403: the key lacks the scope.</summary>
    ScopeMissing,

    /// <summary>404: no such route.</summary>
    RouteUnknown,

    /// <summary>405: the route has other methods.</summary>
    MethodNotAllowed,

    /// <summary>400: the body cannot be read as what it claims to be.</summary>
    BodyBroken,

    /// <summary>408: the body comes so slowly that the server no longer waits for it.</summary>
    BodyTooSlow,

    /// <summary>400: a query parameter or a header that is not known, and could mean a time, a recipient, a limit or a way to send.</summary>
    ParameterUnknown,

    /// <summary>400: a query parameter that has one value is there more than once.</summary>
    ParameterRepeated,

    /// <summary>413: the body is longer than allowed.</summary>
    BodyTooLarge,

    /// <summary>415: the body's type is not understood.</summary>
    MediaTypeUnsupported,

    /// <summary>400: the <c>Idempotency-Key</c> is empty or too long.</summary>
    IdempotencyKeyInvalid,

    /// <summary>429: too many requests.</summary>
    RateExceeded,

    /// <summary>429: as many messages are pending as the organization may have.</summary>
    PendingLimitReached,

    /// <summary>503: the engine cannot know or keep the truth just now.</summary>
    Unavailable,

    /// <summary>500: a defect of ours.</summary>
    Unexpected,
}

/// <summary>A refusal, to be said in the words of a dialect.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Detail">One sentence for the caller, without text, numbers or keys; null: the kind says enough.</param>
/// <param name="RetryAfter">When to come back, where that is known.</param>
/// <param name="Field">The parameter or header that is at fault, where it is one.</param>
internal sealed record Refusal(RefusalKind Kind, string? Detail = null, TimeSpan? RetryAfter = null, string? Field = null)
{
    /// <summary>When to come back, for every refusal that may be lifted by waiting: 429 and 503.</summary>
    public TimeSpan? Pause => RetryAfter ?? Kind switch
    {
        RefusalKind.RateExceeded or RefusalKind.Unavailable => TimeSpan.FromSeconds(1),
        // As messages leave, or are canceled, the number falls: at nobody's known time.
        RefusalKind.PendingLimitReached => TimeSpan.FromMinutes(1),
        _ => null,
    };

    /// <summary>The HTTP status that says the same; a dialect may have a reason to use another.</summary>
    public int Status => Kind switch
    {
        RefusalKind.KeyMissing or RefusalKind.KeyWrong => StatusCodes.Status401Unauthorized,
        RefusalKind.ScopeMissing => StatusCodes.Status403Forbidden,
        RefusalKind.RouteUnknown => StatusCodes.Status404NotFound,
        RefusalKind.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        RefusalKind.BodyBroken or RefusalKind.ParameterUnknown or RefusalKind.ParameterRepeated or RefusalKind.IdempotencyKeyInvalid =>
            StatusCodes.Status400BadRequest,
        RefusalKind.BodyTooSlow => StatusCodes.Status408RequestTimeout,
        RefusalKind.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.MediaTypeUnsupported => StatusCodes.Status415UnsupportedMediaType,
        RefusalKind.RateExceeded or RefusalKind.PendingLimitReached => StatusCodes.Status429TooManyRequests,
        RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        RefusalKind.Unexpected => StatusCodes.Status500InternalServerError,
        _ => throw new System.Diagnostics.UnreachableException($"No status for {Kind}."),
    };

    /// <summary>The detail, or one plain sentence for the kind.</summary>
    public string Sentence => Detail ?? Kind switch
    {
        RefusalKind.KeyMissing => "The request carries no API key.",
        RefusalKind.KeyWrong => "The API key does not work.",
        RefusalKind.ScopeMissing => "The API key lacks the scope that this call needs.",
        RefusalKind.RouteUnknown => "There is nothing at this address.",
        RefusalKind.MethodNotAllowed => "This address does not take this method.",
        RefusalKind.BodyBroken => "The body cannot be read.",
        RefusalKind.ParameterUnknown => "A query parameter or a header is not known here.",
        RefusalKind.ParameterRepeated => "A query parameter must be there once.",
        RefusalKind.BodyTooSlow => "The body came too slowly.",
        RefusalKind.BodyTooLarge => "The body is too large.",
        RefusalKind.MediaTypeUnsupported => "The body's content type is not supported.",
        RefusalKind.IdempotencyKeyInvalid => $"Idempotency-Key must have 1 to {Belay.Messages.IdempotencyKey.LengthMax} characters.",
        RefusalKind.RateExceeded => "Too many requests.",
        RefusalKind.PendingLimitReached => "The organization has as many pending messages as it may have.",
        RefusalKind.Unavailable => "The service cannot accept this just now.",
        RefusalKind.Unexpected => "Something unexpected went wrong.",
        _ => throw new System.Diagnostics.UnreachableException($"No sentence for {Kind}."),
    };
}
