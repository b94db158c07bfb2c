using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Belay.Messages;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>What one try came to.</summary>
/// <param name="Outcome">Its meaning.</param>
/// <param name="Status">The answer's status; null: there was no answer.</param>
/// <param name="RetryAfter">The pause that the receiver asked for.</param>
/// <param name="Fault">Why there was no answer, in one word of ours; never the receiver's.</param>
internal sealed record WebhookAnswer(WebhookOutcome Outcome, int? Status = null, TimeSpan? RetryAfter = null, string? Fault = null)
{
    /// <summary>What it was, in a word or two: <c>status 500</c>, <c>timeout</c>.</summary>
    public string Words => Status is { } status ? $"status {status}" : Fault ?? "no answer";

    /// <summary>The same as one of a few words, for a measure: <c>5xx</c>, <c>timeout</c>.</summary>
    public string Kind => Status is { } status ? $"{status / 100}xx" : Fault ?? "none";
}

/// <summary>
/// Posts to addresses that strangers chose: no proxy, no redirects, no cookies, no decompression, and only a little of the reply is read.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>Most bytes of a reply's body that are read, so that its connection can be used again; a longer one costs the connection.</summary>
    public const int ReplyBytesMax = 16 * 1024;

    private const int ReplyHeadersKilobytesMax = 16;

    /// <summary>Connections end after this time, so that an address is checked again.</summary>
    private static readonly TimeSpan ConnectionLifeMax = TimeSpan.FromMinutes(1);

    private static readonly ProductInfoHeaderValue Agent = new("Belay-Webhooks", "1");

    private readonly HttpClient _ofCallers;
    private readonly HttpClient _ofOperator;
    private readonly TimeProvider _time;

    public WebhookSender(GuardedConnector connector, WebhookSettings settings, TimeProvider time)
    {
        _time = time;

        // Connections are kept by host and port, so those of the two owners must not be kept together: a caller who names the operator's host would
        // get one that is open.
        _ofCallers = NewClient(connector, settings, AddressOwner.Caller);
        _ofOperator = NewClient(connector, settings, AddressOwner.Operator);
    }

    private static HttpClient NewClient(GuardedConnector connector, WebhookSettings settings, AddressOwner owner)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (context, cancellationToken) => connector.ConnectAsync(context.DnsEndPoint, owner, cancellationToken),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = ConnectionLifeMax,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            MaxConnectionsPerServer = settings.ConcurrencyPerHost,
            MaxResponseHeadersLength = ReplyHeadersKilobytesMax,
            MaxResponseDrainSize = ReplyBytesMax,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            // Trace ids are ours, not the receiver's.
            ActivityHeadersPropagator = null,
        };
        return new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Posts one body. Throws only <see cref="OperationCanceledException"/>, when the token fires.</summary>
    public async Task<WebhookAnswer> PostAsync(
        WebhookAddress address, byte[] body, IReadOnlyList<KeyValuePair<string, string>> headers, WebhookPolicy policy,
        CancellationToken cancellationToken)
    {
        if (!WebhookEndpoints.IsHttpUrl(address.Url))
        {
            return new(WebhookOutcome.Refused, Fault: "address");
        }

        using var patience = new CancellationTokenSource(policy.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, address.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new(Agent.Product!));
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        try
        {
            // The status is the whole answer; what the handler reads of the body after this only frees the connection.
            var client = address.Owner == AddressOwner.Operator ? _ofOperator : _ofCallers;
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new(WebhookAnswers.Judge((int)response.StatusCode), (int)response.StatusCode, RetryAfterOf(response));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(WebhookOutcome.Failed, Fault: "timeout");
        }
        catch (HttpRequestException failure)
        {
            return new(
                WebhookOutcome.Failed,
                Fault: failure.InnerException is ForbiddenAddressException ? "forbidden" : EngineMetrics.Word(failure.HttpRequestError.ToString()));
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            // The platform throws a SocketException as it is where a connection was reset before its first use.
            return new(WebhookOutcome.Failed, Fault: "connection");
        }
    }

    public void Dispose()
    {
        _ofCallers.Dispose();
        _ofOperator.Dispose();
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };
}
