using System.Diagnostics.Metrics;
using Belay.Messages;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>What is measured of webhooks: by dialect, never by address, which tenants choose.</summary>
internal static class WebhookMetrics
{
    private static readonly Meter Meter = new(EngineMetrics.MeterName);

    private static readonly Counter<long> Posts = Meter.CreateCounter<long>(
        "belay.webhook.posts", "{post}", "Posts of webhook events by their outcome and the kind of answer: 2xx, 5xx, timeout, forbidden and so on.");

    private static readonly Counter<long> Lost = Meter.CreateCounter<long>("belay.webhook.given_up", "{event}", "Webhook events that were given up.");

    public static void Posted(Dialect dialect, WebhookAnswer answer) => Posts.Add(
        1,
        Of(dialect),
        new KeyValuePair<string, object?>("outcome", EngineMetrics.Word(answer.Outcome.ToString())),
        new KeyValuePair<string, object?>("answer", answer.Kind));

    public static void GivenUp(Dialect dialect) => Lost.Add(1, Of(dialect));

    private static KeyValuePair<string, object?> Of(Dialect dialect) => new("dialect", EngineMetrics.Word(dialect.ToString()));
}
