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
    public const int ResponseBytesMax = CarrierClient.ResponseBytesMax;

    private readonly Uri _url;
    private readonly TimeProvider _timeProvider;
    private readonly CarrierClient _client;

    /// <summary>Makes one. Throws <see cref="ArgumentException"/> for settings that <see cref="HttpCarrierOptions.Validate"/> finds wrong.</summary>
    public HttpCarrier(HttpCarrierOptions options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is [var failure, ..])
        {
            throw new ArgumentException(failure, nameof(options));
        }

        _url = new Uri(options.Url);
        _timeProvider = timeProvider;
        _client = new CarrierClient(TimeSpan.FromSeconds(options.TimeoutSeconds), options.MaxConnectionsPerServer, options.Idempotent, timeProvider);
        Traits = new(Name, options.Idempotent, options.TakesReceipts);
    }

    /// <inheritdoc/>
    public CarrierTraits Traits { get; }

    /// <inheritdoc/>
    public async Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        using var content = new TrackedContent(SubmissionBody.Serialize(submission), "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = content };
        request.Headers.Add("Idempotency-Key", submission.IdempotencyKey);
        return await _client.SendAsync(
            request,
            content,
            (response, body) => HttpAnswer.Read(response.StatusCode, response.Headers.RetryAfter, body, submission.Draft, _timeProvider.GetUtcNow()),
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
