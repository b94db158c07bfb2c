using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Belay.Tests.Silo;

/// <summary>One call of the carrier.</summary>
/// <param name="Id">The message.</param>
/// <param name="Attempt">Which try it was, from 1.</param>
/// <param name="At">When it arrived.</param>
/// <param name="HasEffect">Whether its key was new.</param>
internal sealed record Call(Guid Id, int Attempt, DateTimeOffset At, bool HasEffect);

/// <summary>What the <c>http</c> carrier calls: it outlives every silo, writes down each call, and honours the idempotency key.</summary>
internal sealed class CarrierStub : IAsyncDisposable
{
    /// <summary>The one recipient that it refuses, for good.</summary>
    public const string RefusedNumber = "+15550009999";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Call> _calls = new();

    private CarrierStub(WebApplication app) => _app = app;

    public string Url => _app.Urls.First() + "/messages";

    public IReadOnlyList<Call> Calls => [.. _calls];

    /// <summary>Listens on an address of this machine.</summary>
    public static async Task<CarrierStub> StartAsync(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://{address}:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var stub = new CarrierStub(app);
        app.MapPost("/messages", stub.TakeAsync);
        await app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        var at = TimeProvider.System.GetUtcNow();
        using var body = await JsonDocument.ParseAsync(request.Body);
        var id = body.RootElement.GetProperty("id").GetGuid();
        var key = request.Headers["Idempotency-Key"].ToString();
        _calls.Enqueue(new(id, body.RootElement.GetProperty("attempt").GetInt32(), at, _keys.TryAdd(key, true)));
        if (body.RootElement.GetProperty("to").GetString() == RefusedNumber)
        {
            return Results.Json(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["code"] = "no_route", ["title"] = "There is no route." },
                statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        return Results.Json(new Dictionary<string, string>(StringComparer.Ordinal) { ["reference"] = "stub-" + key });
    }
}
