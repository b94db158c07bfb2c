using Belay.Tests.Faults.Findings;
using Belay.Tests.Faults.Recorders;
using Belay.Tests.Faults.Runs;

namespace Belay.Tests.Faults;

/// <summary>A short dose of each real fault against the built gateway; the full doses are runs of the program, see <c>docs/proof.md</c>.</summary>
/// <remarks>
/// A busy machine may not reach the traffic that a run of the program needs, so a dose asks for less: it looks for broken promises, and proves no
/// figure. It tells no events either: those that a killed process had claimed come back after a minute.
/// </remarks>
public sealed class DoseTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("belay-faults-").FullName;

    [Fact, Trait("Promise", "P1"), Trait("Promise", "P2"), Trait("Promise", "P4")]
    public async Task Kills_at_random_break_no_promise() => Judge(await KillsRun.RunAsync(Settings(), count: 2, inCallShareMin: 0));

    [Fact, Trait("Promise", "P1"), Trait("Promise", "P2"), Trait("Promise", "P4")]
    public async Task An_end_where_something_is_durable_and_nobody_knows_breaks_no_promise()
    {
        string[] names = [
            "create, durable and not answered", "cancel, durable and not answered", "claim, durable and nobody called",
            "call, answered and not recorded", "migration, before its commit", "restart, an open call decided",
        ];

        Judge(await PointsRun.RunAsync(Settings(), [.. names.Select(name => FaultPoint.Find(name)!)], each: 1));
    }

    [Theory, Trait("Promise", "P1"), Trait("Promise", "P2"), Trait("Promise", "P4"), Trait("Promise", "P5")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_carrier_in_each_of_its_moods_makes_no_promise_break(bool honoursKeys)
    {
        var settings = Settings() with
        {
            HonoursKeys = honoursKeys,
            More = new Dictionary<string, string> { ["Belay__Sending__RetryFor"] = "00:00:20" },
        };

        Judge(await CarrierRun.RunAsync(settings, each: 40, percent: 40));
    }

    [Fact, Trait("Promise", "P1"), Trait("Promise", "P10")]
    public async Task A_full_disk_refuses_messages_lets_cancels_through_and_is_over_when_there_is_room()
    {
        if (DiskFullRun.Hindrance() is { } hindrance)
        {
            Assert.Skip(hindrance);
        }

        using var inside = DiskFullRun.StartInside(
            ["disk-full", "--directory", _directory, "--cycles", "1", "--calm", "3", "--full", "5", "--accepted-min", "10", "--rate", "120"]);
        var said = await inside.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await inside.WaitForExitAsync(TestContext.Current.CancellationToken);
        output.WriteLine(said);
        Assert.True(inside.ExitCode == 0, said);
    }

    [Fact, Trait("Promise", "P1")]
    public async Task Each_of_two_hundred_messages_is_synced_before_its_answer_leaves()
    {
        if (OrderRun.Hindrance() is { } hindrance)
        {
            Assert.Skip(hindrance);
        }

        var order = await OrderRun.RunAsync(_directory, creates: 240);

        output.WriteLine($"{order.Accepted} accepted, {order.Syncs} syncs");
        Assert.Equal(240, order.Accepted);
        Assert.Empty(order.Broken);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private SceneSettings Settings() =>
        new(_directory) { Plan = new ClientPlan(PerSecond: 120), AcceptedPerSecondMin = 10, OutcomeShareMin = 0.02, TellsEvents = false };

    private void Judge(Verdict verdict)
    {
        output.WriteLine(verdict.Describe());
        Assert.Empty(verdict.Figures.Violations);
        Assert.True(verdict.Void.Count == 0, verdict.Describe());
    }
}
