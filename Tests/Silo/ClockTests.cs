using System.Globalization;
using System.Net;
using Belay.Gateway.Api.Cluster;
using Belay.Gateway.Api.Hosting;
using Belay.Silo;

namespace Belay.Tests.Silo;

/// <summary>P6 on the cluster: a message leaves by the database's clock, whatever that of a machine says.</summary>
[Trait("Promise", "P6")]
public sealed class ClockTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(0.9, true, "This machine's clock agrees with the database's.")]
    [InlineData(-1.0, true, "This machine's clock agrees with the database's.")]
    [InlineData(90.04, false, "This machine's clock is 90.0 s ahead of the database's, by which messages leave.")]
    [InlineData(-1.1, false, "This machine's clock is 1.1 s behind the database's, by which messages leave.")]
    public void A_process_whose_clock_differs_by_more_than_a_second_is_not_ready_and_says_so(double seconds, bool ready, string detail)
    {
        var health = ClockWatch.Of(TimeSpan.FromSeconds(seconds));

        Assert.Equal((ready, detail), (health.Ready, health.Detail));
    }

    [Theory]
    [InlineData(90)]
    [InlineData(-90)]
    public async Task A_silo_whose_clock_is_wrong_sends_nothing_early_and_alone_nothing_late_by_that_and_says_that_it_is_not_ready(int seconds)
    {
        await using var cluster = await Cluster.StartAsync(Patience);
        var port = Ports.Take(3);
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        await using var wrong = await SiloHost.BuildAsync(
            GatewayHost.NewBuilder([
                .. cluster.SettingsOf().SelectMany(pair => (string[])[$"--{pair.Key.Replace("__", ":", StringComparison.Ordinal)}", pair.Value]),
                "--urls", url, "--Logging:LogLevel:Default", "None",
                "--Belay:Cluster:Address", "127.0.0.1", "--Belay:Cluster:SiloPort", $"{port + 1}", "--Belay:Cluster:GatewayPort", $"{port + 2}",
            ]),
            new WrongClock(TimeSpan.FromSeconds(seconds)));
        await wrong.StartBelayAsync();

        using var client = new HttpClient { BaseAddress = new Uri(url), Timeout = Patience };
        using (var ready = await client.GetAsync("/readyz", TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Matches(
                $@"^This machine's clock is (89|90)\.\d s {(seconds > 0 ? "ahead of" : "behind")} the database's",
                await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Contains(
            "belay_clock_difference_seconds",
            await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        // Due some seconds after the others have gone.
        var traffic = new Traffic(cluster.Silos, perSecond: 30, seed: 45, lead: TimeSpan.FromSeconds(20));
        using var enough = new CancellationTokenSource();
        var running = traffic.RunAsync(enough.Token);
        while (traffic.Accepted.Count < 60)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await enough.CancelAsync();
        foreach (var silo in cluster.Silos)
        {
            silo.Kill();
        }

        var gone = TimeProvider.System.GetUtcNow();
        await running;
        var evidence = await Evidence.GatherAsync(cluster, traffic, TimeSpan.FromMinutes(2));

        evidence.AssertNothingIsLostOrSentTwiceOrAfterItsCancel();
        var alone = evidence.Lateness.Count(message => message.Due > gone);
        Assert.True(alone >= 20, $"Only {alone} were due after the others had gone.");

        // One that is left alone needs some time to see that it is; a clock that is behind would make it later still.
        Assert.InRange(evidence.LatenessMax, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        await wrong.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The machine's clock, wrong by so much; its timers and its steady counter are right.</summary>
    private sealed class WrongClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}
