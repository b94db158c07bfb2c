using System.Text.Json;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>The JSON that a status or fetch call asks with.</summary>
internal static class QueryBody
{
    /// <summary>Reads it; the answer where it cannot be read.</summary>
    public static async Task<(JsonDocument? Json, IResult? Answer)> ReadAsync(HttpContext context, GatewayLimits limits)
    {
        var (body, tooLarge) = await RequestBody.ReadAsync(context.Request, limits.BodyBytesMax);
        if (body is null)
        {
            return (null, new RefusalResult(tooLarge!));
        }

        return JsonBody.Parse(body, limits.JsonDepthMax) is { } json ? (json, null) : (null, VoltMxAnswers.BadRequest(context, VoltMxAnswers.ParseFailure));
    }
}
