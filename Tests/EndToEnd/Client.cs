using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Belay.Tests.EndToEnd;

/// <summary>What a client does, in AgentMessage's words.</summary>
internal static class Client
{
    /// <summary>Schedules a message; the id that was answered with 2xx; null where its time had passed when the request arrived.</summary>
    public static async Task<string?> ScheduleAsync(this HttpClient client, DateTimeOffset at)
    {
        var when = at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        using var body = new StringContent(
            $$"""{"from":"+15005550100","to":"+15005550199","text":"Reminder","scheduled_at":"{{when}}"}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/messages", body);
        var json = await response.Content.ReadAsStringAsync();
        if (response.StatusCode == HttpStatusCode.UnprocessableEntity && json.Contains("future", StringComparison.Ordinal))
        {
            return null;
        }

        if (response.StatusCode != HttpStatusCode.Accepted)
        {
            throw new InvalidOperationException($"Not accepted: {response.StatusCode} {json}");
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("data").GetProperty("id").GetString()!;
    }

    /// <summary>Cancels a message; the status that was answered.</summary>
    public static async Task<HttpStatusCode> CancelAsync(this HttpClient client, string id)
    {
        using var response = await client.DeleteAsync("/v1/messages/" + id);
        return response.StatusCode;
    }

    /// <summary>Looks at a message; its status in AgentMessage's vocabulary.</summary>
    public static async Task<string> StatusAsync(this HttpClient client, string id)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync("/v1/messages/" + id));
        return document.RootElement.GetProperty("data").GetProperty("status").GetString()!;
    }

    /// <summary>Waits until none of the messages is on its way any more, and returns the status of each.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> WaitForEndsAsync(this HttpClient client, IEnumerable<string> ids, TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        var ends = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = ids.ToList();
        while (true)
        {
            foreach (var id in open.ToList())
            {
                if (await client.StatusAsync(id) is var status && status is not ("queued" or "sending"))
                {
                    ends[id] = status;
                    open.Remove(id);
                }
            }

            if (open.Count == 0)
            {
                return ends;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }
}

/// <summary>What the sandbox's journal says of the calls, from outside the process.</summary>
internal sealed class Journal
{
    private Journal(IReadOnlyList<string> calls, IReadOnlyList<string> effects)
    {
        Calls = calls;
        Effects = effects;
    }

    /// <summary>The message of each call, in the order of the calls.</summary>
    public IReadOnlyList<string> Calls { get; }

    /// <summary>The message of each call that had an effect: that sent it.</summary>
    public IReadOnlyList<string> Effects { get; }

    public static Journal Read(string directory)
    {
        var calls = new List<string>();
        var effects = new List<string>();
        foreach (var line in File.ReadLines(GatewayProcess.JournalPath(directory)))
        {
            using var document = JsonDocument.Parse(line);
            var id = document.RootElement.GetProperty("id").GetString()!;
            calls.Add(id);
            if (document.RootElement.GetProperty("effect").GetBoolean())
            {
                effects.Add(id);
            }
        }

        return new(calls, effects);
    }
}
