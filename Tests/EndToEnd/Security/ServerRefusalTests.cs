using System.Net.Sockets;
using System.Text;

namespace Belay.Tests.EndToEnd.Security;

/// <summary>What is no sound HTTP: the server itself says no, tells nothing, ends the connection, and goes on.</summary>
public sealed class ServerRefusalTests : IAsyncLifetime, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("belay-line-").FullName;
    private GatewayProcess? _gateway;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync(_directory);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _gateway?.Dispose();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_request_that_is_no_sound_HTTP_gets_a_bare_no()
    {
        var many = string.Concat(Enumerable.Range(0, 101).Select(number => $"X-{number}: a\r\n"));
        (string Request, int Status)[] cases =
        [
            ("NONSENSE\r\n\r\n", 400),
            ("GET /v1/messages/%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET /v1/messages\0 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET /v1/messages HTTP/1.1\r\n\r\n", 400),
            ("GET /v1/messages HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
            ("GET /v1/messages HTTP/9.9\r\nHost: a\r\n\r\n", 505),
            ("GET /v1/messages HTTP/1.1\r\nHost: a\r\nNo colon\r\n\r\n", 400),
            ("GET /v1/messages HTTP/1.1\r\nHost: a\r\nX: a\nb\r\n\r\n", 400),
            ("POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
            ("POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
            ("POST /v1/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
            ($"GET /{new string('a', 9_000)} HTTP/1.1\r\nHost: a\r\n\r\n", 414),
            ($"GET /healthz HTTP/1.1\r\nHost: a\r\nX: {new string('a', 33_000)}\r\n\r\n", 431),
            ($"GET /healthz HTTP/1.1\r\nHost: a\r\n{many}\r\n", 431),
        ];
        foreach (var (request, status) in cases)
        {
            var answer = await SayAsync(request);
            Assert.True(answer.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal), $"{request[..Math.Min(request.Length, 60)]}: {answer}");
            Assert.Contains("Content-Length: 0\r\n", answer, StringComparison.Ordinal);
            Assert.Contains("Connection: close\r\n", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("Server:", answer, StringComparison.OrdinalIgnoreCase);
        }

        using var alive = await _gateway!.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);
        Assert.True(alive.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(99, 200)]
    [InlineData(100, 431)]
    public async Task A_request_has_at_most_100_headers(int besidesHost, int status)
    {
        var headers = string.Concat(Enumerable.Range(0, besidesHost - 1).Select(number => $"X-{number}: a\r\n"));

        var answer = await SayAsync($"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    private async Task<string> SayAsync(string request)
    {
        var address = _gateway!.Client.BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
