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
            var settings = new Settings(args);
            var report = new Report(string.Join(' ', args));
            try
            {
                await new Run(settings, report).RunAsync();
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
}
catch (Exception wrong) when (wrong is UsageException or InvalidOperationException or IOException or TimeoutException)
{
    await Console.Error.WriteLineAsync("benchmarks: " + wrong.Message);
    return 2;
}
