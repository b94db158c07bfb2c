using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Belay.Tests.EndToEnd.Security;

/// <summary>
/// A storm on the built program: half of the requests valid, a quarter invalid, a quarter without a key. <c>BELAY_SECURITY=full</c>: 100,000 over
/// 1,000 connections; else 4,000 over 100. It goes on until health was asked for ten times meanwhile, however quick the machine is.
/// </summary>
public sealed class StormTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Bounds of memory (F17) and of the time in which a storm may leave its traces.</summary>
    private const long ResidentBytesMax = 1L << 30;

    private const int ProbesMin = 10;

    private static readonly TimeSpan NormalWithin = TimeSpan.FromSeconds(5);

    private readonly string _directory = Directory.CreateTempSubdirectory("belay-storm-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_storm_is_weathered()
    {
        var full = Environment.GetEnvironmentVariable("BELAY_SECURITY") == "full";
        var (requests, connections) = full ? (100_000, 1_000) : (4_000, 100);
        using var gateway = await GatewayProcess.StartAsync(_directory);
        await AskAsync(gateway.Client);
        using var over = new CancellationTokenSource();
        var probes = new ConcurrentBag<TimeSpan>();
        var health = ProbeAsync(gateway.Client.BaseAddress!, probes, over.Token);

        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) };
        using var storm = new HttpClient(handler) { BaseAddress = gateway.Client.BaseAddress, Timeout = TimeSpan.FromSeconds(100) };
        var statuses = new ConcurrentDictionary<(Kind, int), int>();
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async worker =>
        {
            for (var number = worker; number < requests || (probes.Count < ProbesMin && !health.IsCompleted); number += connections)
            {
                var kind = (((number / connections) + worker) % 4) switch { 0 or 1 => Kind.Valid, 2 => Kind.Invalid, _ => Kind.NoKey };
                statuses.AddOrUpdate((kind, await SendAsync(storm, kind, number)), 1, static (_, count) => count + 1);
            }
        }));
        var took = TimeProvider.System.GetElapsedTime(began);
        var peak = await PeakAsync(gateway.ProcessId);
        await over.CancelAsync();
        await health;
        var waits = probes.Order().ToList();
        var sent = statuses.Values.Sum();

        // Normal again: ten requests in a row, each as quick as on a calm day.
        var ended = TimeProvider.System.GetTimestamp();
        for (var calm = 0; calm < 10;)
        {
            calm = await AskAsync(gateway.Client) < TimeSpan.FromMilliseconds(250) ? calm + 1 : 0;
            Assert.True(TimeProvider.System.GetElapsedTime(ended) < NormalWithin, "It is not normal again.");
        }

        var normal = TimeProvider.System.GetElapsedTime(ended);
        using var ready = await gateway.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);
        output.WriteLine($"{sent} requests over {connections} connections in {took.TotalSeconds:0.0} s ({sent / took.TotalSeconds:0}/s); "
            + string.Join(", ", statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key.Item1} {pair.Key.Item2}: {pair.Value}")));
        output.WriteLine(
            $"healthz {waits.Count} times, p50 {At(0.5)} ms, p99 {At(0.99)} ms, max {At(1)} ms; resident at most {peak >> 20} MiB; normal "
            + $"after {normal.TotalSeconds:0.0} s");

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.True(sent >= requests, $"{sent} answers");
        Assert.All(statuses.Keys, seen => Assert.True(seen.Item1 switch
        {
            Kind.Valid => seen.Item2 is 202 or 429 or 503,
            Kind.Invalid => seen.Item2 is >= 400 and < 500,
            _ => seen.Item2 == 401,
        }, seen.ToString()));
        Assert.Contains(statuses, pair => pair.Key == (Kind.Valid, 202));
        Assert.True(peak is > 0 and <= ResidentBytesMax, $"{peak} bytes");

        double At(double share) => Math.Round(waits[(int)Math.Ceiling(share * waits.Count) - 1].TotalMilliseconds, 1);
    }

    private static async Task<int> SendAsync(HttpClient client, Kind kind, int number)
    {
        var at = (TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(2)).ToString("O", CultureInfo.InvariantCulture);
        var body = $$"""{"from":"+15005550100","to":"+1500{{number:D7}}","text":"storm","scheduled_at":"{{at}}"}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Content = new StringContent(kind == Kind.Invalid ? Worse(body, number) : body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = kind == Kind.NoKey ? null : new AuthenticationHeaderValue("Bearer", GatewayProcess.Key);
        using var response = await client.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return (int)response.StatusCode;
    }

    private static string Worse(string body, int number) => (number % 4) switch
    {
        0 => body[..^2],
        1 => body.Replace("+1500", "1500", StringComparison.Ordinal),
        2 => body.Replace("scheduled_at", "send_at", StringComparison.Ordinal),
        _ => new string('[', 1_000),
    };

    private static async Task<TimeSpan> AskAsync(HttpClient client)
    {
        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(202, await SendAsync(client, Kind.Valid, 0));
        return TimeProvider.System.GetElapsedTime(began);
    }

    /// <summary>Asks for health on a connection of its own, twenty times a second.</summary>
    private static async Task ProbeAsync(Uri address, ConcurrentBag<TimeSpan> probes, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = address };
        while (!stop.IsCancellationRequested)
        {
            var began = TimeProvider.System.GetTimestamp();
            using var response = await client.GetAsync("/healthz", CancellationToken.None);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            probes.Add(TimeProvider.System.GetElapsedTime(began));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>The most memory that the process had; 1 where the system does not tell.</summary>
    private static async Task<long> PeakAsync(int process)
    {
        var status = $"/proc/{process}/status";
        if (!File.Exists(status))
        {
            return 1;
        }

        var line = (await File.ReadAllLinesAsync(status)).Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
    }

    private enum Kind
    {
        Valid = 0,
        Invalid = 1,
        NoKey = 2,
    }
}
