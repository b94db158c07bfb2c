using Belay.Messages;

namespace Belay.Gateway.Api.Webhooks;

/// <summary>How a dialect tells a webhook of a step.</summary>
internal interface IWebhookDialect
{
    /// <summary>Which dialect of origin.</summary>
    Dialect Name { get; }

    /// <summary>How long the receiver has, how often and when it is tried: the vendor's own rule.</summary>
    WebhookPolicy Policy { get; }

    /// <summary>The statuses that the dialect has an event for.</summary>
    MessageStatuses Events { get; }

    /// <summary>The body of an event. It is the same on every try, but for what <paramref name="post"/> says.</summary>
    byte[] WriteBody(WebhookEvent webhookEvent, WebhookPost post);

    /// <summary>Headers that sign the body, made anew on each try; empty where there is nothing to sign with.</summary>
    ValueTask<IReadOnlyList<KeyValuePair<string, string>>> SignAsync(byte[] body, WebhookPost post, CancellationToken cancellationToken);
}

/// <summary>One try of a delivery.</summary>
/// <param name="Url">Where it goes.</param>
/// <param name="Attempt">Which try of this event it is, from 1, over both addresses.</param>
/// <param name="Now">When.</param>
/// <param name="Secret">The endpoint's secret from the settings, where it has one.</param>
internal sealed record WebhookPost(string Url, int Attempt, DateTimeOffset Now, string? Secret);
