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

    /// <summary>
    /// Measures all that the settings name. Throws <see cref="OperationCanceledException"/> where it is stopped before; what it started is ended then
    /// too.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await MeasureLimitsAsync();
        stop.ThrowIfCancellationRequested();
        if (settings.Target == "limits")
        {
            return;
        }

        await using (var target = await StartTargetAsync())
        await using (var other = settings.Against is { } against ? await StartAloneAsync(against) : null)
        {
            List<Subject> subjects = [new(target, report), .. other is null ? [] : (Subject[])[new(other, report.OfOther())]];
            await Task.Run(() => MeasureAsync(subjects), stop).WaitAsync(stop);
        }

        if (settings.Has("F") && settings.Target == "alone")
        {
            Report.Progress("F cold start");
            await ColdStart.RunAsync(() => StartAloneAsync(Program), report);
            if (settings.Against is { } against)
            {
                await ColdStart.RunAsync(() => StartAloneAsync(against), report.OfOther());
            }
        }
    }

    private string Program => settings.Program ?? ProgramAlone.ThisBuild;

    /// <summary>Several are measured in turn, so that what disturbs the machine disturbs all of them.</summary>
    private async Task MeasureAsync(List<Subject> subjects)
    {
        foreach (var subject in subjects)
        {
            Report.Progress("warming up");
            subject.AcceptsPerSecond = await AcceptAndCancel.WarmUpAsync(subject.Target, Math.Min(settings.Count, 5_000));
        }

        await RepeatAsync(subjects);
        foreach (var subject in settings.Has("E") ? subjects : [])
        {
            Report.Progress("E pending");
            await Pending.RunAsync(
                subject.Target, settings.Pending, settings.Count, settings.Rates, TimeSpan.FromSeconds(settings.Seconds),
                subject.AcceptsPerSecond, subject.Report);
        }

        foreach (var subject in settings.Has("H") ? subjects : [])
        {
            Report.Progress("H after an outage");
            subject.Report.Add(await Outage.RunAsync(subject.Target, settings.Overdue, settings.Count, subject.AcceptsPerSecond));
        }

        if (settings.Has("G") && subjects[0].Target is ClusterOfSilos cluster)
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
        Report.Progress(
            $"  the generator took {generator:0.00} cores for that and the server {server:0.00}: alone on a core it makes "
            + $"about {phase.PerSecond / generator:N0} calls/s");
        report.Add(
            [new("limits: empty endpoint p99", "ms", phase.Milliseconds.At(0.99)), new(
                "limits: generator alone on a core, about", "/s", phase.PerSecond / generator)]);
    }

    private async Task RepeatAsync(List<Subject> subjects)
    {
        var during = TimeSpan.FromSeconds(settings.Seconds);
        for (var repeat = 1; repeat <= settings.Repeats; repeat++)
        {
            Report.Progress($"run {repeat} of {settings.Repeats}");
            if (settings.Has("A") || settings.Has("B"))
            {
                await InTurnAsync(subject => AcceptAndCancel.RunAsync(subject.Target, settings.Count));
            }

            foreach (var burst in settings.Has("C") ? settings.Bursts : [])
            {
                await InTurnAsync(subject => Sending.BurstAsync(subject.Target, burst, subject.AcceptsPerSecond));
            }

            foreach (var rate in settings.Has("D") ? settings.Rates : [])
            {
                await InTurnAsync(subject => Sending.SteadyAsync(subject.Target, rate, during, subject.AcceptsPerSecond));
            }
        }

        async Task InTurnAsync(Func<Subject, Task<List<Reading>>> measure)
        {
            foreach (var subject in subjects)
            {
                subject.Report.Add(await measure(subject));
            }
        }
    }

    private async Task<ITarget> StartTargetAsync()
    {
        Report.Progress($"starting: {settings.Target}");
        return settings.Target switch
        {
            "alone" => await StartAloneAsync(Program),
            "engine" => await EngineInProcess.StartAsync(settings.Directory, settings.InFlight),
            "cluster" => await ClusterOfSilos.StartAsync(settings.Directory, settings.Program, settings.Silos, NewLoad),
            _ => new RunningGateway(NewLoad(settings.Urls, settings.Key), settings.Journals, settings.ProcessIds),
        };
    }

    private Task<ProgramAlone> StartAloneAsync(string program) =>
        ProgramAlone.StartAsync(program, settings.Directory, NewLoad, settings.ThroughHttpCarrier);

    private GatewayLoad NewLoad(IReadOnlyList<Uri> addresses, string key) =>
        new(addresses, key, settings.Dialect, settings.InFlight, settings.IdempotencyKeys);

    /// <summary>What is measured, and where its readings go.</summary>
    private sealed record Subject(ITarget Target, Report Report)
    {
        /// <summary>What it took while it was warmed up.</summary>
        public double AcceptsPerSecond { get; set; }
    }
}
