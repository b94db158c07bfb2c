using Belay.Benchmarks.Http;
using Belay.Benchmarks.Limits;
using Belay.Benchmarks.Reporting;
using Belay.Benchmarks.Scenarios;
using Belay.Benchmarks.Targets;

namespace Belay.Benchmarks;

/// <summary>One run: the machine's limits, then the scenarios one after the other.</summary>
internal sealed class Run(Settings settings, Report report)
{
    private static readonly TimeSpan SyncFor = TimeSpan.FromSeconds(2);

    /// <summary>Measures all that the settings name. Throws <see cref="OperationCanceledException"/> where it is stopped before; what it started is ended then too.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await MeasureLimitsAsync();
        stop.ThrowIfCancellationRequested();
        if (settings.Target == "limits")
        {
            return;
        }

        await using (var target = await StartTargetAsync())
        {
            await Task.Run(() => MeasureAsync(target), stop).WaitAsync(stop);
        }

        if (settings.Has("F") && settings.Target == "embedded")
        {
            Report.Progress("F cold start");
            await ColdStart.RunAsync(StartEmbeddedAsync, report);
        }
    }

    private async Task MeasureAsync(ITarget target)
    {
        Report.Progress("warming up");
        var acceptsPerSecond = await AcceptAndCancel.WarmUpAsync(target, Math.Min(settings.Count, 5_000));
        await RepeatAsync(target, acceptsPerSecond);
        if (settings.Has("E"))
        {
            Report.Progress("E pending");
            await Pending.RunAsync(target, settings.Pending, settings.Count, settings.Rates, TimeSpan.FromSeconds(settings.Seconds), acceptsPerSecond, report);
        }

        if (settings.Has("G") && target is ClusterOfSilos cluster)
        {
            Report.Progress("G a silo is added");
            await AddSilo.RunAsync(cluster, settings.Load, report);
        }
    }

    private async Task MeasureLimitsAsync()
    {
        Report.Progress("limits of this machine");
        var directory = Path.Combine(settings.Directory, "belay-limits-" + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(directory);
        report.AddLimit("fdatasync of a page", Disk.SyncsPerSecond(directory, SyncFor));
        Disk.InsertsPerSecond(Path.Combine(directory, "warm"), settings.Count);
        report.AddLimit("SQLite inserts, 256 a commit", Disk.InsertsPerSecond(directory, settings.Count * 2));
        Directory.Delete(directory, recursive: true);
        var (phase, server, generator) = await EmptyEndpoint.MeasureAsync(settings.Count * 3, settings.InFlight);
        report.AddLimit("empty endpoint", phase.PerSecond);
        Report.Progress($"  the generator took {generator:0.00} cores for that and the server {server:0.00}: alone on a core it makes about {phase.PerSecond / generator:N0} calls/s");
        report.Add([new("limits: empty endpoint p99", "ms", phase.Milliseconds.At(0.99)), new("limits: generator alone on a core, about", "/s", phase.PerSecond / generator)]);
    }

    private async Task RepeatAsync(ITarget target, double acceptsPerSecond)
    {
        var during = TimeSpan.FromSeconds(settings.Seconds);
        for (var repeat = 1; repeat <= settings.Repeats; repeat++)
        {
            Report.Progress($"run {repeat} of {settings.Repeats}");
            if (settings.Has("A") || settings.Has("B"))
            {
                report.Add(await AcceptAndCancel.RunAsync(target, settings.Count));
            }

            foreach (var burst in settings.Has("C") ? settings.Bursts : [])
            {
                report.Add(await Sending.BurstAsync(target, burst, acceptsPerSecond));
            }

            foreach (var rate in settings.Has("D") ? settings.Rates : [])
            {
                report.Add(await Sending.SteadyAsync(target, rate, during, acceptsPerSecond));
            }
        }
    }

    private async Task<ITarget> StartTargetAsync()
    {
        Report.Progress($"starting: {settings.Target}");
        return settings.Target switch
        {
            "embedded" => await StartEmbeddedAsync(),
            "engine" => await EngineInProcess.StartAsync(settings.Directory, settings.InFlight),
            "cluster" => await ClusterOfSilos.StartAsync(settings.Directory, settings.Program, settings.Silos, NewLoad),
            _ => new RunningGateway(NewLoad(settings.Urls, settings.Key), settings.Journals, settings.ProcessIds),
        };
    }

    private Task<EmbeddedGateway> StartEmbeddedAsync() => EmbeddedGateway.StartAsync(settings.Directory, NewLoad, settings.ThroughHttpCarrier);

    private GatewayLoad NewLoad(IReadOnlyList<Uri> addresses, string key) => new(addresses, key, settings.Dialect, settings.InFlight, settings.IdempotencyKeys);
}
