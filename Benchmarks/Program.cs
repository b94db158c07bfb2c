using System.Runtime.InteropServices;
using Belay.Benchmarks;
using Belay.Benchmarks.Carrier;
using Belay.Benchmarks.Limits;
using Belay.Benchmarks.Reporting;

try
{
    switch (args)
    {
        // What this program starts as processes of their own.
        case ["serve", var url]:
            await EmptyEndpoint.ServeAsync(url);
            return 0;
        case ["carrier", var url, var directory]:
            await CarrierStub.RunAsync(url, directory);
            return 0;
        case [] or ["help" or "--help" or "-h"]:
            Console.WriteLine(Settings.Usage);
            return 0;
        default:
            return await MeasureAsync(args);
    }
}
catch (Exception wrong) when (wrong is UsageException or InvalidOperationException or IOException or TimeoutException)
{
    await Console.Error.WriteLineAsync("benchmarks: " + wrong.Message);
    return 2;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("benchmarks: ended before all was measured.");
    return 3;
}

static async Task<int> MeasureAsync(string[] args)
{
    var settings = new Settings(args);
    var report = new Report(string.Join(' ', args));
    // An end from outside must not leave behind what was started: the run is left, and takes its processes with it.
    using var stop = new CancellationTokenSource();
    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.Cancel();
    }

    using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    try
    {
        await new Run(settings, report).RunAsync(stop.Token);
    }
    finally
    {
        // What was measured before something failed is still worth reading.
        report.Print(Console.Out);
        if (settings.Json.Length > 0)
        {
            report.Write(settings.Json);
        }
    }

    return 0;
}
