using System.Globalization;
using Belay.Tests.Faults.Findings;
using Belay.Tests.Faults.Recorders;

namespace Belay.Tests.Faults.Runs;

/// <summary>How long a killed process takes to be ready again with many messages pending.</summary>
internal static class ReadyRun
{
    public static async Task<Verdict> RunAsync(SceneSettings settings, int pending, int kills, TimeSpan within)
    {
        var plan = settings.Plan with { PerSecond = 2_000, FarShare = 1, TextCharacters = 100 };
        settings = settings with { Plan = plan, TellsEvents = false };
        await using var scene = await Scene.SetAsync(settings);
        await scene.Gateway.StartAsync();
        await scene.FlowAsync();
        while (await scene.CountAcceptedAsync() is var accepted && accepted < 1.1 * pending / (1 - ClientPlan.CanceledShare))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        await scene.HoldAsync();
        for (var i = 0; i < kills; i++)
        {
            var fault = scene.Note("kill -9", needsTraffic: false);
            await scene.Gateway.KillAsync();
            fault.Over(await scene.Gateway.StartAsync());
        }

        var figures = Figures.Of(
            string.Create(CultureInfo.InvariantCulture, $"ready again with {pending} pending"), await scene.EndAsync(), acceptedPerSecondMin: 0);
        var enough = figures.Ends.GetValueOrDefault("Scheduled") >= pending;
        return new(
            figures with { Violations = [
                .. figures.Violations,
                .. figures.ReadyMilliseconds[^1] > within.TotalMilliseconds ? (string[])[$"It took longer than {within} to be ready."] : [],
            ] },
            enough ? [] : ["Fewer messages were pending."]);
    }
}
