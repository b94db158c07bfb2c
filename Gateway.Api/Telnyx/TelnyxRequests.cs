using System.Text.Json.Serialization;
using Belay.Gateway.Api.Requests.Strays;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>What the calls that make messages have in common.</summary>
internal abstract record TelnyxContent
{
    /// <summary>Sender: +E.164 number, short code or alphanumeric id; may be left out where a messaging profile is named.</summary>
    [JsonPropertyName("from")]
    public string? From { get; init; }

    /// <summary>Needed without a sender (number pool) and with an alphanumeric one.</summary>
    [JsonPropertyName("messaging_profile_id")]
    public string? MessagingProfileId { get; init; }

    /// <summary>The text; needed for SMS.</summary>
    [JsonPropertyName("text")]
    public string? Text { get; init; }

    [JsonPropertyName("subject")]
    public string? Subject { get; init; }

    /// <summary>Addresses of media; needed for MMS.</summary>
    [JsonPropertyName("media_urls")]
    public IReadOnlyList<string>? MediaUrls { get; init; }

    [JsonPropertyName("webhook_url")]
    public string? WebhookUrl { get; init; }

    [JsonPropertyName("webhook_failover_url")]
    public string? WebhookFailoverUrl { get; init; }

    /// <summary>Whether the organization's own endpoint is used after, or in place of, the message's; true where it is left out.</summary>
    [JsonPropertyName("use_profile_webhooks")]
    public bool? UseProfileWebhooks { get; init; }

    /// <summary>Finds what is left behind of a body; these names are known to its call beside those that all have.</summary>
    protected static StrayRules StraysOf(params string[] more) => new(
        BodyShape.Of(
        [
            .. more.Select(static name => (name, BodyShape.Value)),
            ("to", BodyShape.Value),
            ("from", BodyShape.Value),
            ("messaging_profile_id", BodyShape.Value),
            ("text", BodyShape.Value),
            ("subject", BodyShape.Value),
            ("media_urls", BodyShape.Value),
            ("send_at", BodyShape.Value),
            ("webhook_url", BodyShape.Value),
            ("webhook_failover_url", BodyShape.Value),
            ("use_profile_webhooks", BodyShape.Value),
        ]),
        "the time to send is send_at",
        "the recipient is to");
}

/// <summary>The body of <c>POST /v2/messages</c> and its siblings.</summary>
internal sealed record TelnyxMessageRequest : TelnyxContent
{
    /// <summary>Recipient: +E.164 number or short code.</summary>
    [JsonPropertyName("to")]
    public required string To { get; init; }

    /// <summary><c>SMS</c> or <c>MMS</c>; where it is left out, media make it MMS.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>Has no effect: a text that is too long is refused in any case.</summary>
    [JsonPropertyName("auto_detect")]
    public bool? AutoDetect { get; init; }

    /// <summary><c>auto</c>, <c>gsm7</c> or <c>ucs2</c>.</summary>
    [JsonPropertyName("encoding")]
    public string? Encoding { get; init; }

    /// <summary>When to send: ISO 8601 with <c>Z</c> or an offset.</summary>
    [JsonPropertyName("send_at")]
    public string? SendAt { get; init; }

    public static StrayRules Strays { get; } = StraysOf("type", "auto_detect", "encoding");

    /// <summary>Takes the fields out of a body.</summary>
    public static TelnyxMessageRequest Read(TelnyxFields fields)
    {
        // The vendor takes a list of one number too, and calls any other list a bad address.
        var to = fields.OneOrMoreTexts("to");
        if (to is { Count: not 1 })
        {
            fields.Fail(TelnyxFault.BadTo("/to", "One recipient is expected."));
        }

        var request = new TelnyxMessageRequest
        {
            To = to is [var one] ? one : "",
            From = fields.Text("from"),
            MessagingProfileId = fields.Text("messaging_profile_id"),
            Text = fields.Text("text"),
            Subject = fields.Text("subject"),
            MediaUrls = fields.Texts("media_urls"),
            Type = fields.Text("type"),
            AutoDetect = fields.Flag("auto_detect"),
            Encoding = fields.Text("encoding"),
            SendAt = fields.Text("send_at"),
            WebhookUrl = fields.Text("webhook_url"),
            WebhookFailoverUrl = fields.Text("webhook_failover_url"),
            UseProfileWebhooks = fields.Flag("use_profile_webhooks"),
        };
        if (to is null)
        {
            fields.Fail(TelnyxFault.Missing("/to"));
        }

        return request;
    }
}

/// <summary>The body of <c>POST /v2/messages/group_mms</c>.</summary>
internal sealed record TelnyxGroupMmsRequest : TelnyxContent
{
    /// <summary>1 to 8 recipients: +E.164 numbers.</summary>
    [JsonPropertyName("to")]
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>A field that this call does not have, read only to refuse it.</summary>
    [JsonIgnore]
    public string? SendAt { get; init; }

    /// <summary>The other calls' field: <c>MMS</c> says no more than the call itself.</summary>
    [JsonIgnore]
    public string? Type { get; init; }

    public static StrayRules Strays { get; } = StraysOf("type");

    /// <summary>Takes the fields out of a body.</summary>
    public static TelnyxGroupMmsRequest Read(TelnyxFields fields)
    {
        var to = fields.OneOrMoreTexts("to");
        var request = new TelnyxGroupMmsRequest
        {
            To = to ?? [],
            From = fields.Text("from"),
            MessagingProfileId = fields.Text("messaging_profile_id"),
            Text = fields.Text("text"),
            Subject = fields.Text("subject"),
            MediaUrls = fields.Texts("media_urls"),
            SendAt = fields.Text("send_at"),
            Type = fields.Text("type"),
            WebhookUrl = fields.Text("webhook_url"),
            WebhookFailoverUrl = fields.Text("webhook_failover_url"),
            UseProfileWebhooks = fields.Flag("use_profile_webhooks"),
        };
        if (to is null)
        {
            fields.Fail(TelnyxFault.Missing("/to"));
        }

        return request;
    }
}

/// <summary>The calls that make a message, by what each asks of the sender and the time.</summary>
internal enum TelnyxCall
{
    /// <summary><c>POST /v2/messages</c>: now, or later with <c>send_at</c>.</summary>
    Send,

    /// <summary><c>POST /v2/messages/schedule</c>: later.</summary>
    Schedule,

    /// <summary><c>POST /v2/messages/long_code</c>: now, from a number.</summary>
    LongCode,

    /// <summary><c>POST /v2/messages/short_code</c>: now, from a short code.</summary>
    ShortCode,

    /// <summary><c>POST /v2/messages/number_pool</c>: now, from whatever number the profile has.</summary>
    NumberPool,

    /// <summary><c>POST /v2/messages/alphanumeric_sender_id</c>: now, from a name.</summary>
    AlphanumericSender,
}
