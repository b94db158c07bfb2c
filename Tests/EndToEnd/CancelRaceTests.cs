using System.Net;

namespace Belay.Tests.EndToEnd;

/// <summary>Cancels that arrive within 50 ms of the due time, before or after it.</summary>
public sealed class CancelRaceTests(ITestOutputHelper output) : IDisposable
{
    private const int Races = 1_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("belay-race-").FullName;

    [Fact, Trait("Promise", "P2"), Trait("Promise", "P3")]
    public async Task Each_of_a_thousand_races_ends_canceled_without_a_call_or_too_late_with_one()
    {
        const int Seed = 20261122;
        var random = new Random(Seed);
        using var gateway = await GatewayProcess.StartAsync(_directory);
        var start = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(8);
        var plans = Enumerable.Range(0, Races)
            .Select(i => (Due: start + TimeSpan.FromMilliseconds(5 * i), CancelAfter: random.Next(-50, 51))).ToList();
        var ids = new string[Races];
        await Parallel.ForEachAsync(Enumerable.Range(0, Races), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
            ids[i] = (await gateway.Client.ScheduleAsync(plans[i].Due))!);

        Assert.All(ids, Assert.NotNull);
        var verdicts = await Task.WhenAll(plans.Select(async (plan, i) =>
        {
            var wait = plan.Due + TimeSpan.FromMilliseconds(plan.CancelAfter) - TimeProvider.System.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System, TestContext.Current.CancellationToken);
            }

            return await gateway.Client.CancelAsync(ids[i]);
        }));
        var ends = await gateway.Client.WaitForEndsAsync(ids, TimeSpan.FromMinutes(1));
        var calls = Journal.Read(_directory).Calls.CountBy(id => id).ToDictionary();
        var won = verdicts.Count(verdict => verdict == HttpStatusCode.OK);
        output.WriteLine($"seed {Seed}: {won} canceled, {Races - won} too late");

        Assert.True(won >= 20 && Races - won >= 20, $"Without contention the run shows nothing: {won} of {Races} were canceled.");
        for (var i = 0; i < Races; i++)
        {
            var id = ids[i];
            var expected = verdicts[i] switch
            {
                HttpStatusCode.OK => (Ends: "canceled", Calls: 0),
                HttpStatusCode.Conflict => (Ends: "delivered", Calls: 1),
                var other => throw new InvalidOperationException($"A cancel was answered {other}."),
            };
            Assert.Equal(expected.Calls, calls.GetValueOrDefault(id));
            Assert.True(ends[id] == expected.Ends || (expected.Calls == 1 && ends[id] == "sent"), $"{id} ended as {ends[id]}.");
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
