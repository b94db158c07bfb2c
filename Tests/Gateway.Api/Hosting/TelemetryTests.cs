using Belay.Gateway.Api;
using Belay.Gateway.Api.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Hosting;

/// <summary>What is exported to an OpenTelemetry collector, and what never is.</summary>
public sealed class TelemetryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_web_servers_and_the_runtimes_measurements_and_requests_arrive_without_texts_numbers_and_keys()
    {
        await using var collector = OtlpStub.Start();
        var settings = collector.Settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.Ordinal);
        await using (var gateway = await GatewayFixture.StartAsync(
            settings, services: services => services.AddBelayTelemetry(Configuration(collector.Settings))))
        {
            using var order = GatewayFixture.Json("""{"from":"+15005557777","to":"+15005558888","text":"canary text","tag":"canary tag"}""");
            using var created = await gateway.Client.PostAsync("/v1/messages", order, TestContext.Current.CancellationToken);
            using var listed = await gateway.Client.GetAsync(
                "/v1/messages?to=%2B15005558888&tag=canary%20tag", TestContext.Current.CancellationToken);
            using var odd = new HttpRequestMessage(HttpMethod.Get, "/healthz") { Headers = { Host = "canary.example" } };
            odd.Headers.UserAgent.ParseAdd("canary/1.0");
            using var seen = await gateway.Client.SendAsync(odd, TestContext.Current.CancellationToken);
            using var strange = new HttpRequestMessage(new HttpMethod("CANARY"), "/v1/messages");
            using var refused = await gateway.Client.SendAsync(strange, TestContext.Current.CancellationToken);
            using var lost = await gateway.Client.GetAsync("/v1/canary/+15005558888", TestContext.Current.CancellationToken);
            Assert.True(created.IsSuccessStatusCode && listed.IsSuccessStatusCode && lost.StatusCode == System.Net.HttpStatusCode.NotFound);

            await collector.WaitForAsync("/v1/metrics", "http.server.request.duration", Patience);
            await collector.WaitForAsync("/v1/metrics", "kestrel.active_connections", Patience);
            await collector.WaitForAsync("/v1/metrics", "dotnet.gc.collections", Patience);
            await collector.WaitForAsync("/v1/traces", "GET /v1/messages", Patience);
            await collector.WaitForAsync("/v1/traces", "GET /healthz", Patience);
        }

        var all = collector.Received("/v1/metrics") + collector.Received("/v1/traces");
        Assert.Contains("belay", all, StringComparison.Ordinal);
        string[] canaries = ["5005557777", "5005558888", "canary", GatewayFixture.Key];
        Assert.DoesNotContain(canaries, canary => all.Contains(canary, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Nothing_is_added_unless_a_collector_is_named()
    {
        var services = new ServiceCollection();

        services.AddBelayTelemetry(Configuration([]));

        Assert.Empty(services);
    }

    [Theory]
    [InlineData("collector:4317")]
    [InlineData("4317")]
    public void An_address_that_is_none_stops_the_start_with_a_sentence_that_names_the_setting(string address)
    {
        var wrong = Assert.Throws<SettingException>(() =>
            new ServiceCollection().AddBelayTelemetry(Configuration(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address })));

        Assert.StartsWith("OTEL_EXPORTER_OTLP_ENDPOINT must be", wrong.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(Dictionary<string, string> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings!).Build();
}
