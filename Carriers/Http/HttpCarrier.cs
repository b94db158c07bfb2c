using System.Collections.Concurrent;
using Belay.Connections;
using Belay.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belay.Carriers;

/// <summary>A carrier behind an address: each message is one <c>POST</c> of JSON with its id as <c>Idempotency-Key</c>.</summary>
/// <remarks>
/// What its answers mean stands in <c>AnswerTable.Http</c>, and what the lack of an answer means in <c>FailureRow.All</c>; <c>docs/answers.md</c>
/// shows both. In short: 2xx is taken; what is definitely not taken is tried again, be it for the carrier (408, 429, 503) or for the account or the
/// address that is set (401, 403, 404, 301 …); what the carrier has against the message (400, 422 …) is final; and where nobody knows (302, 409, 5xx,
/// a lost connection), only a carrier that honours the key is asked again.
/// </remarks>
public sealed partial class HttpCarrier : ICarrier, IDisposable
{
    /// <summary>Its name in settings, logs and timelines.</summary>
    public const string Name = "http";

    /// <summary>Most bytes that are read of a response's body.</summary>
    public const int ResponseBytesMax = CarrierClient.ResponseBytesMax;

    private readonly Uri _url;
    private readonly IReadOnlyDictionary<string, string> _headers;
    private readonly CarrierWords _words;
    private readonly CarrierClient _client;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    /// <summary>Makes one. Throws <see cref="ArgumentException"/> for settings that <see cref="HttpCarrierOptions.Validate"/> finds wrong.</summary>
    public HttpCarrier(HttpCarrierOptions options, TimeProvider timeProvider, ILogger<HttpCarrier>? logger = null)
        : this(options, timeProvider, logger, connector: null)
    {
    }

    internal HttpCarrier(HttpCarrierOptions options, TimeProvider timeProvider, ILogger<HttpCarrier>? logger, HostConnector? connector)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is [var failure, ..])
        {
            throw new ArgumentException(failure, nameof(options));
        }

        _url = new Uri(options.Url);
        _headers = options.Headers;
        _words = new CarrierWords([.. options.Headers.Values, options.ReceiptToken, _url.Query]);
        _client = new CarrierClient(TimeSpan.FromSeconds(options.TimeoutSeconds), options.Idempotent, timeProvider, connector);
        _logger = logger ?? NullLogger<HttpCarrier>.Instance;
        Traits = new(Name, options.Idempotent, options.TakesReceipts, options.MaxConnectionsPerServer);
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
        foreach (var (name, value) in _headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(
            request,
            content,
            (status, pause, body) =>
            {
                var (answer, unread) = HttpAnswer.Read(status, pause, body, submission.Draft, _words);
                Tell(unread);
                return answer;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Counts what could not be understood, and says it once for each field: it would come with every message.</summary>
    private void Tell(IReadOnlyList<string> unread)
    {
        foreach (var field in unread)
        {
            CarrierMetrics.LeftOut(Name, field);
            if (_told.TryAdd(field, true))
            {
                LogUnread(Name, field);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Carrier {Carrier} gives a {Field} in its answers that has no one meaning; it is left out (said once).")]
    private partial void LogUnread(string carrier, string field);
}
