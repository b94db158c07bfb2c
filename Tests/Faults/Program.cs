using System.Globalization;
using Belay.Tests.Faults;
using Belay.Tests.Faults.Findings;
using Belay.Tests.Faults.Recorders;
using Belay.Tests.Faults.Runs;

const string Usage =
    """
    Real faults against the built gateway. Each run prints a table and writes <directory>/<run>.json.
    Exit code: 0 passed, 1 a promise was broken, 2 wrong usage, 3 the run was void: without contention it shows nothing.

      kills      --count 100                 kill -9 at random
      points     --each 10                   the process is ended at each of the named points
      pauses     --count 10 --from 5 --to 20 the process stands still for some seconds
      carrier    --each 500 --percent 100    a carrier that misbehaves for so many calls in a hundred, with keys and without
      disk-full  --cycles 3 --full 15        a disk that is full for some seconds (root on Linux)
      ready      --pending 10000             killed and started again with many messages pending
      order      --creates 1000              each message is synced before its answer leaves, seen by strace
      all                                    all of these

    For each: --directory <where> --rate <messages a second> --seed <number>
    """;

if (args is [RecorderRoles.Verb, var role, ..])
{
    await RecorderRoles.RunAsync(role, new Options(args[2..]));
    return 0;
}

string[] all = ["kills", "points", "pauses", "carrier", "disk-full", "ready", "order"];
if (args is not [var run, ..] || (run != "all" && !all.Contains(run)))
{
    Console.WriteLine(Usage);
    return 2;
}

var options = new Options(args[1..]);
var root = Path.GetFullPath(options.Text(
    "directory",
    Path.Combine(Path.GetTempPath(), "belay-faults-" + TimeProvider.System.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture))));
var worst = 0;
foreach (var one in run == "all" ? all : [run])
{
    if (one == "disk-full" && DiskFullRun.Hindrance() is { } hindrance)
    {
        Console.WriteLine("disk-full is left out: " + hindrance);
        worst = Math.Max(worst, run == "all" ? 0 : 3);
        continue;
    }

    if (one == "disk-full" && !DiskFullRun.IsInside)
    {
        using var inside = DiskFullRun.StartInside([one, .. args[1..], "--directory", root]);
        Console.WriteLine((await inside.StandardOutput.ReadToEndAsync()).TrimEnd());
        await inside.WaitForExitAsync();
        worst = Math.Max(worst, inside.ExitCode);
        continue;
    }

    if (one == "order")
    {
        worst = Math.Max(worst, await OrderAsync(Path.Combine(root, one)));
        continue;
    }

    foreach (var (name, make) in Runs(one))
    {
        var directory = Path.Combine(root, name);
        var verdict = await make(new SceneSettings(directory)
        {
            AcceptedPerSecondMin = options.Whole("accepted-min", 100),
            Plan = new ClientPlan(PerSecond: options.Whole("rate", 250), Seed: options.Whole("seed", 20261121)),
        });
        verdict.Publish(Console.Out, Path.Combine(root, name + ".json"));
        worst = Math.Max(worst, verdict.ExitCode);
        if (verdict.Passed)
        {
            // What was written down is for a look at what went wrong.
            Directory.Delete(directory, recursive: true);
        }
    }
}

return worst;

async Task<int> OrderAsync(string directory)
{
    if (OrderRun.Hindrance() is { } hindrance)
    {
        Console.WriteLine("order is left out: " + hindrance);
        return run == "all" ? 0 : 3;
    }

    Directory.CreateDirectory(directory);
    var order = await OrderRun.RunAsync(directory, options.Whole("creates", 1_000));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"order: {order.Accepted} accepted, {order.Syncs} syncs, {order.Broken.Count} not synced before their answer"));
    order.Broken.Take(10).ToList().ForEach(Console.WriteLine);
    return order.Broken.Count > 0 ? 1 : 0;
}

IEnumerable<(string Name, Func<SceneSettings, Task<Verdict>> Make)> Runs(string one) => one switch
{
    "kills" => [(one, settings => KillsRun.RunAsync(settings, options.Whole("count", 100)))],
    "points" => [(one, settings => PointsRun.RunAsync(settings, FaultPoint.All, options.Whole("each", 10)))],
    "pauses" => [(one, settings => PausesRun.RunAsync(settings, options.Whole("count", 10), options.Whole("from", 5), options.Whole("to", 20)))],
    "carrier" =>
    [
        ("carrier-with-keys", settings => CarrierRun.RunAsync(settings, options.Whole("each", 500), options.Whole("percent", 100))),
        ("carrier-without-keys",
            settings => CarrierRun.RunAsync(settings with { HonoursKeys = false }, options.Whole("each", 500), options.Whole("percent", 100))),
    ],
    "disk-full" =>
        [(one, settings => DiskFullRun.RunAsync(
            settings, options.Whole("cycles", 3), TimeSpan.FromSeconds(options.Whole("calm", 10)), TimeSpan.FromSeconds(options.Whole("full", 15))))],
    _ => [(one, settings => ReadyRun.RunAsync(settings, options.Whole("pending", 10_000), kills: 5, TimeSpan.FromSeconds(2)))],
};
