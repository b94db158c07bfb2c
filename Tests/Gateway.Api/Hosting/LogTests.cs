using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Belay.Tests.Gateway.Api.Hosting;

/// <summary>Texts, numbers and keys appear in no log, at any level.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task Neither_texts_nor_numbers_nor_keys_are_logged_at_any_level()
    {
        using var log = new CollectedLog();
        await using var gateway = await GatewayFixture.StartAsync(services: services =>
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFilter("Microsoft", LogLevel.Trace).AddProvider(log)));
        using var order = GatewayFixture.Json("""{"from":"+15005557777","to":"+15005558888","text":"canary text","tag":"canary tag"}""");

        using var created = await gateway.Client.PostAsync("/v1/messages", order, TestContext.Current.CancellationToken);
        using var listed = await gateway.Client.GetAsync("/v1/messages?to=%2B15005558888&tag=canary%20tag", TestContext.Current.CancellationToken);
        using var broken = await gateway.Client.GetAsync("/v1/messages?from=%2B15005557777&limit=many", TestContext.Current.CancellationToken);
        await gateway.Carrier.WaitForCallsAsync(1);

        Assert.True(created.IsSuccessStatusCode && listed.IsSuccessStatusCode && !broken.IsSuccessStatusCode);
        Assert.NotEmpty(log.Lines);
        string[] canaries = ["5005557777", "5005558888", "canary", GatewayFixture.Key];
        Assert.DoesNotContain(log.Lines, line => canaries.Any(canary => line.Contains(canary, StringComparison.OrdinalIgnoreCase)));
    }
}
