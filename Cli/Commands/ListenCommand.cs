using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Belay.Cli.Commands;

/// <summary>
/// <c>listen</c>: a receiver of webhooks on this machine, to see what would be told. It checks no signature and is for trying only.
/// </summary>
internal static class ListenCommand
{
    private const int BodyBytesMax = 1024 * 1024;

    /// <summary>Where the dialects' events say what they are and of which message.</summary>
    private static readonly string[][] Types = [["data", "event_type"], ["type"]];
    private static readonly string[][] Ids = [["data", "payload", "id"], ["data", "id"]];
    private static readonly string[][] Statuses = [["data", "payload", "to", "0", "status"], ["data", "status"]];

    public static Command Create(Shared shared)
    {
        var port = new Option<int>("--port") { Description = "Where to listen on 127.0.0.1.", DefaultValueFactory = _ => 9000 };
        var count = new Option<int?>("--count") { Description = "End after so many events; otherwise at Ctrl+C." };
        var command = new Command("listen", "Receive webhooks on this machine and show each in one line (with --json: as it came).") { port, count };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var at = parsed.GetValue(port);
            if (at is < 1 or > 65_535 || parsed.GetValue(count) is < 1)
            {
                throw CliException.Usage("--port must be from 1 to 65535, --count from 1.");
            }

            var events = Channel.CreateUnbounded<string>();
            await using var receiver = Receiver(at, events.Writer);
            try
            {
                await receiver.StartAsync(cancellationToken);
            }
            catch (IOException)
            {
                throw new CliException(ExitCode.Refused, $"Port {at} is taken: choose another with --port.");
            }
            catch (SocketException refused)
            {
                throw new CliException(ExitCode.Refused, $"Cannot listen on port {at}: {refused.Message}.");
            }

            shared.Terminal.Error.WriteLine($"Waiting for webhooks at http://127.0.0.1:{at}/ (Ctrl+C ends it).");
            try
            {
                for (var seen = 0; parsed.GetValue(count) is not { } most || seen < most; seen++)
                {
                    var text = await events.Reader.ReadAsync(cancellationToken);
                    shared.Terminal.Say(shared.WantsJson(parsed) ? text : InOneLine(text, shared.Terminal));
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Ctrl+C is how it ends.
            }

            await receiver.StopAsync(CancellationToken.None);
            return ExitCode.Done;
        });
        return command;
    }

    private static WebApplication Receiver(int port, ChannelWriter<string> events)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
        });
        var app = builder.Build();
        app.Run(async context =>
        {
            if (!HttpMethods.IsPost(context.Request.Method))
            {
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                return;
            }

            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var text = await reader.ReadToEndAsync(context.RequestAborted);
            await context.Response.CompleteAsync();
            await events.WriteAsync(text, CancellationToken.None);
        });
        return app;
    }

    private static string InOneLine(string body, Terminal terminal)
    {
        var now = Output.Words.Exactly(terminal.Now, terminal.Zone);
        try
        {
            using var json = JsonDocument.Parse(body);
            return $"{now}  {First(json.RootElement, Types) ?? "event"}  {First(json.RootElement, Ids)}  {First(json.RootElement, Statuses)}"
                .TrimEnd();
        }
        catch (JsonException)
        {
            return $"{now}  no JSON, {body.Length} characters";
        }
    }

    private static string? First(JsonElement root, string[][] paths) =>
        paths.Select(path => At(root, path)).FirstOrDefault(found => found is not null);

    private static string? At(JsonElement element, string[] path)
    {
        foreach (var step in path)
        {
            if (element.ValueKind == JsonValueKind.Array
                && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                && place < element.GetArrayLength())
            {
                element = element[place];
            }
            else if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(step, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }
}
