using System.Globalization;
using Belay.Tests.Faults.Findings;
using Belay.Tests.Faults.Recorders;

namespace Belay.Tests.Faults.Runs;

/// <summary>The carrier behaves in each bad way for a while, and the receiver of webhooks as well.</summary>
internal static class CarrierRun
{
    /// <summary>Longer than a mood lasts, so that what a mood puts off leaves after it, and short enough to wait for.</summary>
    private const string RetryFor = "00:02:00";

    public static async Task<Verdict> RunAsync(SceneSettings settings, int each, int percent)
    {
        var more = new Dictionary<string, string>(settings.More, StringComparer.Ordinal);
        more.TryAdd("Belay__Sending__RetryFor", RetryFor);
        settings = settings with { More = more };
        await using var scene = await Scene.SetAsync(settings);
        await scene.Gateway.StartAsync();
        await scene.FlowAsync();
        var shortfall = new List<string>();
        var receivers = Enum.GetValues<ReceiverMood>();
        foreach (var mood in Enum.GetValues<CarrierMood>())
        {
            await scene.UntilBusyAsync();
            var fault = scene.Note(mood.ToString());
            await scene.SetCarrierAsync(mood, percent);
            await scene.SetReceiverAsync(receivers[(int)mood % receivers.Length]);
            var before = await scene.CountAcceptedAsync();
            while (await scene.CountAcceptedAsync() - before < each || (mood != CarrierMood.Good && await scene.CountMetAsync() == 0))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            }

            await scene.SetCarrierAsync(CarrierMood.Good);
            await scene.SetReceiverAsync(ReceiverMood.Up);
            fault.Over();
        }

        var evidence = await scene.EndAsync();
        foreach (var mood in Enum.GetValues<CarrierMood>().Where(mood => mood != CarrierMood.Any && evidence.Calls.All(call => call.Mood != mood)))
        {
            shortfall.Add($"The carrier was never called while it {mood}.");
        }

        var figures =
            Figures.Of(
                string.Create(
                    CultureInfo.InvariantCulture, $"carrier that {(settings.HonoursKeys ? "honours" : "knows no")} keys, {each} messages per mood"),
                evidence,
                settings.AcceptedPerSecondMin);
        return new(figures, [.. Contention.Missing(figures, outcomeShareMin: 0), .. shortfall]);
    }
}
