using System.Text.Json;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Requests.Strays;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>The JSON that a status or fetch call asks with.</summary>
internal static class QueryBody
{
    /// <summary>Reads it; the answer where it cannot be read.</summary>
    public static async Task<(JsonDocument? Json, IResult? Answer)> ReadAsync(HttpContext context, GatewayLimits limits, StrayRules strays)
    {
        var (body, tooLarge) = await RequestBody.ReadAsync(context.Request, limits.BodyBytesMax);
        if (body is null)
        {
            return (null, new RefusalResult(tooLarge!));
        }

        if (JsonBody.Parse(body, limits.JsonDepthMax) is not { } json)
        {
            return (null, VoltMxAnswers.BadRequest(context, VoltMxAnswers.ParseFailure));
        }

        // As a misspelt filter it would show too much.
        if (strays.Fault(json.RootElement) is { } fault)
        {
            json.Dispose();
            return (null, VoltMxAnswers.BadField(context, fault));
        }

        return (json, null);
    }
}
