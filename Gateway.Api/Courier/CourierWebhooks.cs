using System.Text.Json;
using Belay.Gateway.Api.Courier.Wire;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier;

/// <summary>
/// Events in this dialect: <c>message:updated</c> with the record as it is after each change of status; cancels and delays are told too.
/// </summary>
internal sealed class CourierWebhooks : IWebhookDialect
{
    public Dialect Name => Dialect.Courier;

    public WebhookPolicy Policy { get; } = new(TimeSpan.FromSeconds(10), WebhookPolicy.PausesOfOneDay);

    public MessageStatuses Events => MessageStatuses.All;

    public byte[] WriteBody(WebhookEvent webhookEvent, WebhookPost post) => EventJson.Write(body =>
    {
        body.WriteString("type", "message:updated");
        body.WritePropertyName("data");
        JsonSerializer.Serialize(body, CourierMapping.ToDetails(webhookEvent.Message), CourierJson.Wire.MessageDetails);
    });

    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> SignAsync(byte[] body, WebhookPost post, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<KeyValuePair<string, string>>>(
            post.Secret is { } secret ? [new(CourierSignature.Header, CourierSignature.Of(secret, post.Now, body))] : []);
}
