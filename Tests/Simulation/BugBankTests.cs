using Belay.Tests.Simulation.Bugs;

namespace Belay.Tests.Simulation;

/// <summary>Mistakes that such engines have made, planted on purpose: a harness that does not find them proves nothing.</summary>
public sealed class BugBankTests(ITestOutputHelper output)
{
    /// <summary>Each must be found within so many seeds.</summary>
    private const int SeedsMax = 200;

    /// <summary>Each mistake with the invariants that it breaks: one of them must be named.</summary>
    private static readonly Dictionary<string, (Func<Bug> Plant, string[] Breaks)> Bank = new()
    {
        ["ack before commit"] = (() => new AckBeforeCommit(), ["I1", "I10"]),
        ["claim after call"] = (() => new ClaimAfterCall(), ["I2", "I3", "I5"]),
        ["check-then-act cancel"] = (() => new CheckThenActCancel(), ["I2"]),
        ["resend after restart"] = (() => new ResendAfterRestart(), ["I5"]),
        ["retry on unknown outcome"] = (() => new RetryOnUnknown(), ["I5"]),
        ["timer and poller both fire"] = (() => new TimerAndPollerBothFire(), ["I3", "I5"]),
        ["terminal overwritten by late receipt"] = (() => new TerminalOverwrittenByReceipt(), ["I6"]),
        ["idempotency row in another transaction"] = (() => new KeyInAnotherTransaction(), ["I9"]),
        ["due index lost on reschedule"] = (() => new DueIndexLostOnReschedule(), ["I1"]),
        ["webhook before commit"] = (() => new WebhookBeforeCommit(), ["I12"]),
        ["organization filter missing on list"] = (() => new OrganizationMissingInList(), ["I11"]),
        ["backward clock stalls the wheel"] = (() => new BackwardClockStalls(), ["I8"]),
        ["rescue of a row still in flight"] = (() => new RescueOfARowInFlight(), ["I5"]),
        ["stale claimant is believed"] = (() => new StaleClaimantIsBelieved(), ["I3", "I4", "I5"]),
        ["commits not synced"] = (() => new CommitsNotSynced(), ["I1", "I10"]),
    };

    public static TheoryData<string> Planted => [.. Bank.Keys];

    [Theory, MemberData(nameof(Planted))]
    public void Is_found(string name)
    {
        var (plant, breaks) = Bank[name];
        for (var seed = 1; seed <= SeedsMax; seed++)
        {
            using var world = new World(seed, plant());
            if (world.Run().Violations.FirstOrDefault(violation => breaks.Contains(violation.Invariant)) is { } found)
            {
                output.WriteLine($"{name}: found by seed {seed}: {found}");
                return;
            }
        }

        Assert.Fail($"Not found within {SeedsMax} seeds: {name}.");
    }

    [Fact]
    public void All_fifteen_are_planted() => Assert.Equal(15, Bank.Count);
}
