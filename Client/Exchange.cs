using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Belay.Client;

/// <summary>One request and its answer; whatever is not the answer asked for becomes a <see cref="BelayException"/>.</summary>
internal sealed class Exchange(HttpClient http)
{
    /// <summary>Asks for what must be there.</summary>
    /// <param name="request">Makes the request.</param>
    /// <param name="type">The answer's type.</param>
    /// <param name="mayRepeat">Whether the same call may be made again where its outcome is unknown.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> AskAsync<T>(Func<HttpRequestMessage> request, JsonTypeInfo<T> type, bool mayRepeat, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var message = request();
            using var response = await http.SendAsync(message, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? await ReadAsync(response, type, cancellationToken).ConfigureAwait(false)
                : throw await RefusedAsync(response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is HttpRequestException or SocketException)
        {
            // A connection that was never made carried nothing: that may always be tried again. Nor did one that was reset before its first use, for
            // which the platform throws a SocketException as it is.
            var never =
                lost is not HttpRequestException { HttpRequestError: not (HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError) };
            throw new BelayException(
                never ? "unreachable" : "connection_lost",
                never ? $"{Host} cannot be reached." : $"The connection to {Host} was lost before its answer came, so the outcome is unknown.",
                shouldRetry: never || mayRepeat,
                innerException: lost);
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BelayException("timeout", $"{Host} did not answer in time, so the outcome is unknown.", mayRepeat, innerException: slow);
        }
    }

    /// <summary>Asks for what may be missing: null where the gateway knows nothing of that id. Such calls may be repeated.</summary>
    public async Task<T?> FindAsync<T>(Func<HttpRequestMessage> request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await AskAsync(request, type, mayRepeat: true, cancellationToken).ConfigureAwait(false);
        }
        catch (BelayException missing) when (missing is { Status: HttpStatusCode.NotFound, Code: "not_found" })
        {
            return null;
        }
    }

    private string Host => http.BaseAddress?.GetLeftPart(UriPartial.Authority) ?? "The gateway";

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false) ?? throw NotBelay(response.StatusCode);
        }
        catch (JsonException)
        {
            throw NotBelay(response.StatusCode);
        }
    }

    private async Task<BelayException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        Problem? problem = null;
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            problem = await JsonSerializer.DeserializeAsync(body, ClientJson.Wire.Problem, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            // Not Belay's words: something else answers at this address, or stands before it.
        }

        var pause = Pause(response.Headers.RetryAfter);
        // A 503 or 429 says that nothing was made; other failures of something in between say nothing.
        var passing = response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;
        if (problem?.Code is not { } code)
        {
            return NotBelay(response.StatusCode, passing, pause);
        }

        return new BelayException(
            code,
            problem.Errors is { Count: > 0 } errors
                ? $"{problem.Detail} {string.Join(", ", errors.Select(error => $"{error.Key} {error.Value}"))}."
                : problem.Detail ?? code,
            passing && !NeverRetry(response),
            response.StatusCode,
            pause,
            problem.Errors,
            response.Headers.TryGetValues("x-request-id", out var ids) ? ids.FirstOrDefault() : null)
        { Current = problem.Message };
    }

    private BelayException NotBelay(HttpStatusCode status, bool shouldRetry = false, TimeSpan? retryAfter = null) =>
        new("not_belay", $"{Host} answered {(int)status} in words that are not Belay's.", shouldRetry, status, retryAfter);

    private static bool NeverRetry(HttpResponseMessage response) =>
        response.Headers.TryGetValues("x-should-retry", out var values) && values.Contains("false", StringComparer.OrdinalIgnoreCase);

    private static TimeSpan? Pause(RetryConditionHeaderValue? value) => value?.Delta;
}
