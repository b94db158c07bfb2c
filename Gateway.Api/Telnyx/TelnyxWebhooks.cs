using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Belay.Gateway.Api.Webhooks;
using Belay.Messages;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>Events in this dialect: <c>message.sent</c> when the carrier took the message, <c>message.finalized</c> at its end.</summary>
/// <remarks>
/// From the vendor's documentation: an answer within 2 seconds, three tries for each address, message's own first. Not from it: the pauses, and that
/// both addresses are then tried in turn until a day is full, as every event of Belay is. The vendor's clients can tell: they check a timestamp that
/// is made anew on each try.
/// </remarks>
internal sealed class TelnyxWebhooks(TelnyxSigningKey key) : IWebhookDialect
{
    public Dialect Name => Dialect.Telnyx;

    public WebhookPolicy Policy { get; } =
        new(TimeSpan.FromSeconds(2), WebhookPolicy.FillDay(5, 30, 60, 120, 240, 480, 720), FirstTries: 3);

    public MessageStatuses Events => TelnyxMapping.ToldToWebhooks;

    public byte[] WriteBody(WebhookEvent webhookEvent, WebhookPost post) => EventJson.Write(body =>
    {
        body.WriteStartObject("data");
        body.WriteString("record_type", "event");
        body.WriteString("id", webhookEvent.Id);
        body.WriteString("event_type", EventType(webhookEvent.Step.Status));
        body.WriteString("occurred_at", TelnyxTime.Format(webhookEvent.Step.At));
        body.WritePropertyName("payload");
        JsonSerializer.Serialize(body, TelnyxMapping.ToWire(webhookEvent.Message), TelnyxJson.Wire.TelnyxMessage);
        body.WriteEndObject();
        body.WriteStartObject("meta");
        body.WriteNumber("attempt", post.Attempt);
        body.WriteString("delivered_to", post.Url);
        body.WriteEndObject();
    });

    /// <summary>
    /// Signs <c>timestamp|body</c>; the vendor's clients refuse a timestamp that is more than five minutes old, so each try has its own.
    /// </summary>
    public async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> SignAsync(byte[] body, WebhookPost post, CancellationToken cancellationToken)
    {
        var timestamp = post.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp + "|"), .. body];
        var signature = await key.SignAsync(signed, cancellationToken);
        return [new("telnyx-timestamp", timestamp), new("telnyx-signature-ed25519", Convert.ToBase64String(signature))];
    }

    private static string EventType(MessageStatus status) => status switch
    {
        MessageStatus.Sent => "message.sent",
        _ when TelnyxMapping.ToldToWebhooks.Holds(status) => "message.finalized",
        _ => throw new UnreachableException($"No event for {status}."),
    };
}
