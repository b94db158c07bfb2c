using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Belay.Tests.Faults.Recorders;

/// <summary>
/// The callers: they schedule messages at a steady rate in AgentMessage's words, cancel some of them within 50 ms of their due time, and look at
/// some. What is not answered is asked again where that can do no harm. Every call is written down as its caller saw it.
/// </summary>
internal sealed class ClientRecorder(Journal journal, Uri gateway, ClientPlan plan) : IDisposable
{
    /// <summary>The organization whose messages these are.</summary>
    public const string Organization = "acme";

    /// <summary>An organization that has no messages, and looks for those of the other one.</summary>
    public const string Stranger = "globex";

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(400);

    private readonly HttpClient _own = Connect(gateway, KeyOf(Organization));
    private readonly HttpClient _strange = Connect(gateway, KeyOf(Stranger));
    private readonly Random _random = new(plan.Seed);
    private readonly ConcurrentDictionary<int, Task> _lives = new();
    private readonly CancellationTokenSource _end = new();
    private readonly string _filler = new('x', plan.TextCharacters);
    private int _accepted;
    private int _canceled;
    private int _aim;
    private int _made;
    private volatile bool _flowing;

    public static string KeyOf(string organization) => $"faults-key-of-{organization}-0123456789";

    /// <summary>
    /// Does what it is told on its input, a word a line, until <c>stop</c>: <c>flow</c>, <c>hold</c>, <c>count</c>, which says how many were
    /// accepted, and <c>canceled</c>, how many cancels were done.
    /// </summary>
    public async Task ObeyAsync(TextReader orders, TextWriter answers)
    {
        var making = MakeAsync();
        while (await orders.ReadLineAsync() is { } order and not "stop")
        {
            _flowing = order switch { "flow" => true, "hold" => false, _ => _flowing };
            await answers.WriteLineAsync(
                (order == "canceled" ? Volatile.Read(ref _canceled) : Volatile.Read(ref _accepted)).ToString(CultureInfo.InvariantCulture));
        }

        _flowing = false;
        await _end.CancelAsync();
        await making;
        await Task.WhenAll(_lives.Values);
        await answers.WriteLineAsync("stopped");
    }

    public void Dispose()
    {
        _own.Dispose();
        _strange.Dispose();
        _end.Dispose();
    }

