using Belay.Gateway.Api.Access;
using Belay.Messages;

namespace Belay.Gateway.Api.Hosting;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it accepts, keeps and sends.</summary>
internal static class HealthRoutes
{
    /// <summary>Shorter than those who ask wait (3 seconds in the examples): they hear what is wrong, not only that nothing came.</summary>
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok")).LetsEverybodyIn().ExcludeFromDescription();
        routes.MapGet("/readyz", ReadyAsync).LetsEverybodyIn().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(IMessageEngine engine, IEnumerable<IReadiness> host, TimeProvider time, CancellationToken cancellationToken)
    {
        var health = host.Select(part => part.Check()).FirstOrDefault(part => !part.Ready) ?? await AskAsync(engine, time, cancellationToken);
        return Results.Text(health.Detail, statusCode: health.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<EngineHealth> AskAsync(IMessageEngine engine, TimeProvider time, CancellationToken cancellationToken)
    {
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
