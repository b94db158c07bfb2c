using System.Net.Sockets;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>What the carriers behind an address have in common: one request a call, bounded in time and size, and the difference between "nothing left" and "nobody knows".</summary>
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
    /// <param name="connectionsMax">Connections at once.</param>
    /// <param name="mayRepeat">Whether the carrier recognizes a repeated call.</param>
    /// <param name="timeProvider">The clock.</param>
    public CarrierClient(TimeSpan timeout, int connectionsMax, bool mayRepeat, TimeProvider timeProvider)
    {
        _timeout = timeout;
        _timeProvider = timeProvider;
        _client = new HttpClient(NewHandler(timeout, connectionsMax, mayRepeat), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Belay");
    }

    /// <summary>Sends one request, and reads its answer.</summary>
    /// <param name="request">The request; its body is <paramref name="content"/>.</param>
    /// <param name="content">Knows whether anything has left.</param>
    /// <param name="read">Takes the response and its body (empty: none, or one that is longer than may be read) as an answer.</param>
    /// <param name="cancellationToken">Gives up: later if nothing has left, else unknown.</param>
    public async Task<CarrierAnswer> SendAsync(
        HttpRequestMessage request, TrackedContent content, Func<HttpResponseMessage, ReadOnlyMemory<byte>, CarrierAnswer> read, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return read(response, await ReadBodyAsync(response.Content, either.Token));
        }
        // The platform throws a SocketException as it is where a connection was reset before its first use.
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException or OperationCanceledException)
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

    public void Dispose() => _client.Dispose();

    private static SocketsHttpHandler NewHandler(TimeSpan timeout, int connectionsMax, bool mayRepeat) => new()
    {
        // A redirect would repeat the message elsewhere; cookies, proxies and trace headers are no part of the contract.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = connectionsMax,
        MaxResponseHeadersLength = ResponseHeaderKilobytesMax,
        MaxResponseDrainSize = 0,
        ConnectTimeout = timeout,

        // A kept connection may be closed by the other side just as a message leaves on it: its outcome is then unknown. Where it can be asked again that costs
        // nothing. Where it cannot, the message would end unconfirmed for nothing, so each call gets its own connection.
        PooledConnectionLifetime = mayRepeat ? TimeSpan.FromMinutes(5) : TimeSpan.Zero,
        RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
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
