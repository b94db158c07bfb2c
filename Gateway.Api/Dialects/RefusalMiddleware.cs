using Belay.Messages;

namespace Belay.Gateway.Api.Dialects;

/// <summary>Sees to it that every "no" has a body in the right words: also those of routing, of the server, and of what we did not foresee.</summary>
internal sealed partial class RefusalMiddleware(RequestDelegate next, ILogger<RefusalMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await context.RefuseAsync(ToRefusal(exception));
            return;
        }

        if (!context.Response.HasStarted && ToRefusal(context.Response.StatusCode) is { } refusal
            && context.Response.ContentLength is null && context.Response.ContentType is null)
        {
            await context.RefuseAsync(refusal);
        }
    }

    private static Refusal? ToRefusal(int status) => status switch
    {
        StatusCodes.Status404NotFound => new(RefusalKind.RouteUnknown),
        StatusCodes.Status405MethodNotAllowed => new(RefusalKind.MethodNotAllowed),
        StatusCodes.Status408RequestTimeout => new(RefusalKind.BodyTooSlow),
        StatusCodes.Status413PayloadTooLarge => new(RefusalKind.BodyTooLarge),
        StatusCodes.Status415UnsupportedMediaType => new(RefusalKind.MediaTypeUnsupported),
        StatusCodes.Status400BadRequest => new(RefusalKind.BodyBroken),
        >= 500 => new(RefusalKind.Unexpected),
        _ => null,
    };

    private Refusal ToRefusal(Exception exception)
    {
        switch (exception)
        {
            case StoreUnavailableException unavailable:
                LogUnavailable(unavailable.Message);
                return new(RefusalKind.Unavailable, RetryAfter: unavailable.RetryAfter);
            case BadHttpRequestException { StatusCode: var status } when ToRefusal(status) is { } refusal:
                return refusal;
            default:
                // The type and place say enough: a message could quote the body.
                LogUnexpected(exception.GetType().Name, exception.StackTrace);
                return new(RefusalKind.Unexpected);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Refused with 503: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(2, LogLevel.Error, "Refused with 500: {ExceptionType} at {Stack}")]
    private partial void LogUnexpected(string exceptionType, string? stack);
}
