using Belay.Messages;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>Where an event may go: the address, the failover address, and the secret that belongs to them.</summary>
internal sealed record WebhookRoute(IReadOnlyList<string> Addresses, string? Secret)
{
    /// <summary>
    /// The message's own addresses; without them the organization's endpoint as it is configured now, not as it was when the message was made.
    /// Null: nobody listens any more.
    /// </summary>
    public static WebhookRoute? Of(WebhookTarget target, WebhookEndpoint? endpoint)
    {
        if (target.Url is { } url)
        {
            return new(List(url, target.FailoverUrl), Secret: null);
        }

        return endpoint is null ? null : new(List(endpoint.Url, target.FailoverUrl ?? endpoint.FailoverUrl), endpoint.Secret);
    }

    private static IReadOnlyList<string> List(string url, string? failover) => failover is null ? [url] : [url, failover];
}
