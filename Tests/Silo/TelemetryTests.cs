using System.Text;

namespace Belay.Tests.Silo;

/// <summary>What a silo exports to an OpenTelemetry collector, and what it shows to Prometheus.</summary>
public sealed class TelemetryTests
{
    private const int Messages = 30;

    /// <summary>Two to three times what there is; a label that told one message from another would make more.</summary>
    private const int SeriesMax = 500;

    [Fact]
    public async Task One_process_shows_Orleans_grains_at_work_in_series_that_do_not_grow_with_the_messages()
    {
        var directory = Directory.CreateTempSubdirectory("belay-telemetry-");
        try
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Belay__DataDirectory"] = directory.FullName };
            using var silo = new SiloProcess(settings, TimeSpan.FromSeconds(60)) { IsAlone = true };
            await silo.StartAsync();
            for (var i = 0; i < Messages; i++)
            {
                await SendAsync(silo.Client);
            }

            var page = await ReadAsync(silo.Client, until: $"belay_message_steps_total{{cause=\"carrier_accepted\",status=\"sent\"}} {Messages}\n");

            Assert.Matches("(?m)^orleans_catalog_activation_created_total\\{grain_type=\"message\"\\} [1-9]", page);
            Assert.Contains("\norleans_catalog_activations{grain_type=\"message\"} ", page, StringComparison.Ordinal);
            Assert.Matches("(?m)^orleans_app_requests_latency_milliseconds_count\\{\\} [1-9]", page);
            Assert.Contains("\norleans_reminders_active{} ", page, StringComparison.Ordinal);
            Assert.Distinct(page.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]));
            var series = page.Split('\n').Count(line => line.StartsWith("orleans_", StringComparison.Ordinal));
            Assert.InRange(series, 1, SeriesMax);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_silo_exports_what_orleans_the_web_server_and_the_runtime_measure()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        await using var server = await PostgresServer.StartAsync();
        await using var collector = OtlpStub.Start();
        var patience = TimeSpan.FromSeconds(60);
        using var silo = new SiloProcess(
            new Dictionary<string, string>(collector.Settings, StringComparer.Ordinal)
            {
                ["Belay__Cluster__ConnectionString"] = server.ConnectionString(),
            },
            patience);

        await silo.StartAsync();

        await collector.WaitForAsync("/v1/metrics", "orleans-catalog-activations", patience);
        await collector.WaitForAsync("/v1/metrics", "http.server.request.duration", patience);
        await collector.WaitForAsync("/v1/metrics", "dotnet.gc.collections", patience);
        await collector.WaitForAsync("/v1/traces", "/readyz", patience);

        var page = await silo.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("\nbelay_ready{} 1\n", page, StringComparison.Ordinal);
        Assert.Contains("\nbelay_message_pending{} 0\n", page, StringComparison.Ordinal);
        Assert.Contains("\nbelay_webhook_backlog{} 0\n", page, StringComparison.Ordinal);
    }

    private static async Task SendAsync(HttpClient client)
    {
        using var body = new StringContent("""{"from":"+15005550100","to":"+15005550199","text":"Hello"}""", Encoding.UTF8, "application/json");
        using var sent = await client.PostAsync("/v2/messages", body, TestContext.Current.CancellationToken);
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<string> ReadAsync(HttpClient client, string until)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var page = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            if (page.Contains(until, StringComparison.Ordinal))
            {
                return page;
            }

            Assert.False(patience.IsCancellationRequested, $"{until} is not among\n{page}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
