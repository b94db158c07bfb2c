using System.Diagnostics;
using System.Net;
using Belay.Silo;

namespace Belay.Tests.Silo;

/// <summary><c>/readyz</c> knows who belongs to the cluster.</summary>
public sealed class HealthTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(SiloStatus.None, "This silo is joining the cluster.")]
    [InlineData(SiloStatus.Created, "This silo is joining the cluster.")]
    [InlineData(SiloStatus.Joining, "This silo is joining the cluster.")]
    [InlineData(SiloStatus.Active, "This silo is an active member of the cluster.")]
    [InlineData(SiloStatus.ShuttingDown, "This silo is leaving the cluster.")]
    [InlineData(SiloStatus.Stopping, "This silo is leaving the cluster.")]
    [InlineData(SiloStatus.Dead, "The cluster goes on without this silo.")]
    public void A_silo_is_ready_only_while_it_is_an_active_member(SiloStatus status, string detail)
    {
        var health = Membership.Of(status);

        Assert.Equal((status == SiloStatus.Active, detail), (health.Ready, health.Detail));
    }

    [Fact, Trait("Promise", "P10")]
    public async Task Silos_and_gateways_say_how_many_silos_are_active_and_a_gateway_that_knows_none_is_not_ready()
    {
        await using var cluster = await Cluster.StartAsync(Patience);
        using var gateway = cluster.NewGateway();
        await gateway.StartAsync();
        foreach (var process in cluster.Silos.Append(gateway))
        {
            await UntilAsync(process, HttpStatusCode.OK, "ok, 3 silos are active");
        }

        cluster.Silos[0].Kill();
        foreach (var process in cluster.Silos.Skip(1).Append(gateway))
        {
            await UntilAsync(process, HttpStatusCode.OK, "ok, 2 silos are active");
        }

        cluster.Silos[1].Kill();
        cluster.Silos[2].Kill();
        await UntilAsync(gateway, HttpStatusCode.ServiceUnavailable, null);
        Assert.Equal("ok", await gateway.Client.GetStringAsync("/healthz", TestContext.Current.CancellationToken));

        await Task.WhenAll(cluster.Silos.Select(silo => silo.StartAsync()));
        await UntilAsync(gateway, HttpStatusCode.OK, "ok, 3 silos are active");
    }

    /// <summary>Waits for an answer: the others notice within seconds that a silo is gone, not at once.</summary>
    private static async Task UntilAsync(SiloProcess process, HttpStatusCode status, string? detail)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System))
        {
            using var response = await process.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (response.StatusCode == status && (detail is null || text == detail))
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"Still {(int)response.StatusCode} {text}, instead of {(int)status} {detail}");
        }
    }
}
