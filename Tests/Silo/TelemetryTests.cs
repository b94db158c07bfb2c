namespace Belay.Tests.Silo;

/// <summary>What a silo exports to an OpenTelemetry collector.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_silo_exports_what_orleans_the_web_server_and_the_runtime_measure()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        await using var server = await PostgresServer.StartAsync();
        await using var collector = OtlpStub.Start();
        var patience = TimeSpan.FromSeconds(60);
        using var silo = new SiloProcess(
            new Dictionary<string, string>(collector.Settings, StringComparer.Ordinal) { ["Belay__Cluster__ConnectionString"] = server.ConnectionString() },
            patience);

        await silo.StartAsync();

        await collector.WaitForAsync("/v1/metrics", "orleans-catalog-activations", patience);
        await collector.WaitForAsync("/v1/metrics", "http.server.request.duration", patience);
        await collector.WaitForAsync("/v1/metrics", "dotnet.gc.collections", patience);
        await collector.WaitForAsync("/v1/traces", "/readyz", patience);

        var page = await silo.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("\nbelay_ready 1\n", page, StringComparison.Ordinal);
        Assert.Contains("\nbelay_message_pending 0\n", page, StringComparison.Ordinal);
        Assert.Contains("\nbelay_webhook_backlog 0\n", page, StringComparison.Ordinal);
    }
}
