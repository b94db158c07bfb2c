using Belay.Gateway.Api.Access;
using Belay.Messages;

namespace Belay.Gateway.Api.Hosting;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it accepts, keeps and sends.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok")).LetsEverybodyIn().ExcludeFromDescription();
        routes.MapGet("/readyz", ReadyAsync).LetsEverybodyIn().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, CancellationToken cancellationToken)
    {
        var health = await readiness.CheckAsync(cancellationToken);
        return Results.Text(health.Detail, statusCode: health.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>Whether this process accepts, keeps and sends: what the host and the engine say together.</summary>
internal sealed class Readiness(IMessageEngine engine, IEnumerable<IReadiness> host, TimeProvider time)
{
    /// <summary>Shorter than those who ask wait (3 seconds in the examples): they hear what is wrong, not only that nothing came.</summary>
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(2);

    public async Task<EngineHealth> CheckAsync(CancellationToken cancellationToken)
    {
        if (host.Select(part => part.Check()).FirstOrDefault(part => !part.Ready) is { } notReady)
        {
            return notReady;
        }

        try
        {
            return await engine.CheckHealthAsync(cancellationToken).WaitAsync(AnswersWithin, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new EngineHealth(false, $"The engine did not answer within {AnswersWithin.TotalSeconds} seconds.");
        }
    }
}
