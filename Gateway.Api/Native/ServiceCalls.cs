using Belay.Carriers;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary>What a caller may know of the service and of itself.</summary>
internal static class ServiceCalls
{
    private static readonly string Version = typeof(ServiceCalls).Assembly.GetName().Version?.ToString(3) ?? "";

    public static IResult Me(HttpContext context, TimeProvider time)
    {
        var key = context.GetCaller().Key;
        return Results.Json(
            new CallerWire(key.Organization.Value, key.Id, key.Name, ScopeNames.List(key.Scopes), Rfc3339.Format(time.GetUtcNow())),
            NativeJson.Wire.CallerWire);
    }

    public static async Task<IResult> StatusAsync(
        HttpContext context, IMessageEngine engine, Readiness readiness, WebhookEndpoints endpoints, HostLanes lanes,
        TimeProvider time, IServiceProvider services,
        CancellationToken cancellationToken)
    {
        var organization = context.GetCaller().Organization;
        var health = await readiness.CheckAsync(cancellationToken);
        // A gateway of the cluster that is only its client does not send.
        var traits = services.GetService<ICarrier>()?.Traits;
        var condition = services.GetService<GuardedCarrier>()?.Condition ?? new(CarrierState.Works);
        return Results.Json(
            new ServiceWire(
                Version,
                Rfc3339.Format(time.GetUtcNow()),
                health.Ready,
                health.Detail,
                traits is null ? null : new(
                    traits.Name,
                    traits.HonoursIdempotencyKey,
                    traits.SendsReceipts,
                    condition.State == CarrierState.Works,
                    EngineMetrics.Word(condition.State.ToString()),
                    condition.Code,
                    services.GetService<SendersFilledIn>() is { IsSenderMissing: true }),
                [.. endpoints.Of(organization).Select(ToWire)],
                health.Ready ? await CountHeldAsync() : null),
            NativeJson.Wire.ServiceWire);

        EndpointWire ToWire(WebhookEndpoint one) => new(
            Words<Dialect>.Of(one.Dialect), new Uri(one.Url).Host, one.Dialect == Dialect.Telnyx || one.Secret is not null,
            NativeMapping.Format(lanes.DownSince(one.Url)));

        async Task<long?> CountHeldAsync()
        {
            try
            {
                return await engine.CountHeldAsync(organization, cancellationToken);
            }
            catch (StoreUnavailableException)
            {
                // The rest is known all the same.
                return null;
            }
        }
    }
}
