using System.Globalization;
using System.Net;

// Each test has three silos and a database of its own, and measures times.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Belay.Tests.Silo;

/// <summary>Real faults on real processes under load: three silos, PostgreSQL, and a carrier that honours idempotency keys.</summary>
/// <remarks>
/// The doses are short. <c>BELAY_FAULT_ROUNDS</c> (default 3) says how many silos are killed one after the other, and <c>BELAY_FAULT_RATE</c>
/// (default 100) how many messages are scheduled per second: a night's run is <c>BELAY_FAULT_ROUNDS=2000 dotnet test Tests/Silo --filter Killed</c>.
/// </remarks>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int Seed = 20261123;
    private static readonly int Rounds = Setting("BELAY_FAULT_ROUNDS", 3);
    private static readonly int Rate = Setting("BELAY_FAULT_RATE", 100);

    /// <summary>What callers wait for an answer: longer than it takes to notice that a silo is gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>What is promised for the messages of a silo that was killed.</summary>
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(15);

    /// <summary>
    /// A silo without its database still answers the others, so that they notice later; its messages are not to wait for the end of the cut.
    /// </summary>
    private static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(30);

    [Fact, Trait("Promise", "P1"), Trait("Promise", "P2"), Trait("Promise", "P3"), Trait("Promise", "P4"), Trait("Promise", "P6")]
    public async Task Killed_silos_lose_nothing_send_no_canceled_message_and_none_twice_and_theirs_are_late_by_fifteen_seconds_at_most()
    {
        await using var cluster = await Cluster.StartAsync(Patience);
        var traffic = await UnderLoadAsync(cluster, async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var silo = cluster.Silos[round % cluster.Silos.Count];
                silo.Kill();

                // Long enough for the others to notice by themselves, and every third time at once, as a service manager would start it.
                await PauseAsync(round % 3 == 2 ? 1 : 9);
                await silo.StartAsync();
                await PauseAsync(8);
            }
        });
        var evidence = await Evidence.GatherAsync(cluster, traffic, TimeSpan.FromMinutes(1));
        output.WriteLine($"seed {Seed}: {Rounds} kills; " + evidence.Summarize());

        evidence.AssertNothingIsLostOrSentTwiceOrAfterItsCancel();
        evidence.AssertThereWasContention(acceptedMin: Rounds * Rate * 3);
        Assert.InRange(evidence.LatenessByFaultMax, TimeSpan.Zero, LateMax);
    }

    [Fact, Trait("Promise", "P1"), Trait("Promise", "P2"), Trait("Promise", "P4"), Trait("Promise", "P6")]
    public async Task A_silo_that_was_paused_for_long_wakes_up_without_harm_and_goes_on_or_ends()
    {
        await using var cluster = await Cluster.StartAsync(Patience);
        var ended = false;
        var traffic = await UnderLoadAsync(cluster, async () =>
        {
            var silo = cluster.Silos[1];
            await silo.SignalAsync("STOP");
            await PauseAsync(30);
            await silo.SignalAsync("CONT");
            await PauseAsync(10);
            ended = await silo.KeepRunningAsync(TimeSpan.FromSeconds(30)) > 0;
            await PauseAsync(3);
        });
        var evidence = await Evidence.GatherAsync(cluster, traffic, TimeSpan.FromMinutes(1));
        output.WriteLine($"seed {Seed}: paused for 30 s, then it {(ended ? "ended" : "went on")}; " + evidence.Summarize());

        evidence.AssertNothingIsLostOrSentTwiceOrAfterItsCancel();
        evidence.AssertThereWasContention(acceptedMin: Rate * 10);
        Assert.InRange(evidence.LatenessByFaultMax, TimeSpan.Zero, LateMax);
    }

    [Theory, Trait("Promise", "P1"), Trait("Promise", "P2"), Trait("Promise", "P4"), Trait("Promise", "P6")]
    [InlineData(Cut.BothWays)]
    [InlineData(Cut.Deaf)]
    [InlineData(Cut.Mute)]
    public async Task A_silo_that_is_cut_off_from_the_others_but_not_from_the_database_sends_nothing_that_they_send_or_cancel(Cut cut)
    {
        await using var network = await Network.CreateAsync(Cluster.Size, cut);
        await using var cluster = await Cluster.StartAsync(Patience, network: network);
        List<string> seen = [];
        var traffic = await UnderLoadAsync(cluster, async () =>
        {
            for (var round = 0; round < Math.Max(1, Rounds / 3); round++)
            {
                var place = (round + 1) % Cluster.Size;
                var (toBefore, fromBefore) = network.Crossed(place);
                await network.CutAsync(place, cut);
                var (toAtCut, fromAtCut) = network.Crossed(place);
                await PauseAsync(20);
                var (to, from) = network.Crossed(place);
                await network.HealAsync(place);

                // The cut is real: packets crossed before it, and then none where it cuts, and still some where it does not.
                seen.Add(
                    $"silo {place}, packets to and from it before {toBefore} and {fromBefore}, while it was cut off {to - toAtCut} "
                    + $"and {from - fromAtCut}");
                Assert.True(toBefore > 100 && fromBefore > 100, seen[^1]);
                Assert.True(cut == Cut.Mute ? to >= toAtCut + 10 : to == toAtCut, seen[^1]);
                Assert.True(cut == Cut.Deaf ? from >= fromAtCut + 10 : from == fromAtCut, seen[^1]);
                await PauseAsync(10);
                for (var number = 0; number < Cluster.Size; number++)
                {
                    seen.Add($"silo {number} had ended {await cluster.Silos[number].KeepRunningAsync(TimeSpan.FromSeconds(30))} times");
                }

                await PauseAsync(3);
            }
        });
        var evidence = await Evidence.GatherAsync(cluster, traffic, TimeSpan.FromMinutes(1));
        output.WriteLine($"seed {Seed}: {cut} for 20 s, {Math.Max(1, Rounds / 3)} times ({string.Join("; ", seen)}); " + evidence.Summarize());

        evidence.AssertNothingIsLostOrSentTwiceOrAfterItsCancel();
        evidence.AssertThereWasContention(acceptedMin: Rate * 10);
        Assert.InRange(evidence.LatenessByFaultMax, TimeSpan.Zero, LateMax);
    }

    [Theory, Trait("Promise", "P1"), Trait("Promise", "P2"), Trait("Promise", "P4"), Trait("Promise", "P6")]
    [InlineData(Cut.BothWays)]
    [InlineData(Cut.Deaf)]
    [InlineData(Cut.Mute)]
    public async Task A_silo_that_is_cut_off_from_the_database_but_not_from_the_others_does_no_harm_and_the_others_take_over(Cut cut)
    {
        await using var cluster = await Cluster.StartAsync(Patience, linked: true);
        List<string> seen = [];
        var traffic = await UnderLoadAsync(cluster, async () =>
        {
            for (var round = 0; round < Math.Max(1, Rounds / 3); round++)
            {
                var number = (round + 1) % Cluster.Size;
                var (toSiloBefore, toDatabaseBefore) = cluster.Links[number].Passed;
                cluster.Links[number].Cut(cut);

                // What was in the air has arrived.
                await PauseAsync(1);
                var (toSiloAtCut, toDatabaseAtCut) = cluster.Links[number].Passed;
                await PauseAsync(39);
                var (toSilo, toDatabase) = cluster.Links[number].Passed;
                Assert.False(await cluster.Silos[number].IsReadyAsync());
                cluster.Links[number].Heal();

                // The cut is real: bytes crossed before it, and then none where it cuts.
                seen.Add(
                    $"silo {number}, bytes to and from it before {toSiloBefore} and {toDatabaseBefore}, while it was cut off {toSilo - toSiloAtCut} "
                    + $"and {toDatabase - toDatabaseAtCut}");
                Assert.True(toSiloBefore > 10_000 && toDatabaseBefore > 10_000, seen[^1]);
                Assert.True(cut == Cut.Mute || toSilo == toSiloAtCut, seen[^1]);
                Assert.True(cut == Cut.Deaf || toDatabase == toDatabaseAtCut, seen[^1]);
                await PauseAsync(10);
                seen.Add($"silo {number} had ended {await cluster.Silos[number].KeepRunningAsync(TimeSpan.FromSeconds(30))} times");
                await PauseAsync(3);
            }
        });
        var evidence = await Evidence.GatherAsync(cluster, traffic, TimeSpan.FromMinutes(1));
        output.WriteLine($"seed {Seed}: {cut} for 40 s, {Math.Max(1, Rounds / 3)} times ({string.Join("; ", seen)}); " + evidence.Summarize());

        evidence.AssertNothingIsLostOrSentTwiceOrAfterItsCancel();
        evidence.AssertThereWasContention(acceptedMin: Rate * 10);

        // A message of which nobody was told may have been asked for before the cut and stored after it.
        Assert.InRange(evidence.ToldLatenessByFaultMax, TimeSpan.Zero, TakenOverWithin);
    }

    [Theory, Trait("Promise", "P1"), Trait("Promise", "P2"), Trait("Promise", "P4"), Trait("Promise", "P10")]
    [InlineData(Cut.BothWays)]
    [InlineData(Cut.Deaf)]
    [InlineData(Cut.Mute)]
    public async Task While_a_gateway_is_cut_off_from_the_silos_nobody_is_told_a_success_and_then_it_goes_on_within_seconds(Cut cut)
    {
        await using var network = await Network.CreateAsync(Cluster.Size + 1, cut);
        await using var cluster = await Cluster.StartAsync(Patience, network: network);
        using var gateway = cluster.NewGateway(network.Places[^1]);
        await gateway.StartAsync();
        DateTimeOffset down = default, up = default;
        var traffic = await UnderLoadAsync([gateway], async () =>
        {
            await network.CutAsync(Cluster.Size, cut);

            // What was on its way has arrived.
            await PauseAsync(1);
            down = TimeProvider.System.GetUtcNow();
            await PauseAsync(20);
            up = TimeProvider.System.GetUtcNow();
            await network.HealAsync(Cluster.Size);
            await PauseAsync(12);
        });
        var evidence = await Evidence.GatherAsync(cluster, traffic, TimeSpan.FromMinutes(1));
        var meanwhile = traffic.Answers.Where(told => told.Asked > down && told.Heard < up)
            .CountBy(told => told.Status?.ToString() ?? "none").ToDictionary();
        var resumed = traffic.Accepted.Values.Where(told => told.Heard > up).Min(told => told.Heard) - up;
        output.WriteLine(
            $"seed {Seed}: {cut} for 20 s; answers meanwhile: {string.Join(", ", meanwhile.Select(pair => $"{pair.Value} × {pair.Key}"))}; accepts "
            + $"again after {resumed.TotalMilliseconds:F0} ms; "
            + evidence.Summarize());

        evidence.AssertNothingIsLostOrSentTwiceOrAfterItsCancel();
        evidence.AssertThereWasContention(acceptedMin: Rate * 10);
        Assert.NotEmpty(meanwhile);
        Assert.DoesNotContain(nameof(HttpStatusCode.Accepted), meanwhile.Keys);
        Assert.DoesNotContain(traffic.Canceled.Values, told => told.Asked > down && told.Heard < up);
        Assert.False(gateway.HasEnded, gateway.LastWords);
        Assert.InRange(resumed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.InRange(evidence.LatenessByFaultMax, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact, Trait("Promise", "P1"), Trait("Promise", "P2"), Trait("Promise", "P4"), Trait("Promise", "P10")]
    public async Task While_the_database_is_down_nobody_is_told_a_success_and_then_it_goes_on_within_seconds()
    {
        await using var cluster = await Cluster.StartAsync(Patience);
        DateTimeOffset down = default, up = default;
        var traffic = await UnderLoadAsync(cluster, async () =>
        {
            await cluster.Server.StopAsync(atOnce: true);
            down = TimeProvider.System.GetUtcNow();
            await PauseAsync(5);
            up = TimeProvider.System.GetUtcNow();
            await cluster.Server.StartAgainAsync();
            await PauseAsync(12);
        });
        var evidence = await Evidence.GatherAsync(cluster, traffic, TimeSpan.FromMinutes(1));
        var meanwhile = traffic.Answers.Where(told => told.Asked > down && told.Heard < up)
            .CountBy(told => told.Status?.ToString() ?? "none").ToDictionary();
        var refused = traffic.Answers.Where(told => told.Asked > down && told.Asked < up && told.Status == HttpStatusCode.ServiceUnavailable)
            .Select(told => told.Heard - told.Asked).Order().ToList();
        var resumed = traffic.Accepted.Values.Where(told => told.Heard > up).Min(told => told.Heard) - up;
        output.WriteLine(
            $"seed {Seed}: answers meanwhile: {string.Join(", ", meanwhile.Select(pair => $"{pair.Value} × {pair.Key}"))}; {refused.Count} asked "
            + $"then were refused, the slowest after {(refused.Count == 0 ? 0 : refused[^1].TotalMilliseconds):F0} ms; accepts again "
            + $"after {resumed.TotalMilliseconds:F0} ms; "
            + evidence.Summarize());

        evidence.AssertNothingIsLostOrSentTwiceOrAfterItsCancel();
        evidence.AssertThereWasContention(acceptedMin: Rate * 10);
        Assert.NotEmpty(refused);
        Assert.DoesNotContain(nameof(HttpStatusCode.Accepted), meanwhile.Keys);
        Assert.DoesNotContain(traffic.Canceled.Values, told => told.Asked > down && told.Heard < up);
        Assert.All(cluster.Silos, silo => Assert.False(silo.HasEnded, silo.LastWords));
        Assert.InRange(resumed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact, Trait("Promise", "P1"), Trait("Promise", "P2"), Trait("Promise", "P4"), Trait("Promise", "P6")]
    public async Task A_silo_that_is_told_to_stop_hands_over_and_ends_in_order()
    {
        await using var cluster = await Cluster.StartAsync(Patience);
        var code = -1;
        var traffic = await UnderLoadAsync(cluster, async () =>
        {
            await cluster.Silos[2].SignalAsync("TERM");
            code = await cluster.Silos[2].WaitForEndAsync(TimeSpan.FromSeconds(40));
            await PauseAsync(2);
            await cluster.Silos[2].StartAsync();
            await PauseAsync(5);
        });
        var evidence = await Evidence.GatherAsync(cluster, traffic, TimeSpan.FromMinutes(1));
        output.WriteLine($"seed {Seed}: exit code {code}; " + evidence.Summarize());

        Assert.Equal(0, code);
        evidence.AssertNothingIsLostOrSentTwiceOrAfterItsCancel();
        evidence.AssertThereWasContention(acceptedMin: Rate * 5);
        Assert.InRange(evidence.LatenessByFaultMax, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    /// <summary>Lets the fault happen some seconds after the traffic began, and ends the traffic after it.</summary>
    private static Task<Traffic> UnderLoadAsync(Cluster cluster, Func<Task> fault) => UnderLoadAsync(cluster.Silos, fault);

    private static async Task<Traffic> UnderLoadAsync(IReadOnlyList<SiloProcess> asked, Func<Task> fault)
    {
        var traffic = new Traffic(asked, Rate, Seed);
        using var enough = new CancellationTokenSource();
        var running = traffic.RunAsync(enough.Token);
        try
        {
            await PauseAsync(8);
            traffic.FaultAt = TimeProvider.System.GetUtcNow();
            await fault();
        }
        finally
        {
            await enough.CancelAsync();
            await running;
        }

        return traffic;
    }

    /// <summary>Time that belongs to the fault: the processes live by the real clock.</summary>
    private static Task PauseAsync(int seconds) =>
        Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, TestContext.Current.CancellationToken);

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
