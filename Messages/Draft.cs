namespace Belay.Messages;

/// <summary>By which means a message reaches its recipient.</summary>
public enum Channel
{
    /// <summary>A text message.</summary>
    Sms = 0,

    /// <summary>A text message with media.</summary>
    Mms = 1,

    /// <summary>A text that is read out in a call.</summary>
    Voice = 2,

    /// <summary>A message to a user id, by whatever means the carrier knows for it.</summary>
    User = 3,
}

/// <summary>The API in whose words a message was created; its webhooks are shaped the same way.</summary>
public enum Dialect
{
    /// <summary>No HTTP dialect: created through <see cref="IMessageEngine"/>.</summary>
    None = 0,

    /// <summary>Telnyx messaging v2.</summary>
    Telnyx = 1,

    /// <summary>Courier.</summary>
    Courier = 2,

    /// <summary>AgentMessage.</summary>
    AgentMessage = 3,

    /// <summary>HCL Volt MX Engagement.</summary>
    VoltMx = 4,
}

/// <summary>Which steps of a message are told to a webhook, and where.</summary>
/// <param name="On">A step into one of these statuses writes an event; <see cref="MessageStatuses.None"/> writes none.</param>
/// <param name="Url">The message's own address; null means the organization's configured endpoint for the dialect of origin.</param>
/// <param name="FailoverUrl">Where to go when <paramref name="Url"/> does not answer.</param>
public sealed record WebhookTarget(MessageStatuses On, string? Url = null, string? FailoverUrl = null)
{
    /// <summary>No webhooks.</summary>
    public static WebhookTarget None { get; } = new(MessageStatuses.None);
}

/// <summary>All that a caller asked for. Nothing changes it once it is accepted.</summary>
public sealed record Draft
{
    /// <summary>Most tags of one message.</summary>
    public const int TagsMax = 20;

    /// <summary>The id, made by whoever accepts the request.</summary>
    public required MessageId Id { get; init; }

    /// <summary>Who owns the message.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>The request's number; every message has one, alone or with others.</summary>
    public required BatchId Batch { get; init; }

    /// <summary>The message's place in its batch, from 0.</summary>
    public int Ordinal { get; init; }

    /// <summary>In whose words it was created.</summary>
    public required Dialect Dialect { get; init; }

    /// <summary>Sender: E.164 number, short code or name; empty where the carrier chooses.</summary>
    public required string From { get; init; }

    /// <summary>The one recipient: E.164 number, short code or user id.</summary>
    public required string To { get; init; }

    /// <summary>By which means.</summary>
    public Channel Channel { get; init; }

    /// <summary>The text as it was given.</summary>
    public required string Text { get; init; }

    /// <summary>Subject, for media messages.</summary>
    public string? Subject { get; init; }

    /// <summary>Addresses of media.</summary>
    public IReadOnlyList<string> Media { get; init; } = [];

    /// <summary>The caller's own words for the message; a list can be filtered by them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Named facts that a dialect filters lists by, such as <c>event</c> or <c>trace</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = EmptyLabels;

    /// <summary>How the text is encoded and in how many parts it leaves.</summary>
    public SmsEncoding Encoding { get; init; }

    /// <summary>Parts the text needs, from 1; 1 for channels without parts.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>Whether characters outside GSM-7 are replaced by their GSM-7 equivalents when the message leaves.</summary>
    public bool SmartEncoded { get; init; }

    /// <summary>When to send; null: at once.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>When it must have left by; after that it expires.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Which steps are told to a webhook.</summary>
    public WebhookTarget Webhook { get; init; } = WebhookTarget.None;

    /// <summary>What else the dialect wants back later, as JSON that nobody else reads.</summary>
    public string? Extra { get; init; }

    private static readonly IReadOnlyDictionary<string, string> EmptyLabels =
        System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// The draft without anything that tells of a person: texts, numbers, media, and the caller's own words. What remains says what kind of message
    /// it was.
    /// </summary>
    internal Draft Erase() => this with
    {
        From = "", To = "", Text = "", Subject = null, Media = [], Tags = [], Labels = EmptyLabels, Webhook = WebhookTarget.None, Extra = null,
    };

    /// <summary>Whether every store gives each of its texts back as it is: see <see cref="StorableText"/>.</summary>
    internal bool IsStorable() =>
        StorableText.IsStorable(From) && StorableText.IsStorable(To) && StorableText.IsStorable(Text)
        && StorableText.IsStorable(Subject) && StorableText.IsStorable(Extra)
        && StorableText.IsStorable(Webhook.Url) && StorableText.IsStorable(Webhook.FailoverUrl)
        && Media.All(StorableText.IsStorable) && Tags.All(StorableText.IsStorable)
        && Labels.All(label => StorableText.IsStorable(label.Key) && StorableText.IsStorable(label.Value));

    /// <summary>The text as it leaves: with GSM-7 equivalents where smart encoding was applied.</summary>
    public string TextToSend => SmartEncoded ? SmsText.ToGsm7Equivalents(Text) : Text;
}
