using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Belay.Tests.Silo;

/// <summary>What a caller was told, and when.</summary>
internal sealed record Told(DateTimeOffset Asked, DateTimeOffset Heard, HttpStatusCode? Status);

/// <summary>
/// Callers that schedule messages at a steady rate over all silos, in AgentMessage's words, due one to five seconds ahead, and cancel a third of them
/// within 50 ms of that time. A silo that cannot be reached or says 503 is left for another one; half of the messages carry an idempotency key and
/// may so be repeated when no answer came; an outcome that nobody told stays unknown.
/// </summary>
/// <param name="silos">Who is asked.</param>
/// <param name="perSecond">How many messages are scheduled in a second.</param>
/// <param name="seed">Decides when each is due and canceled.</param>
/// <param name="lead">How much later than that each is due.</param>
internal sealed class Traffic(IReadOnlyList<SiloProcess> silos, int perSecond, int seed, TimeSpan lead = default)
{
    private const int TriesMax = 4;

    private readonly ConcurrentQueue<Task> _work = new();
    private readonly Random _random = new(seed);
    private int _made;

    /// <summary>What an answer to a cancel took of late, in milliseconds.</summary>
    private double _cancelTakes;

    /// <summary>When the fault began; null: there was none.</summary>
    public DateTimeOffset? FaultAt { get; set; }

    /// <summary>Messages that were answered with 202.</summary>
    public ConcurrentDictionary<Guid, Told> Accepted { get; } = new();

    /// <summary>Messages whose cancel was answered with 200.</summary>
    public ConcurrentDictionary<Guid, Told> Canceled { get; } = new();

    /// <summary>Messages whose cancel was answered with 409.</summary>
    public ConcurrentDictionary<Guid, Told> TooLate { get; } = new();

    /// <summary>Every answer to a request to schedule; no status: none came.</summary>
    public ConcurrentQueue<Told> Answers { get; } = new();

    /// <summary>Answers that nobody should ever get.</summary>
    public ConcurrentQueue<string> Surprises { get; } = new();

    /// <summary>Makes messages until it is told to end, and then waits for what is under way.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            while (await clock.WaitForNextTickAsync(end))
            {
                while (_made < TimeProvider.System.GetElapsedTime(started).TotalSeconds * perSecond)
                {
                    var plan = new Plan(++_made, lead + TimeSpan.FromMilliseconds(_random.Next(1_000, 5_000)), _random.Next(3) == 0
                        ? _random.Next(-50, 51)
                        : null, _random.Next());
                    _work.Enqueue(LiveAsync(plan));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }

        await Task.WhenAll(_work);
    }

    private sealed record Plan(int Number, TimeSpan DueIn, int? CancelAfter, int Seed);

    private async Task LiveAsync(Plan plan)
    {
        var random = new Random(plan.Seed);
        var due = TimeProvider.System.GetUtcNow() + plan.DueIn;
        if (await ScheduleAsync(plan, due, random) is not { } id || plan.CancelAfter is not { } after)
        {
            return;
        }

        // A cancel is decided somewhere between question and answer: on a busy machine all would come too late if they were only asked for then.
        var wait = due + TimeSpan.FromMilliseconds(after - (Volatile.Read(ref _cancelTakes) / 2)) - TimeProvider.System.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, TimeProvider.System);
        }

        var (told, _) = await AskAsync(random, repeatable: true, client => client.DeleteAsync($"/v1/messages/{id}"));
        switch (told.Status)
        {
            case HttpStatusCode.OK:
                Canceled[id] = told;
                Learn(told);
                break;
            case HttpStatusCode.Conflict:
                TooLate[id] = told;
                Learn(told);
                break;
            case null or HttpStatusCode.ServiceUnavailable:
                break;
            case var other:
                Surprises.Enqueue($"A cancel of {id} was answered {other}.");
                break;
        }
    }

    // Two that learn at once may lose one of the two: it is a guess.
    private void Learn(Told told) =>
        Volatile.Write(
            ref _cancelTakes, (0.9 * Volatile.Read(ref _cancelTakes)) + (0.1 * Math.Min(2_000, (told.Heard - told.Asked).TotalMilliseconds)));

    private async Task<Guid?> ScheduleAsync(Plan plan, DateTimeOffset due, Random random)
    {
        var keyed = plan.Number % 2 == 0;
        var (told, body) = await AskAsync(random, keyed, async client =>
        {
            var when = due.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
            {
                Content = new StringContent(
                    $$"""{"from":"+15005550100","to":"+15005550199","text":"Reminder {{plan.Number}}","scheduled_at":"{{when}}"}""",
                    Encoding.UTF8, "application/json"),
            };
            if (keyed)
            {
                request.Headers.Add("Idempotency-Key", $"plan-{plan.Number}");
            }

            return await client.SendAsync(request);
        });
        Answers.Enqueue(told);
        switch (told.Status)
        {
            case HttpStatusCode.Accepted:
                using (var json = JsonDocument.Parse(body))
                {
                    var id = json.RootElement.GetProperty("data").GetProperty("id").GetGuid();
                    Accepted[id] = told;
                    return id;
                }

            case null or HttpStatusCode.ServiceUnavailable:
                return null;
            case HttpStatusCode.UnprocessableEntity when body.Contains("future", StringComparison.Ordinal):
                return null;
            case var other:
                Surprises.Enqueue($"A message was answered {other}: {body}");
                return null;
        }
    }

    /// <summary>Asks a random silo, and another one where that did not answer and asking again can do no harm.</summary>
    private async Task<(Told Told, string Body)> AskAsync(Random random, bool repeatable, Func<HttpClient, Task<HttpResponseMessage>> ask)
    {
        var first = random.Next(silos.Count);
        for (var i = 0; ; i++)
        {
            var asked = TimeProvider.System.GetUtcNow();
            HttpStatusCode? status = null;
            var body = "";
            var again = repeatable;
            try
            {
                using var response = await ask(silos[(first + i) % silos.Count].Client);
                body = await response.Content.ReadAsStringAsync();
                status = response.StatusCode;
            }
            catch (HttpRequestException lost)
            {
                again |= lost.HttpRequestError == HttpRequestError.ConnectionError;
            }
            catch (SocketException)
            {
                // The platform throws it as it is where a connection was reset before it was used: no request was on it.
                again = true;
            }
            catch (TaskCanceledException)
            {
                // It may yet happen.
            }

            if (i == TriesMax - 1 || !again || status is not (null or HttpStatusCode.ServiceUnavailable))
            {
                return (new(asked, TimeProvider.System.GetUtcNow(), status), body);
            }
        }
    }
}