    private static HttpClient Connect(Uri gateway, string key)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 })
        {
            BaseAddress = gateway,
            Timeout = TimeSpan.FromSeconds(10),
        };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    /// <summary>Makes messages at the rate while they flow; what could not be made in time is not caught up with.</summary>
    private async Task MakeAsync()
    {
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        var (last, owed) = (Stopwatch.GetTimestamp(), 0.0);
        while (!_end.IsCancellationRequested && await clock.WaitForNextTickAsync())
        {
            owed = Math.Min(owed + (Stopwatch.GetElapsedTime(last).TotalSeconds * plan.PerSecond), plan.PerSecond / 10.0);
            last = Stopwatch.GetTimestamp();
            for (; _flowing && owed >= 1; owed--)
            {
                var number = ++_made;
                var life = LiveAsync(new Random(_random.Next()), number);
                _lives[number] = life;
                _ = life.ContinueWith((_, gone) => _lives.TryRemove((int)gone!, out Task? _), number, TaskScheduler.Default);
            }
        }
    }

    private async Task LiveAsync(Random random, int number)
    {
        var far = random.NextDouble() < plan.FarShare;
        var due = TimeProvider.System.GetUtcNow() + (far ? TimeSpan.FromHours(1) : TimeSpan.FromMilliseconds(random.Next(plan.DueFrom, plan.DueTo)));
        due = new DateTimeOffset(due.Ticks - (due.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        if (await ScheduleAsync(random, number, due) is not { } id)
        {
            return;
        }

        if (random.NextDouble() < ClientPlan.ReadShare)
        {
            await LookAsync(_own, Organization, id, due);
            await LookAsync(_strange, Stranger, id, due);
        }

        if (random.NextDouble() >= ClientPlan.CanceledShare)
        {
            return;
        }

        var when = far
            ? TimeProvider.System.GetUtcNow() + TimeSpan.FromMilliseconds(random.Next(500, 30_000))
            : due + TimeSpan.FromMilliseconds(Volatile.Read(ref _aim) + random.Next(-ClientPlan.Spread, ClientPlan.Spread + 1));
        if (when - TimeProvider.System.GetUtcNow() is var wait && wait > TimeSpan.Zero)
        {
            try
            {
                await Task.Delay(wait, TimeProvider.System, far ? _end.Token : CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }

        await RepeatAsync(random, async attempt =>
        {
            var line = await AskAsync(
                _own, new(ClientVerb.Cancel, Organization, 0, null, default, null, false, null, null, id, null, due, attempt),
                () => new(HttpMethod.Delete, "/v1/messages/" + id));
            if (line.Status == 200)
            {
                Interlocked.Increment(ref _canceled);
            }

            if (!far && attempt == 1)
            {
                Adjust(line.Status);
            }

            return line.Status is 0 or null or 503;
        });
    }

    /// <summary>
    /// Aims a little later after a cancel that won, and earlier after one that lost: timers and requests are late by what the machine is busy with.
    /// </summary>
    private void Adjust(int? status)
    {
        var aim = Volatile.Read(ref _aim) + status switch { 200 => 1, 409 => -1, _ => 0 };
        Volatile.Write(ref _aim, Math.Clamp(aim, -ClientPlan.AimMax, ClientPlan.AimMax));
    }

    private async Task<string?> ScheduleAsync(Random random, int number, DateTimeOffset due)
    {
        var request = string.Create(CultureInfo.InvariantCulture, $"{plan.Seed}-{number}");
        var key = random.NextDouble() < ClientPlan.KeyedShare ? string.Create(CultureInfo.InvariantCulture, $"key-{plan.Seed}-{number}") : null;
        var at = string.Create(CultureInfo.InvariantCulture, $"{due:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}");
        var body = $$"""{"from":"+15005550100","to":"+15005550199","text":"{{request}} {{_filler}}","scheduled_at":"{{at}}"}""";
        string? id = null;
        await RepeatAsync(random, async attempt =>
        {
            var line = await AskAsync(
                _own,
                new(ClientVerb.Create, Organization, 0, null, default, null, false, request, key, null, null, due, attempt),
                () =>
                {
                    var create = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
                    {
                        Content = new StringContent(body, Encoding.UTF8, "application/json"),
                    };
                    if (key is not null)
                    {
                        create.Headers.Add("Idempotency-Key", key);
                    }

                    return create;
                });
            id = line.Status == 202 ? line.Id : null;
            return line.Status is 0 || (key is not null && line.Status is null or 503);
        });
        if (id is not null)
        {
            Interlocked.Increment(ref _accepted);
        }

        return id;
    }

    private Task<ClientLine> LookAsync(HttpClient client, string organization, string id, DateTimeOffset due) => AskAsync(
        client, new(ClientVerb.Read, organization, 0, null, default, null, false, null, null, id, null, due, 1),
        () => new(HttpMethod.Get, "/v1/messages/" + id));

    /// <summary>Does something until it need not be done again, a few times at most.</summary>
    private static async Task RepeatAsync(Random random, Func<int, Task<bool>> isToBeRepeated)
    {
        for (var attempt = 1; attempt <= ClientPlan.TriesMax && await isToBeRepeated(attempt); attempt++)
        {
            await Task.Delay(AskAgainAfter * (0.5 + random.NextDouble()), TimeProvider.System);
        }
    }

    /// <summary>Makes one call, and writes down what came of it.</summary>
    private async Task<ClientLine> AskAsync(HttpClient client, ClientLine line, Func<HttpRequestMessage> make)
    {
        line = line with { Invoked = Stopwatch.GetTimestamp(), Clock = TimeProvider.System.GetUtcNow() };
        try
        {
            using var request = make();
            using var response = await client.SendAsync(request);
            var json = await response.Content.ReadAsByteArrayAsync();
            line = line with
            {
                Answered = Stopwatch.GetTimestamp(),
                Status = (int)response.StatusCode,
                RetryAfter = response.Headers.RetryAfter is not null,
            };
            if (response.IsSuccessStatusCode)
            {
                using var document = JsonDocument.Parse(json);
                var data = document.RootElement.GetProperty("data");
                line = line with { Id = data.GetProperty("id").GetString(), Word = data.GetProperty("status").GetString() };
            }
        }
        catch (HttpRequestException lost)
        {
            line = line with { Status = lost.HttpRequestError == HttpRequestError.ConnectionError ? 0 : null };
        }
        catch (TaskCanceledException)
        {
            // No answer in time: it may yet happen.
        }

        journal.Write(line);
        return line;
    }
}
