using Belay.Tests.Faults.Findings;

namespace Belay.Tests.Faults.Runs;

/// <summary>The process stands still for some seconds, as in a long collection or a stalled machine, and goes on.</summary>
internal static class PausesRun
{
    public static async Task<Verdict> RunAsync(SceneSettings settings, int count, int secondsMin, int secondsMax)
    {
        var random = new Random(settings.Plan.Seed);
        await using var scene = await Scene.SetAsync(settings);
        await scene.Gateway.StartAsync();
        await scene.FlowAsync();
        for (var i = 0; i < count; i++)
        {
            await scene.UntilBusyAsync();
            var fault = scene.Note("SIGSTOP");
            scene.Gateway.Pause();
            await Task.Delay(TimeSpan.FromSeconds(random.Next(secondsMin, secondsMax + 1)), TimeProvider.System);
            scene.Gateway.Resume();
            await scene.Gateway.UntilReadyAsync(TimeSpan.FromSeconds(30));
            fault.Over();
        }

        await scene.UntilBusyAsync();
        var figures = Figures.Of("pauses", await scene.EndAsync(), settings.AcceptedPerSecondMin);
        return new(figures, [.. Contention.Missing(figures, settings.OutcomeShareMin)]);
    }
}
