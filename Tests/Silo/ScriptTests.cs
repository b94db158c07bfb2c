using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Belay.Tests.Silo;

/// <summary>
/// <c>scripts/cluster</c>, as docs/cluster.md tells its reader to use it: PostgreSQL, three silos and the load balancer of its own, and down again.
/// </summary>
public sealed class ScriptTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly bool HasNginx =
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin".Split(':').Any(place => File.Exists(Path.Combine(place, "nginx")));

    /// <summary>Not made yet: the script makes it, so that PostgreSQL's user may pass through.</summary>
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"belay-script-{Guid.NewGuid():N}");
    private readonly Dictionary<string, int> _ports;

    public ScriptTests()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");

        // Four for HTTP (the balancer's first), three between silos after one that is not used, likewise for clients, and PostgreSQL's.
        var first = Ports.Take(13);
        _ports = new(StringComparer.Ordinal)
        {
            ["BELAY_HTTP_PORT"] = first,
            ["BELAY_SILO_PORT"] = first + 4,
            ["BELAY_GATEWAY_PORT"] = first + 8,
            ["BELAY_POSTGRES_PORT"] = first + 12,
        };
    }

    [Fact, Trait("Promise", "P2")]
    public async Task It_starts_a_cluster_that_schedules_and_cancels_and_takes_it_down_and_up_again_with_its_messages()
    {
        try
        {
            await RunAsync(3, "status");
            await RunAsync(0, "up", "--program", Path.Combine(AppContext.BaseDirectory, "Belay.Silo.dll"));
            var status = await RunAsync(0, "status");
            Assert.Equal(
                ["postgres: runs", "silo-1: ready", "silo-2: ready", "silo-3: ready"],
                status.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')[0]));

            using var silo1 = ClientOf(1);
            using var silo3 = ClientOf(3);
            var kept = await ScheduleAsync(silo1);
            var canceled = await ScheduleAsync(silo1);
            Assert.Equal(HttpStatusCode.OK, await CancelAsync(silo3, canceled));
            await AssertAGatewayOfItsOwnSeesAsync(canceled, "canceled");

            await RunAsync(0, "down", "2");
            Assert.DoesNotContain("silo-2", await RunAsync(0, "status"), StringComparison.Ordinal);
            await RunAsync(0, "down");
            Assert.All(
                _ports.Values.SelectMany(port => Enumerable.Range(port, 4)).Take(13),
                port => Assert.True(Ports.IsFree(port), $"Somebody listens on port {port}."));

            string[] balancer = HasNginx ? ["--balancer"] : [];
            await RunAsync(0, ["up", "--program", Path.Combine(AppContext.BaseDirectory, "Belay.Silo.dll"), .. balancer]);
            await RunAsync(0, "status");
            using var front = ClientOf(HasNginx ? 0 : 2);
            Assert.Equal("canceled", await StatusAsync(front, canceled));
            Assert.Equal("queued", await StatusAsync(front, kept));
            Assert.Equal(HttpStatusCode.OK, await CancelAsync(front, kept));
        }
        finally
        {
            await RunAsync(0, "down");
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private static async Task<string> ScheduleAsync(HttpClient client)
    {
        var at = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1);
        using var order = new StringContent(
            $$"""{"from":"+15005550100","to":"+15005550199","text":"hello","scheduled_at":"{{at:O}}"}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/messages", order, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, text);
        return (string)JsonNode.Parse(text)!["data"]!["id"]!;
    }

    private static async Task<HttpStatusCode> CancelAsync(HttpClient client, string id)
    {
        using var response = await client.DeleteAsync($"/v1/messages/{id}", TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<string> StatusAsync(HttpClient client, string id) =>
        (string)JsonNode.Parse(await client.GetStringAsync($"/v1/messages/{id}", TestContext.Current.CancellationToken))!["data"]!["status"]!;

    /// <summary>Starts a gateway alone on the database of the script's cluster.</summary>
    private async Task AssertAGatewayOfItsOwnSeesAsync(string id, string status)
    {
        var password = await File.ReadAllTextAsync(Path.Combine(_directory, "postgres-password"), TestContext.Current.CancellationToken);
        using var gateway = new SiloProcess(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Belay__Cluster__ConnectionString"] =
                    $"Host=127.0.0.1;Port={_ports["BELAY_POSTGRES_PORT"]};Database=belay;Username=belay;Password={password}",
                ["Belay__ApiKeys__0__Organization"] = "default",
            },
            Patience,
            place: null,
            SiloProcess.Gateway);
        await gateway.StartAsync();
        Assert.Equal(status, await StatusAsync(gateway.Client, id));
    }

    /// <summary>A client with the key that the script made. 0: the balancer.</summary>
    private HttpClient ClientOf(int number)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_ports["BELAY_HTTP_PORT"] + number}"), Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(_directory, "key")));
        return client;
    }

    private async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        var (code, output, error) = await Command.RunAsync(
            "bash",
            [Command.PathOf("ClusterScript"), .. arguments, "--dir", _directory],
            _ports.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal));
        Assert.True(code == exitCode, $"scripts/cluster {string.Join(' ', arguments)}: exit code {code}\n{output}{error}");
        return output;
    }
}
