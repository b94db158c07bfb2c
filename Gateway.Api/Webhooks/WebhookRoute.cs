using Belay.Messages;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>One address, and whose word it is.</summary>
internal sealed record WebhookAddress(string Url, AddressOwner Owner);

/// <summary>Where an event may go: the address, the failover address, and the secret that belongs to them.</summary>
internal sealed record WebhookRoute(IReadOnlyList<WebhookAddress> Addresses, string? Secret)
{
    /// <summary>
    /// The message's own addresses; without them the organization's endpoint as it is configured now, not as it was when the message was made.
    /// Null: nobody listens any more.
    /// </summary>
    public static WebhookRoute? Of(WebhookTarget target, WebhookEndpoint? endpoint)
    {
        var failover = target.FailoverUrl is { } own ? new WebhookAddress(own, AddressOwner.Caller) : null;
        if (target.Url is { } url)
        {
            return new(List(new(url, AddressOwner.Caller), failover), Secret: null);
        }

        if (endpoint is null)
        {
            return null;
        }

        failover ??= endpoint.FailoverUrl is { } configured ? new(configured, AddressOwner.Operator) : null;
        return new(List(new(endpoint.Url, AddressOwner.Operator), failover), endpoint.Secret);
    }

    private static IReadOnlyList<WebhookAddress> List(WebhookAddress first, WebhookAddress? failover) =>
        failover is null ? [first] : [first, failover];
}
