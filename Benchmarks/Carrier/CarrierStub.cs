using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Belay.Benchmarks.Carrier;

/// <summary>What the <c>http</c> carrier may call, as a process of its own: writes a line per call, then takes the message.</summary>
internal static class CarrierStub
{
    /// <summary>
    /// Runs until the process is ended. <c>POST /name</c> writes to <c>name.jsonl</c> in the directory, so that each silo can have a journal of its
    /// own.
    /// </summary>
    public static async Task RunAsync(string url, string directory)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var files = new Dictionary<string, StreamWriter>(StringComparer.Ordinal);
        app.Run(async context =>
        {
            if (!HttpMethods.IsPost(context.Request.Method))
            {
                return;
            }

            var at = TimeProvider.System.GetUtcNow();
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            var (id, attempt) = (body.RootElement.GetProperty("id").GetString(), body.RootElement.GetProperty("attempt").GetInt32());
            var line = $$"""{"id":"{{id}}","attempt":{{attempt}},"at":"{{at:O}}"}""";
            var name = Path.GetFileName(context.Request.Path.Value!);
            lock (files)
            {
                if (!files.TryGetValue(name, out var file))
                {
                    files[name] = file = new StreamWriter(Path.Combine(directory, name + ".jsonl"), append: true) { AutoFlush = true };
                }

                file.WriteLine(line);
            }

            context.Response.ContentLength = 2;
            await context.Response.WriteAsync("{}");
        });
        await app.RunAsync();
    }
}
