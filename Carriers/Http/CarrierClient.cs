using System.Net.Sockets;
using System.Security.Authentication;
using Belay.Connections;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>
/// What the carriers behind an address have in common: one request a call, bounded in time and size, and the difference between "nothing left" and
/// "nobody knows".
/// </summary>
/// <remarks>
/// A call's time begins with the call. Connections are not bounded here, where a call would wait for one while its time runs, but by <see
/// cref="GuardedCarrier"/>: one for each call.
/// </remarks>
internal sealed class CarrierClient : IDisposable
{
    /// <summary>Most bytes that are read of a response's body.</summary>
    public const int ResponseBytesMax = 16 * 1024;

    private const int ResponseHeaderKilobytesMax = 16;

    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private readonly HttpClient _client;

    /// <summary>Makes one.</summary>
    /// <param name="timeout">How long a call may take in all.</param>
    /// <param name="mayRepeat">Whether the carrier recognizes a repeated call.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="connector">Opens connections; null: over TCP to what the system's resolver says.</param>
    public CarrierClient(TimeSpan timeout, bool mayRepeat, TimeProvider timeProvider, HostConnector? connector = null)
    {
        _timeout = timeout;
        _timeProvider = timeProvider;
        var handler = NewHandler(timeout, mayRepeat, connector ?? HostConnector.OfThisMachine(timeProvider));
        _client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Belay");
    }

    /// <summary>Sends one request, and reads its answer.</summary>
    /// <param name="request">The request; its body is <paramref name="content"/>.</param>
    /// <param name="content">Knows whether anything has left.</param>
    /// <param name="read">Takes the status, the pause that is asked for, and the body (empty: none, or one that is longer than may be read) as an
    /// answer.</param>
    /// <param name="cancellationToken">Gives up: later if nothing has left, else unknown.</param>
    public async Task<CarrierAnswer> SendAsync(
        HttpRequestMessage request,
        TrackedContent content,
        Func<int, TimeSpan?, ReadOnlyMemory<byte>, CarrierAnswer> read,
        CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await ReadBodyAsync(response.Content, either.Token);
            return read((int)response.StatusCode, RetryAfter.Read(response, _timeProvider.GetUtcNow()), body);
        }
        // The platform throws a SocketException as it is where a connection was reset before its first use.
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            var (timeIsOver, isStopping) = (timeout.IsCancellationRequested, cancellationToken.IsCancellationRequested);
            return FailureRow.Answer(Classify(exception, content.HasLeft, timeIsOver, isStopping));
        }
    }

    public void Dispose() => _client.Dispose();

    private static CarrierFailure Classify(Exception exception, bool hasLeft, bool timeIsOver, bool isStopping) => exception switch
    {
        _ when hasLeft => timeIsOver ? CarrierFailure.NotAnsweredInTime : CarrierFailure.AnswerLost,
        _ when timeIsOver => CarrierFailure.NotConnectedInTime,
        OperationCanceledException => isStopping ? CarrierFailure.StoppedBefore : CarrierFailure.NotConnectedInTime,

        // A resolver that does not answer says nothing about the name.
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } } =>
            CarrierFailure.NameUnknown,

        // A handshake that breaks off, as that of a server that is just starting, is no bad certificate.
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException } =>
            CarrierFailure.TlsFailed,
        _ => CarrierFailure.NotReached,
    };

    private static SocketsHttpHandler NewHandler(TimeSpan timeout, bool mayRepeat, HostConnector connector) => new()
    {
        // A redirect would repeat the message elsewhere; cookies, proxies and trace headers are no part of the contract.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = ResponseHeaderKilobytesMax,
        MaxResponseDrainSize = 0,
        ConnectTimeout = timeout,
        ConnectCallback = (context, cancellationToken) => connector.ConnectAsync(context.DnsEndPoint, cancellationToken),

        // A kept connection may be closed by the other side just as a message leaves on it: its outcome is then unknown. Where it can be asked again
        // that costs nothing. Where it cannot, the message would end unconfirmed for nothing, so each call gets its own connection.
        PooledConnectionLifetime = mayRepeat ? TimeSpan.FromMinutes(5) : TimeSpan.Zero,
        RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
    };

    /// <summary>
    /// Reads at most <see cref="ResponseBytesMax"/>. A body that is longer, breaks off or stalls is as good as none: the status has been said.
    /// </summary>
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
}
