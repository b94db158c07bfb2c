using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Belay.Tests.Faults.Recorders;

/// <summary>
/// The carrier: it writes each call down, synced, before it says anything, and honours the idempotency key unless it is told not to.
/// </summary>
internal sealed class CarrierRecorder(Journal journal, Uri gateway, bool honoursKeys, int seed) : IDisposable
{
    public const string ReceiptToken = "faults-receipt-token";

    /// <summary>How long a receipt is offered to a gateway that is away.</summary>
    private static readonly TimeSpan OfferedFor = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, bool> _effects = new(StringComparer.Ordinal);
    private readonly HttpClient _client = new() { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(10) };
    private readonly Random _random = new(seed);
    private volatile CarrierMood _mood;
    private volatile int _percent = 100;
    private int _met;
    private int _offered;

    public void Map(WebApplication app)
    {
        _client.DefaultRequestHeaders.Authorization = new("Bearer", ReceiptToken);
        app.MapPost("/messages", TakeAsync);
        app.MapPost("/mood/{mood}", (CarrierMood mood, int percent = 100) =>
        {
            (_mood, _percent) = (mood, percent);
            Volatile.Write(ref _met, 0);
            return Results.Ok();
        });
        app.MapGet("/met", () => Volatile.Read(ref _met));
        app.MapGet("/offered", () => Volatile.Read(ref _offered));
    }

    public void Dispose() => _client.Dispose();

    private async Task TakeAsync(HttpContext context)
    {
        var (at, clock) = (Stopwatch.GetTimestamp(), TimeProvider.System.GetUtcNow());
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var mood = Next(100) >= _percent ? CarrierMood.Good : _mood == CarrierMood.Any ? (CarrierMood)Next((int)CarrierMood.Any) : _mood;
        if (mood != CarrierMood.Good)
        {
            Interlocked.Increment(ref _met);
        }

        if (mood == CarrierMood.CutsBeforeReading)
        {
            // The key is the message's id.
            journal.Write(new CarrierLine(at, clock, key, key, 0, honoursKeys, Effect: false, CarrierSaid.Nothing, mood));
            context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
            return;
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var id = body.RootElement.GetProperty("id").GetString()!;
        var takes = mood switch
        {
            CarrierMood.Refuses or CarrierMood.Limits or CarrierMood.LimitsForADay or CarrierMood.Overloaded => false,
            CarrierMood.KnowsNoKey or CarrierMood.IsGone or CarrierMood.HasMoved => false,
            CarrierMood.Hangs or CarrierMood.Fails or CarrierMood.IsBehindABadGateway or CarrierMood.IsBehindASlowGateway => Next(2) == 0,
            _ => true,
        };

        // A carrier that knows the key answers as it did the first time, whatever its mood.
        var known = honoursKeys && _effects.ContainsKey(key);
        var effect = takes && (!honoursKeys || _effects.TryAdd(key, true));
        var said = mood switch
        {
            CarrierMood.Hangs or CarrierMood.Resets => CarrierSaid.Nothing,
            CarrierMood.Fails or CarrierMood.IsBehindABadGateway or CarrierMood.IsBehindASlowGateway => CarrierSaid.Nothing,
            CarrierMood.Limits or CarrierMood.LimitsForADay or CarrierMood.Overloaded => CarrierSaid.Later,
            CarrierMood.KnowsNoKey or CarrierMood.IsGone or CarrierMood.HasMoved => CarrierSaid.Later,
            CarrierMood.Refuses when !known => CarrierSaid.Refused,
            _ => CarrierSaid.Accepted,
        };
        journal.Write(new CarrierLine(at, clock, id, key, body.RootElement.GetProperty("attempt").GetInt32(), honoursKeys, effect, said, mood));
        await Task.Delay(TimeSpan.FromMilliseconds(5 + Next(25)), TimeProvider.System);
        await SayAsync(context, mood, said, id);
        if (effect && said == CarrierSaid.Accepted && mood is not (CarrierMood.ReportsEarly or CarrierMood.Lies))
        {
            var times = mood == CarrierMood.ReportsTwice ? 2 : 1;
            for (var i = 0; i < times; i++)
            {
                _ = OfferAsync(id);
            }
        }
    }

    private async Task SayAsync(HttpContext context, CarrierMood mood, CarrierSaid said, string id)
    {
        switch (mood)
        {
            case CarrierMood.Hangs:
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                }
                catch (OperationCanceledException)
                {
                    // The caller gave up.
                }

                return;
            case CarrierMood.Resets:
                // Without this the server would say goodbye properly; with it the caller sees the connection break.
                context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
                return;
            case CarrierMood.Slow:
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
                break;
            case CarrierMood.ReportsEarly:
                await OfferAsync(id);
                break;
            case CarrierMood.Lies:
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("""{"reference":{"not":"text"},"status":"refused","code":[1,2""");
                return;
            case CarrierMood.Limits:
                context.Response.Headers.RetryAfter = "1";
                break;
            case CarrierMood.LimitsForADay:
                context.Response.Headers.RetryAfter = "86400";
                break;
            case CarrierMood.HasMoved:
                context.Response.Headers.Location = "/elsewhere";
                break;
        }

        context.Response.StatusCode = (mood, said) switch
        {
            (CarrierMood.Limits or CarrierMood.LimitsForADay, _) => StatusCodes.Status429TooManyRequests,
            (CarrierMood.Overloaded, _) => StatusCodes.Status503ServiceUnavailable,
            (CarrierMood.Fails, _) => StatusCodes.Status500InternalServerError,
            (CarrierMood.IsBehindABadGateway, _) => StatusCodes.Status502BadGateway,
            (CarrierMood.IsBehindASlowGateway, _) => StatusCodes.Status504GatewayTimeout,
            (CarrierMood.KnowsNoKey, _) => StatusCodes.Status401Unauthorized,
            (CarrierMood.IsGone, _) => StatusCodes.Status404NotFound,
            (CarrierMood.HasMoved, _) => StatusCodes.Status301MovedPermanently,
            (_, CarrierSaid.Refused) => StatusCodes.Status422UnprocessableEntity,
            _ => StatusCodes.Status200OK,
        };
        await context.Response.WriteAsJsonAsync(
            said == CarrierSaid.Accepted
                ? new Dictionary<string, string> { ["reference"] = "ref-" + id }
                : new() { ["code"] = "no", ["title"] = "Not now, or never." });
    }

    /// <summary>Reports delivery, again and again while the gateway is away: what a carrier does.</summary>
    private async Task OfferAsync(string id)
    {
        Interlocked.Increment(ref _offered);
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < OfferedFor)
        {
            try
            {
                using var response = await _client.PostAsJsonAsync(
                    "/carriers/http/receipts", new Dictionary<string, string> { ["id"] = id, ["status"] = "delivered" });
                if ((int)response.StatusCode < 500)
                {
                    break;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                // Away, or paused.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        }

        Interlocked.Decrement(ref _offered);
    }

    private int Next(int below)
    {
        lock (_random)
        {
            return _random.Next(below);
        }
    }
}
