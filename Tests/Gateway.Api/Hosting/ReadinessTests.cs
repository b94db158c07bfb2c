using System.Net;
using Belay.Gateway.Api.Hosting;
using Belay.Tests.Gateway.Api.Dialects;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Hosting;

/// <summary><c>/readyz</c>: the engine and the host have a say each; <c>/healthz</c> is asked for the process alone.</summary>
public sealed class ReadinessTests
{
    [Theory]
    [InlineData(true, HttpStatusCode.OK, null)]
    [InlineData(false, HttpStatusCode.ServiceUnavailable, "Not yet a member.")]
    public async Task A_host_that_is_not_ready_makes_the_gateway_unready_but_not_dead(bool ready, HttpStatusCode expected, string? detail)
    {
        await using var gateway = await GatewayFixture.StartAsync(services: services => services.AddSingleton<IReadiness>(new Host(ready)));
        using var client = gateway.ClientWith(null);

        using var readiness = await client.GetAsync("/readyz", TestContext.Current.CancellationToken);
        using var liveness = await client.GetAsync("/healthz", TestContext.Current.CancellationToken);

        detail ??= (await gateway.Engine.CheckHealthAsync(TestContext.Current.CancellationToken)).Detail;
        Assert.Equal((expected, detail), (readiness.StatusCode, await readiness.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(HttpStatusCode.OK, liveness.StatusCode);
    }

    [Fact]
    public async Task A_host_that_is_ready_does_not_speak_for_an_engine_that_is_not()
    {
        await using var gateway = await GatewayFixture.StartAsync(services: services => services.AddSingleton<IReadiness>(new Host(true)));
        await gateway.StopEngineAsync();

        using var readiness = await gateway.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, readiness.StatusCode);
    }

    [Fact, Trait("Promise", "P10")]
    public async Task An_engine_that_does_not_answer_is_reported_before_those_who_ask_give_up()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            services: services => services.AddSingleton<IMessageEngine>(new BrokenEngine(() => null)));

        var asked = gateway.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);
        while (await Task.WhenAny(
            asked, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken)) != asked)
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        using var readiness = await asked;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, readiness.StatusCode);
        Assert.Equal("The engine did not answer within 2 seconds.", await readiness.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed class Host(bool ready) : IReadiness
    {
        public EngineHealth Check() => new(ready, ready ? "A member." : "Not yet a member.");
    }
}
