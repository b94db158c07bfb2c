using System.Text.RegularExpressions;
using Belay.Gateway.Api;
using Belay.Tests.Gateway.Api.Access;

namespace Belay.Tests.Gateway.Api.Metrics;

/// <summary>What <c>/metrics</c> shows, and to whom.</summary>
public sealed partial class MetricsPageTests
{
    private const string Path = "/metrics";

    [Fact]
    public async Task Shows_what_happens_and_nothing_of_anybody()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var order = GatewayFixture.Json(
            """{"from":"+15005557777","to":"+15005558888","text":"canary text","tag":"canary","scheduled_at":"2026-05-04T13:00:00Z"}""");
        using var created = await gateway.Client.PostAsync("/v1/messages", order, TestContext.Current.CancellationToken);
        Assert.True(created.IsSuccessStatusCode);
        using var listed = await gateway.Client.GetAsync("/v1/messages?to=%2B15005558888&tag=canary", TestContext.Current.CancellationToken);
        using var lost = await gateway.Client.GetAsync("/v1/canary/+15005558888", TestContext.Current.CancellationToken);
        using var deleted = await gateway.Client.DeleteAsync("/v1/messages/" + Stage.Draft().Id, TestContext.Current.CancellationToken);

        // The server counts a request after its answer has left.
        var text = await ReadAsync(gateway, until: "http_route=\"/v1/messages");

        Assert.Contains("\nbelay_ready{} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nbelay_message_pending{} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nbelay_webhook_backlog{} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\nbelay_writer_queue{} 0\n", text, StringComparison.Ordinal);
        Assert.Matches(
            "(?m)^belay_message_steps_total\\{(status=\"scheduled\",cause=\"accepted\"|cause=\"accepted\",status=\"scheduled\")\\} ", text);
        Assert.Contains("belay_message_cancels_total{verdict=\"not_found\"} ", text, StringComparison.Ordinal);
        Assert.Contains("belay_commit_duration_seconds_count{} ", text, StringComparison.Ordinal);
        Assert.Matches("(?m)^target_info\\{.*service_name=\"belay\"", text);
        string[] canaries =
            ["5005557777", "5005558888", "canary", GatewayFixture.Key, "acme", "globex", created.Headers.GetValues("x-request-id").Single()];
        Assert.DoesNotContain(canaries, canary => text.Contains(canary, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Every_line_is_a_comment_or_a_sample_and_each_name_is_described_once()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await gateway.Client.SendAsync("GET", "/healthz");

        // The meters of the web servers of other tests are in this process too: one that ends is shown beside its successor, once.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var lines = (await ReadAsync(gateway)).Split('\n');
        while ((HasTwice(Described(lines)) || HasTwice(Samples(lines))) && !patience.IsCancellationRequested)
        {
            lines = (await ReadAsync(gateway)).Split('\n');
        }

        Assert.Equal("", lines[^1]);
        Assert.All(lines[..^1], line => Assert.Matches(Line(), line));
        Assert.Distinct(Described(lines));
        Assert.Distinct(Samples(lines));
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("no-such-key-0123456789", 401)]
    [InlineData(GatewayFixture.ReadOnlyKey, 403)]
    [InlineData(GatewayFixture.SendOnlyKey, 403)]
    [InlineData(GatewayFixture.OtherKey, 403)]
    [InlineData(GatewayFixture.Key, 200)]
    public async Task Who_does_not_call_from_this_machine_needs_a_key_that_may_administer_keys(string? key, int status)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var client = gateway.ClientWith(key);
        foreach (var header in (string[])["X-Forwarded-For", "Forwarded", "Via"])
        {
            var reply = await client.SendAsync("GET", Path, headers: (header, "127.0.0.1"));

            if (status == 200)
            {
                Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (reply.Status, reply.ContentType));
            }
            else
            {
                Envelope.AssertRefusal(reply, status, null);
            }
        }

        Assert.Equal(200, (await client.SendAsync("GET", Path)).Status);
    }

    [Fact]
    public async Task An_operator_opens_it_to_everybody_or_closes_it_to_all()
    {
        await using var open = await GatewayFixture.StartAsync(new Dictionary<string, string?> { ["Belay:Metrics:Public"] = "true" });
        await using var closed = await GatewayFixture.StartAsync(new Dictionary<string, string?> { ["Belay:Metrics:Enabled"] = "false" });
        using var nobody = open.ClientWith(null);

        Assert.Equal(200, (await nobody.SendAsync("GET", Path, headers: ("X-Forwarded-For", "192.0.2.1"))).Status);
        Assert.Equal(404, (await closed.Client.SendAsync("GET", Path)).Status);
    }

    [Theory]
    [InlineData("Belay:Metrics:Public")]
    [InlineData("Belay:Metrics:Enabled")]
    public async Task A_setting_that_is_neither_yes_nor_no_stops_the_start(string setting)
    {
        var wrong = await Assert.ThrowsAsync<SettingException>(
            () => GatewayFixture.StartAsync(new Dictionary<string, string?> { [setting] = "perhaps" }));

        Assert.Equal($"{setting} must be true or false.", wrong.Message);
    }

    [Fact]
    public async Task An_engine_that_is_away_is_shown_as_not_ready()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await gateway.StopEngineAsync();

        var text = await ReadAsync(gateway);

        Assert.Contains("\nbelay_ready{} 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("belay_message_pending", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(
        "^(# (HELP|TYPE) [a-z_:][a-z0-9_:]* .+|[a-z_:][a-z0-9_:]*(\\{([a-z_][a-z0-9_]*=\"([^\"\\\\]|\\\\[\\\\\"n])*\",?)*\\})? "
        + "(-?[0-9.]+(E[+-]?[0-9]+)?|[+-]Inf|NaN))$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Line();

    private static bool HasTwice(List<string> names) => names.Count > names.Distinct(StringComparer.Ordinal).Count();

    private static List<string> Samples(string[] lines) =>
        [.. lines.Where(line => line.Length > 0 && line[0] != '#').Select(line => line[..line.LastIndexOf(' ')])];

    private static List<string> Described(string[] lines) =>
        [.. lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2])];

    private static async Task<string> ReadAsync(GatewayFixture gateway, string until = "")
    {
        using var nobody = gateway.ClientWith(null);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var reply = await nobody.SendAsync("GET", Path);
            Assert.Equal(200, reply.Status);
            if (reply.Body.Contains(until, StringComparison.Ordinal))
            {
                return reply.Body;
            }

            Assert.False(patience.IsCancellationRequested, $"{until} is not among\n{reply.Body}");
        }
    }
}
