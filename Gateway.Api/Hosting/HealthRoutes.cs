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

    private static async Task<IResult> ReadyAsync(IMessageEngine engine, CancellationToken cancellationToken)
    {
        var health = await engine.CheckHealthAsync(cancellationToken);
        return Results.Text(health.Detail, statusCode: health.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
