using System.Text;
using Belay.Gateway.Api.Webhooks;

namespace Belay.Tests.Gateway.Api.Webhooks;

/// <summary>Events as lines of text, so that tests of delivery read none of a dialect's JSON: <c>id version attempt</c>.</summary>
internal sealed class PlainWebhooks(Dialect name, WebhookPolicy policy) : IWebhookDialect
{
    public Dialect Name => name;

    public WebhookPolicy Policy => policy;

    public MessageStatuses Events => MessageStatuses.All & ~MessageStatuses.Queued;

    public byte[] WriteBody(WebhookEvent webhookEvent, WebhookPost post) =>
        Encoding.UTF8.GetBytes($"{webhookEvent.Id} {webhookEvent.Message.Version} {post.Attempt}");

    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> SignAsync(byte[] body, WebhookPost post, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<KeyValuePair<string, string>>>([new("x-secret", post.Secret ?? "none")]);
}
