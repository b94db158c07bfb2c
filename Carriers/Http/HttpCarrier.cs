using Belay.Messages;

namespace Belay.Carriers;

/// <summary>A carrier behind an address: each message is one <c>POST</c> of JSON with its id as <c>Idempotency-Key</c>.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>What happens</term><description>Answer</description></listheader>
/// <item><term>2xx</term><description>accepted; a <c>reference</c> in the body is kept, a body that cannot be read changes nothing</description></item>
/// <item><term>408, 429, 5xx</term><description>later, after <c>Retry-After</c> where it is given</description></item>
/// <item><term>other 4xx, 3xx</term><description>refused, with <c>code</c> and <c>title</c> where they are given</description></item>
/// <item><term>nothing could be sent: name not found, refused, TLS failed, no connection in time</term><description>later</description></item>
/// <item><term>connection lost, time-out or no valid HTTP after the message left</term><description>unknown</description></item>
/// </list>
/// </remarks>
public sealed class HttpCarrier : ICarrier, IDisposable
{
    /// <summary>Its name in settings, logs and timelines.</summary>
    public const string Name = "http";

    /// <summary>Most bytes that are read of a response's body.</summary>
    public const int ResponseBytesMax = 16 * 1024;

    private const int ResponseHeaderKilobytesMax = 16;

    private readonly Uri _url;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private readonly HttpClient _client;

    /// <summary>Makes one. Throws <see cref="ArgumentException"/> for settings that <see cref="HttpCarrierOptions.Validate"/> finds wrong.</summary>
    public HttpCarrier(HttpCarrierOptions options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is [var failure, ..])
        {
            throw new ArgumentException(failure, nameof(options));
        }

        _url = new Uri(options.Url);
        _timeout = TimeSpan.FromSeconds(options.TimeoutSeconds);
        _timeProvider = timeProvider;
        _client = new HttpClient(NewHandler(options), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Belay");
        Traits = new(Name, options.Idempotent, options.TakesReceipts);
    }

    /// <inheritdoc/>
    public CarrierTraits Traits { get; }

    /// <inheritdoc/>
    public async Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        using var content = new TrackedContent(SubmissionBody.Serialize(submission));
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = content };
        request.Headers.Add("Idempotency-Key", submission.IdempotencyKey);
        using var timeout = new CancellationTokenSource(_timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await ReadBodyAsync(response.Content, either.Token);
            return HttpAnswer.Read(response.StatusCode, response.Headers.RetryAfter, body, submission.Draft, _timeProvider.GetUtcNow());
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return (content.HasLeft, timeout.IsCancellationRequested) switch
            {
                (true, true) => new CarrierAnswer.Unknown(Errors.Timeout),
                (true, false) => new CarrierAnswer.Unknown(Errors.Lost),
                (false, true) => new CarrierAnswer.Later(Error: Errors.ConnectTimeout),
                (false, false) => new CarrierAnswer.Later(Error: Errors.NotReached),
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static SocketsHttpHandler NewHandler(HttpCarrierOptions options) => new()
    {
        // A redirect would repeat the message elsewhere; cookies, proxies and trace headers are no part of the contract.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = options.MaxConnectionsPerServer,
        MaxResponseHeadersLength = ResponseHeaderKilobytesMax,
        MaxResponseDrainSize = 0,
        ConnectTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds),

        // A kept connection may be closed by the other side just as a message leaves on it: its outcome is then unknown. Where it can be asked again that costs
        // nothing. Where it cannot, the message would end unconfirmed for nothing, so each call gets its own connection.
        PooledConnectionLifetime = options.Idempotent ? TimeSpan.FromMinutes(5) : TimeSpan.Zero,
    };

    /// <summary>Reads at most <see cref="ResponseBytesMax"/>. A body that is longer, breaks off or stalls is as good as none: the status has been said.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        // One byte more than is expected shows a body that is longer than it may be.
        var expected = Math.Min(content.Headers.ContentLength ?? ResponseBytesMax, ResponseBytesMax);
        if (expected == 0)
        {
            return default;
        }

        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[expected + 1];
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return read > ResponseBytesMax ? default : buffer.AsMemory(0, read);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return default;
        }
    }

    private static class Errors
    {
        public static readonly MessageError NotReached = new("carrier_unreachable", "The carrier could not be reached; nothing was sent.");
        public static readonly MessageError ConnectTimeout = new("carrier_connect_timeout", "No connection to the carrier was had in time; nothing was sent.");
        public static readonly MessageError Timeout = new("carrier_timeout", "The carrier did not answer in time.");
        public static readonly MessageError Lost = new("carrier_connection_lost", "The connection was lost before the carrier's answer could be read.");
    }
}
