using Belay.Client;
using Belay.Tests.Gateway.Api;
using Example;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Client;

/// <summary>The example of the package's README.</summary>
public sealed class ExampleTests
{
    [Fact]
    public async Task It_reminds_once_and_calls_off_for_good()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var services = new ServiceCollection();
        services.AddBelayHttpClient(options => (options.BaseAddress, options.Key) = (gateway.BaseAddress, GatewayFixture.Key));
        var stop = TestContext.Current.CancellationToken;
        var appointments = ActivatorUtilities.CreateInstance<Appointments>(services.BuildServiceProvider());
        var at = gateway.Clock.GetUtcNow().AddDays(1);

        var first = await appointments.RemindAsync("+15005550199", at, "visit-17", stop);
        var again = await appointments.RemindAsync("+15005550199", at, "visit-17", stop);

        Assert.Equal(first, again);
        Assert.True(await appointments.CallOffAsync(first, stop));
        Assert.True(await appointments.CallOffAsync(first, stop));
        Assert.False(await appointments.CallOffAsync(Guid.Empty.ToString(), stop));
    }

    [Fact]
    public void The_readme_shows_it_as_it_is() => Assert.Contains(Read("Appointments.cs"), Read("README.md"), StringComparison.Ordinal);

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)).ReplaceLineEndings("\n");
}
