using System.Globalization;
using Belay.Tests.Simulation.Bugs;

namespace Belay.Tests.Simulation;

/// <summary>Lives many seeds, each on one thread, and says what came of it.</summary>
internal sealed class SeedRun(long from, long count, int threads, Func<Bug>? plant = null)
{
    /// <summary>A run of so many seeds meets everything; a shorter one may miss something rare.</summary>
    public const long EnoughForEveryMark = 1_000;

    private readonly Lock _lock = new();
    private readonly List<long> _failed = [];
    private long _done;
    private long _messages;
    private long _calls;
    private TimeSpan _took;

    public long Count => count;

    public Marks Marks { get; } = new();

    /// <summary>The first seeds that failed, with their stories; null: none.</summary>
    public string? Failure { get; private set; }

    public string Report => $"{Sum}\n{Marks}";

    private string Sum => string.Create(
        CultureInfo.InvariantCulture,
        $"{_done:N0} seeds from {from}: {_failed.Count} failed, {_messages:N0} messages, {_calls:N0} calls of the carrier, {_took.TotalSeconds:N1} "
        + $"s, {_done / _took.TotalSeconds:N0} seeds/s");

    public void Go()
    {
        var began = TimeProvider.System.GetTimestamp();
        Parallel.For(from, from + count, new ParallelOptions { MaxDegreeOfParallelism = threads }, (seed, loop) =>
        {
            using var world = new World(seed, plant?.Invoke());
            var outcome = world.Run();
            lock (_lock)
            {
                Marks.Add(world.Marks);
                _messages += outcome.History.Stored.Count;
                _calls += outcome.History.Carrier.Count;
                if (outcome.Violations.Count > 0)
                {
                    _failed.Add(seed);
                    if (_failed.Count >= 5)
                    {
                        loop.Stop();
                    }
                }

                _took = TimeProvider.System.GetElapsedTime(began);
                if (++_done % 1_000 == 0)
                {
                    Console.Error.WriteLine(Sum);
                }
            }
        });
        Failure = _failed.Count == 0 ? null : string.Join("\n\n", _failed.Order().Select(Tell));
    }

    /// <summary>Lives a seed that failed once more, writing everything down.</summary>
    private string Tell(long seed)
    {
        var test = plant is null ? "Every_promise_holds_on_every_seed" : "Every_promise_holds_where_each_message_has_two_actors";
        using var world = new World(seed, plant?.Invoke(), keepLog: true);
        var outcome = world.Run();
        var ids = outcome.Violations.Select(violation => violation.Id).Distinct().Take(3);
        return $"""
            Seed {seed} fails. To repeat it: BELAY_SIM_FROM={seed} BELAY_SIM_SEEDS=1 dotnet test Tests/Simulation --filter {test}
            {string.Join('\n', outcome.Violations.Take(10))}

            {string.Join('\n', ids.Select(id => $"{id}\n{outcome.History.Describe(id)}"))}

            What happened:
            {string.Join('\n', world.Log)}
            """;
    }
}
