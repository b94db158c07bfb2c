using Belay.Tests.Faults.Findings;
using Belay.Tests.Faults.Gateways;

namespace Belay.Tests.Faults.Runs;

/// <summary>The process is ended at each of the named points, under traffic.</summary>
internal static class PointsRun
{
    private static readonly TimeSpan ReachedWithin = TimeSpan.FromSeconds(30);

    public static async Task<Verdict> RunAsync(SceneSettings settings, IReadOnlyList<FaultPoint> kinds, int each)
    {
        var random = new Random(settings.Plan.Seed);
        var arm = Path.Combine(settings.Directory, "arm");
        List<FaultPoint> points = [.. Enumerable.Repeat(kinds, each).SelectMany(all => all)];
        await using var scene = await Scene.SetAsync(settings);
        await scene.Gateway.StartAsync(HookFor(points[0], arm));
        await scene.FlowAsync();
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            await scene.UntilBusyAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 500)), TimeProvider.System);
            var fault = scene.Note(point.Name, needsTraffic: !point.NeedsNewStore);
            if (point.NeedsNewStore)
            {
                await KillNewStoreAsync(scene, point, arm, Path.Combine(settings.Directory, "new"));
            }
            else
            {
                await KillAsync(scene.Gateway, point, arm);
            }

            fault.Over(await scene.Gateway.StartAsync(i + 1 < points.Count ? HookFor(points[i + 1], arm) : []));
            await scene.FlowAsync();
        }

        await scene.UntilBusyAsync();
        var figures = Figures.Of("points", await scene.EndAsync(), settings.AcceptedPerSecondMin);
        return new(figures, [.. Contention.Missing(figures, settings.OutcomeShareMin)]);
    }

    /// <summary>
    /// What a process needs to be told at its start to die there later; a point that only a start comes to is for the next process, and this one dies
    /// before it.
    /// </summary>
    private static (string, string)[] HookFor(FaultPoint point, string arm) =>
        point.After is { } before ? Hook(before, arm) : point.AtStart ? [] : Hook(point, arm);

    private static (string, string)[] Hook(FaultPoint point, string arm) =>
    [
        ("DOTNET_STARTUP_HOOKS", typeof(FaultPoint).Assembly.Location), (FaultPoint.NameVariable, point.Name), (FaultPoint.ArmVariable, arm),
    ];

    /// <summary>
    /// The process dies where it next comes to the point; or where it leaves behind what the next one comes upon, which dies while it starts.
    /// </summary>
    private static async Task KillAsync(GatewayProcess gateway, FaultPoint point, string arm)
    {
        await File.WriteAllTextAsync(arm, "");
        await ProveAsync(gateway, point.After ?? point, arm);
        if (point.After is not null)
        {
            await DieAtStartAsync(gateway, point, arm);
        }
    }

    private static async Task DieAtStartAsync(GatewayProcess gateway, FaultPoint point, string arm)
    {
        await File.WriteAllTextAsync(arm, "");
        gateway.Launch(Hook(point, arm));
        await ProveAsync(gateway, point, arm);
    }

    /// <summary>Waits for the end, and makes sure that it was at the point.</summary>
    private static async Task ProveAsync(GatewayProcess gateway, FaultPoint point, string arm)
    {
        await gateway.UntilKilledAsync(ReachedWithin);
        if (await File.ReadAllTextAsync(arm + ".hit") != point.Name)
        {
            throw new InvalidOperationException($"The process was not ended at: {point.Name}.");
        }

        File.Delete(arm);
        File.Delete(arm + ".hit");
    }

    /// <summary>A process dies while it makes its store; the next one must find a store that is whole.</summary>
    private static async Task KillNewStoreAsync(Scene scene, FaultPoint point, string arm, string directory)
    {
        await scene.HoldAsync();
        await scene.Gateway.EndAsync();

        // At an address of its own: clients and carrier must not meet a gateway that knows nobody.
        using var other = new GatewayProcess(Scene.FreeAddresses(1)[0], directory, new Dictionary<string, string>());
        await DieAtStartAsync(other, point, arm);
        await other.StartAsync();
        await other.EndAsync();
        if (StoreFile.CheckIntegrity(directory) is var integrity and not "ok")
        {
            throw new InvalidOperationException($"{point.Name}: {integrity}");
        }

        Directory.Delete(directory, recursive: true);
    }
}
