using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Belay.Tests.Support;

/// <summary>
/// An OpenTelemetry collector that keeps what is exported to it by OTLP over HTTP, byte for byte: names and texts can be looked for in it.
/// </summary>
public sealed class OtlpStub : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<(string Path, string Body)> _received = [];
    private readonly Task _serving;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpStub(string url)
    {
        Url = url;
        _listener.Prefixes.Add(url + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>For <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public string Url { get; }

    /// <summary>What a program is given so that it exports here, and often.</summary>
    public Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
    };

    /// <summary>Starts it on a free port.</summary>
    public static OtlpStub Start()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return new($"http://127.0.0.1:{port}");
    }

    /// <summary>All that came to a path, such as <c>/v1/metrics</c>.</summary>
    public string Received(string path)
    {
        lock (_gate)
        {
            return string.Concat(_received.Where(request => request.Path == path).Select(request => request.Body));
        }
    }

    /// <summary>Waits until a text has come to a path.</summary>
    public async Task WaitForAsync(string path, string text, TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within, TimeProvider.System);
        while (true)
        {
            Task more;
            lock (_gate)
            {
                more = _more.Task;
            }

            if (Received(path).Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            try
            {
                await more.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException(
                    $"{text} did not come to {path} within {within}; {Received(path).Length} bytes of other things did.", late);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                var body = await reader.ReadToEndAsync();
                lock (_gate)
                {
                    _received.Add((context.Request.Url!.AbsolutePath, body));
                    var more = _more;
                    _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    more.SetResult();
                }

                context.Response.ContentType = "application/x-protobuf"; // An empty answer of this type says that all of it was taken.
                context.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The listener was closed, or an exporter went away.
        }
    }
}
