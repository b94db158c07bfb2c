using Belay.Tests.Faults.Findings;

namespace Belay.Tests.Faults.Runs;

/// <summary><c>kill -9</c> at random instants, under traffic.</summary>
internal static class KillsRun
{
    /// <summary>Fewest kills, by share, that must hit a message between its claim and the record of its outcome.</summary>
    public const double InCallShareMin = 0.25;

    public static async Task<Verdict> RunAsync(SceneSettings settings, int count, double inCallShareMin = InCallShareMin)
    {
        var random = new Random(settings.Plan.Seed);
        await using var scene = await Scene.SetAsync(settings);
        await scene.Gateway.StartAsync();
        await scene.FlowAsync();
        for (var i = 0; i < count; i++)
        {
            await scene.UntilBusyAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 1_500)), TimeProvider.System);
            var fault = scene.Note("kill -9");
            await scene.Gateway.KillAsync();
            fault.Over(await scene.Gateway.StartAsync());
        }

        // What was accepted after the last kill must come to its end as well.
        await scene.UntilBusyAsync();
        var figures = Figures.Of("kills", await scene.EndAsync(), settings.AcceptedPerSecondMin);
        return new(figures, [.. Contention.Missing(figures, settings.OutcomeShareMin), .. Contention.MissingCalls(figures, inCallShareMin)]);
    }
}
