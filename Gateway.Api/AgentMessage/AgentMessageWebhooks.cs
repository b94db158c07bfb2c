using System.Text.Json;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.AgentMessage;

/// <summary>Events in this dialect, named by the message's new status: <c>message.sent</c>, <c>message.delivered</c> …</summary>
/// <remarks>
/// The vendor's own list of events has none of messages yet; names, body and retries are chosen in the manner of the rest of its API.
/// </remarks>
internal sealed class AgentMessageWebhooks : IWebhookDialect
{
    private const string ApiVersion = "2026-04-01";

    public Dialect Name => Dialect.AgentMessage;

    public WebhookPolicy Policy { get; } = new(TimeSpan.FromSeconds(10), WebhookPolicy.PausesOfOneDay);

    public MessageStatuses Events => AgentMessageMapping.ToldToWebhooks;

    public byte[] WriteBody(WebhookEvent webhookEvent, WebhookPost post) => EventJson.Write(body =>
    {
        body.WriteString("id", webhookEvent.Id);
        body.WriteString("type", "message." + AgentMessageMapping.ToWord(webhookEvent.Step.Status));
        body.WriteString("api_version", ApiVersion);
        body.WriteString("created_at", Rfc3339.Format(webhookEvent.Step.At));
        body.WritePropertyName("data");
        JsonSerializer.Serialize(body, AgentMessageMapping.ToWire(webhookEvent.Message), AgentMessageJson.Wire.MessageWire);
    });

    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> SignAsync(byte[] body, WebhookPost post, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<KeyValuePair<string, string>>>(
            post.Secret is { } secret ? [new(AgentMessageSignature.Header, AgentMessageSignature.Of(secret, post.Now, body))] : []);
}
