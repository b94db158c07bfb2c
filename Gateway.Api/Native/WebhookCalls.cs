using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary>
/// <c>POST webhooks/check</c>: whether events can reach the organization's own endpoints, seen from the process that would bring them.
/// </summary>
internal static class WebhookCalls
{
    public static async Task<IResult> CheckAsync(
        HttpContext context, WebhookEndpoints endpoints, WebhookProbe probe, CancellationToken cancellationToken)
    {
        var looks =
            from endpoint in endpoints.Of(context.GetCaller().Organization)
            from address in (string?[])[endpoint.Url, endpoint.FailoverUrl]
            where address is not null
            select LookAsync(endpoint.Dialect, new Uri(address), isFailover: address != endpoint.Url);
        return Results.Json(new EndpointChecksWire(await Task.WhenAll(looks)), NativeJson.Wire.EndpointChecksWire);

        async Task<EndpointCheckWire> LookAsync(Dialect dialect, Uri url, bool isFailover) =>
            new(Words<Dialect>.Of(dialect), url.Host, isFailover,
                Words<ProbeResult>.Of(await probe.LookAsync(url, AddressOwner.Operator, cancellationToken)));
    }
}
