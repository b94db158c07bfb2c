using System.Text;
using Belay.Benchmarks.Http;
using Belay.Benchmarks.Measuring;
using Belay.Benchmarks.Targets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Belay.Benchmarks.Limits;

/// <summary>
/// The same web server in a process of its own, reading a body and answering with as many bytes as a create does: what HTTP alone costs here, the
/// generator included.
/// </summary>
internal static class EmptyEndpoint
{
    private static readonly byte[] Answer = Encoding.ASCII.GetBytes(
        $$$"""{"success":true,"data":{"id":"00000000-0000-0000-0000-000000000000","filler":"{{{new string('x', 340)}}}"}}""");

    /// <summary>Runs until the process is ended.</summary>
    public static async Task ServeAsync(string url)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(async context =>
        {
            var reader = context.Request.BodyReader;
            while (true)
            {
                var read = await reader.ReadAsync();
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.ContentLength = Answer.Length;
            await context.Response.BodyWriter.WriteAsync(Answer);
        });
        await app.RunAsync();
    }

    /// <summary>Calls it as a create would be called: requests per second, and how much of a core server and generator took.</summary>
    public static async Task<(Phase Phase, double ServerCores, double GeneratorCores)> MeasureAsync(int count, int inFlight)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await using var server = await Child.StartBenchmarksAsync(["serve", url.ToString()], url);
        using var load = new GatewayLoad([url], "none", Dialect.Named("agentmessage"), inFlight, idempotencyKeys: false);
        var due = TimeProvider.System.GetUtcNow().AddHours(5);
        await load.CreateAsync(count / 4, _ => due);
        var meter = new CpuMeter([server.ProcessId]);
        var (phase, _) = await load.CreateAsync(count, _ => due);
        var (tested, generator, _) = meter.Read();
        return (phase, tested, generator);
    }
}
