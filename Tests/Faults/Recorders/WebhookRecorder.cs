using System.Diagnostics;
using System.Text.Json;

namespace Belay.Tests.Faults.Recorders;

/// <summary>How the receiver of webhooks behaves.</summary>
internal enum ReceiverMood
{
    /// <summary>Takes every event.</summary>
    Up,

    /// <summary>Cuts every connection.</summary>
    Down,

    /// <summary>Takes every event, three seconds later.</summary>
    Slow,

    /// <summary>Sends everybody elsewhere.</summary>
    Redirects,

    /// <summary>410: wants no more.</summary>
    Gone,
}

/// <summary>The receiver of webhooks.</summary>
internal sealed class WebhookRecorder(Journal journal)
{
    private volatile ReceiverMood _mood;

    public void Map(WebApplication app)
    {
        app.MapPost("/events", TakeAsync);
        app.MapPost("/mood/{mood}", (ReceiverMood mood) =>
        {
            _mood = mood;
            return Results.Ok();
        });
    }

    private async Task TakeAsync(HttpContext context)
    {
        var at = Stopwatch.GetTimestamp();
        var mood = _mood;
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var (root, status) =
            (body.RootElement, mood switch { ReceiverMood.Down => 0, ReceiverMood.Redirects => 307, ReceiverMood.Gone => 410, _ => 200 });
        journal.Write(new WebhookLine(
            at, root.GetProperty("id").GetString()!, root.GetProperty("data").GetProperty("id").GetString()!,
            root.GetProperty("type").GetString()!, status));
        switch (mood)
        {
            case ReceiverMood.Down:
                context.Abort();
                return;
            case ReceiverMood.Slow:
                await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
                break;
            case ReceiverMood.Redirects:
                context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
                break;
        }

        context.Response.StatusCode = status;
    }
}
