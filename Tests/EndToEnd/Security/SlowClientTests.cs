using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Belay.Tests.EndToEnd.Security;

/// <summary>
/// Clients that hold a connection and hardly speak: the built program, with the limits that it has, ends them in time and serves the others
/// meanwhile.
/// </summary>
/// <remarks>A connection that says nothing at all is ended after 130 seconds: <c>BELAY_SECURITY=full</c> waits for that too.</remarks>
public sealed class SlowClientTests(ITestOutputHelper output) : IDisposable
{
    private const int Connections = 60;

    /// <summary>10 s for headers, and at most a second more: the server looks once a second.</summary>
    private static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(15);

    /// <summary>5 s of grace, then 240 bytes a second.</summary>
    private static readonly TimeSpan BodyWithin = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan SilenceWithin = TimeSpan.FromSeconds(140);

    private readonly string _directory = Directory.CreateTempSubdirectory("belay-slow-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Slow_headers_and_slow_bodies_are_ended_in_time_and_disturb_nobody()
    {
        using var gateway = await GatewayProcess.StartAsync(_directory);
        using var over = new CancellationTokenSource();
        var others = ProbeAsync(gateway, over.Token);

        var headers = Enumerable.Range(0, Connections)
            .Select(_ => HoldAsync(gateway, "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ", HeadersWithin)).ToList();
        string[] orders = ["/v1/messages", "/v2/messages", "/send", "/api/v1/message/sms"];
        var bodies = Enumerable.Range(0, Connections).Select(number => HoldAsync(
            gateway, $"POST {orders[number % orders.Length]} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {GatewayProcess.Key}\r\nContent-Type: "
                + "application/json\r\nContent-Length: 5000\r\n\r\n", BodyWithin)).ToList();
        var ended = await Task.WhenAll(headers.Concat(bodies));

        await over.CancelAsync();
        var (count, slowest) = await others;
        output.WriteLine(
            $"{ended.Length} slow connections ended within {ended.Max(one => one.After).TotalSeconds:0.0} s; {count} other requests meanwhile, the "
            + $"slowest {slowest.TotalMilliseconds:0} ms");
        Assert.All(ended, one => Assert.StartsWith("HTTP/1.1 408 ", one.Answer, StringComparison.Ordinal));
        Assert.All(await Task.WhenAll(bodies), one => Assert.Contains("too slowly", one.Answer, StringComparison.Ordinal));
        Assert.True(count > 50 && slowest < TimeSpan.FromSeconds(2), $"{count} requests, the slowest {slowest}");
    }

    [Fact]
    public async Task Silent_connections_are_ended_in_time()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("BELAY_SECURITY") == "full", "Takes 130 seconds; set BELAY_SECURITY=full.");
        using var gateway = await GatewayProcess.StartAsync(_directory);

        var ended = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => HoldAsync(gateway, "", SilenceWithin, speaks: false)));

        output.WriteLine($"{ended.Length} silent connections ended within {ended.Max(one => one.After).TotalSeconds:0.0} s");
        Assert.All(ended, one => Assert.Equal("", one.Answer));
    }

    /// <summary>Says the beginning, then one letter a second, until the server ends the connection; fails if it does not.</summary>
    private static async Task<(TimeSpan After, string Answer)> HoldAsync(
        GatewayProcess gateway, string beginning, TimeSpan within, bool speaks = true)
    {
        using var patience = new CancellationTokenSource(within);
        using var client = new TcpClient { NoDelay = true };
        var address = gateway.Client.BaseAddress!;
        await client.ConnectAsync(address.Host, address.Port, patience.Token);
        var stream = client.GetStream();
        var began = TimeProvider.System.GetTimestamp();
        var answer = new StringBuilder();
        var reading = ReadAsync();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), patience.Token);
            while (!reading.IsCompleted)
            {
                if (speaks)
                {
                    await stream.WriteAsync("a"u8.ToArray(), patience.Token);
                }

                await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, patience.Token));
                patience.Token.ThrowIfCancellationRequested();
            }
        }
        catch (IOException)
        {
            // The other end is gone.
        }

        await reading;
        return (TimeProvider.System.GetElapsedTime(began), answer.ToString());

        async Task ReadAsync()
        {
            var buffer = new byte[1_024];
            try
            {
                while (await stream.ReadAsync(buffer, patience.Token) is var read and > 0)
                {
                    answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
                }
            }
            catch (IOException)
            {
                // Reset: ended too.
            }
        }
    }

    private static async Task<(int Count, TimeSpan Slowest)> ProbeAsync(GatewayProcess gateway, CancellationToken stop)
    {
        var (count, slowest) = (0, TimeSpan.Zero);
        while (!stop.IsCancellationRequested)
        {
            var began = TimeProvider.System.GetTimestamp();
            var at = (TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1)).ToString("O", CultureInfo.InvariantCulture);
            using var body = new StringContent(
                $$"""{"from":"+15005550100","to":"+15005550199","text":"meanwhile","scheduled_at":"{{at}}"}""", Encoding.UTF8, "application/json");
            using var response = await gateway.Client.PostAsync("/v1/messages", body, CancellationToken.None);
            Assert.True(response.IsSuccessStatusCode, response.StatusCode.ToString());
            var took = TimeProvider.System.GetElapsedTime(began);

            // The first request of a process is slow.
            slowest = count++ > 0 && took > slowest ? took : slowest;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }

        return (count, slowest);
    }
}
