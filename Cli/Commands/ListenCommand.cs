using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Belay.Cli.Commands;

/// <summary><c>listen</c>: a receiver of webhooks on this machine, to see what would be told. It checks no signature and is for trying only.</summary>
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

            using var listener = new HttpListener();
            listener.Prefixes.Add($"http://127.0.0.1:{at.ToString(CultureInfo.InvariantCulture)}/");
            try
            {
                listener.Start();
            }
            catch (HttpListenerException)
            {
                throw new CliException(ExitCode.Refused, $"Port {at} is taken: choose another with --port.");
            }

            shared.Terminal.Error.WriteLine($"Waiting for webhooks at http://127.0.0.1:{at}/ (Ctrl+C ends it).");
            using var stopping = cancellationToken.Register(listener.Close);
            for (var seen = 0; parsed.GetValue(count) is not { } most || seen < most; seen++)
            {
                try
                {
                    shared.Terminal.Say(await ReceiveAsync(listener, shared.WantsJson(parsed), shared.Terminal, cancellationToken));
                }
                catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException && cancellationToken.IsCancellationRequested)
                {
                    break;
                }
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> ReceiveAsync(HttpListener listener, bool asItCame, Terminal terminal, CancellationToken cancellationToken)
    {
        while (true)
        {
            var context = await listener.GetContextAsync();

            // Closed below, in order; left open by an exception, it is cut off.
            using var response = context.Response;
            using var body = new MemoryStream();
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await context.Request.InputStream.ReadAsync(buffer, cancellationToken)) > 0 && body.Length <= BodyBytesMax)
            {
                body.Write(buffer, 0, read);
            }

            if (context.Request.HttpMethod != "POST" || body.Length > BodyBytesMax)
            {
                response.StatusCode = body.Length > BodyBytesMax ? 413 : 405;
                response.Close();
                continue;
            }

            response.Close();
            var text = Encoding.UTF8.GetString(body.ToArray());
            return asItCame ? text : InOneLine(text, terminal);
        }
    }

    private static string InOneLine(string body, Terminal terminal)
    {
        var now = Output.Words.Exactly(terminal.Now, terminal.Zone);
        try
        {
            using var json = JsonDocument.Parse(body);
            return $"{now}  {First(json.RootElement, Types) ?? "event"}  {First(json.RootElement, Ids)}  {First(json.RootElement, Statuses)}".TrimEnd();
        }
        catch (JsonException)
        {
            return $"{now}  no JSON, {body.Length} characters";
        }
    }

    private static string? First(JsonElement root, string[][] paths) => paths.Select(path => At(root, path)).FirstOrDefault(found => found is not null);

    private static string? At(JsonElement element, string[] path)
    {
        foreach (var step in path)
        {
            if (element.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < element.GetArrayLength())
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
