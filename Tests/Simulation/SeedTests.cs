using System.Globalization;
using Belay.Tests.Simulation.Bugs;

namespace Belay.Tests.Simulation;

public sealed class SeedTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_promise_holds_on_every_seed()
    {
        var run = new SeedRun(From("BELAY_SIM_FROM", 1), From("BELAY_SIM_SEEDS", 2_000), (int)From("BELAY_SIM_THREADS", Environment.ProcessorCount));
        run.Go();
        output.WriteLine(run.Report);
        Assert.True(run.Failure is null, run.Failure);
        Assert.True(run.Count < SeedRun.EnoughForEveryMark || !run.Marks.Missed.Any(), $"Never met: {string.Join(", ", run.Marks.Missed)}.");
    }

    /// <summary>Each showed a defect that was mended since.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(149)]
    [InlineData(308)]
    public void Every_promise_holds_on_a_seed_that_once_failed(long seed)
    {
        var run = new SeedRun(seed, 1, 1);
        run.Go();
        Assert.True(run.Failure is null, run.Failure);
    }

    [Fact]
    public void Every_promise_holds_where_each_message_has_two_actors()
    {
        var count = Math.Max(1, From("BELAY_SIM_SEEDS", 2_000) / 10);
        var run = new SeedRun(From("BELAY_SIM_FROM", 1), count, (int)From("BELAY_SIM_THREADS", Environment.ProcessorCount), () => new TwoActors());
        run.Go();
        output.WriteLine(run.Report);
        Assert.True(run.Failure is null, run.Failure);
    }

    [Fact]
    public void One_seed_is_one_run()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            Assert.Equal(Story(seed), Story(seed));
        }
    }

    private static string Story(long seed)
    {
        using var world = new World(seed, keepLog: true);
        var outcome = world.Run();
        return string.Join(Environment.NewLine, world.Log.Concat(outcome.History.Stored.Select(message => outcome.History.Describe(message.Id))));
    }

    private static long From(string variable, long otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
