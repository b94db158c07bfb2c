using System.Net;

namespace Belay.Client;

/// <summary>Why a call did not do what was asked. Its message is one sentence for people and never holds a key or the text of a message.</summary>
public sealed class BelayException : Exception
{
    internal BelayException(
        string code,
        string message,
        bool shouldRetry,
        HttpStatusCode? status = null,
        TimeSpan? retryAfter = null,
        IReadOnlyDictionary<string, string>? errors = null,
        string? requestId = null,
        Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        ShouldRetry = shouldRetry;
        Status = status;
        RetryAfter = retryAfter;
        Errors = errors ?? new Dictionary<string, string>();
        RequestId = requestId;
    }

    /// <summary>
    /// A stable word for programs: the gateway's (<c>invalid</c>, <c>key_missing</c>, <c>key_wrong</c>, <c>scope_missing</c>, <c>rate_exceeded</c>,
    /// <c>pending_limit_reached</c>, <c>unavailable</c>, <c>idempotency_key_reused</c>, <c>key_from_settings</c> …), or <c>unreachable</c> (no
    /// connection), <c>connection_lost</c>, <c>timeout</c> (the outcome is unknown), <c>not_belay</c> (something else answers at the address).
    /// </summary>
    public string Code { get; }

    /// <summary>The HTTP status; null: there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>Whether the same call, with the same idempotency key, may succeed later and does no harm.</summary>
    public bool ShouldRetry { get; }

    /// <summary>When to come back, where the gateway says so.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>For the code <c>invalid</c>: each wrong field and what it must be.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; }

    /// <summary>The gateway's id of the request, as its timelines show it; null: there was no answer.</summary>
    public string? RequestId { get; }

    /// <summary>With a verdict: the message as it is.</summary>
    internal Message? Current { get; init; }
}
