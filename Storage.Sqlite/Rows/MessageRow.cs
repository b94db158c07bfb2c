using Belay.Messages;

namespace Belay.Storage.Sqlite.Rows;

/// <summary>A message as a row of the table <c>message</c>.</summary>
internal static class MessageRow
{
    /// <summary>The columns that <see cref="Read"/> wants, in its order.</summary>
    public const string Selected =
        "m.id, m.organization, m.batch, m.ordinal, m.dialect, m.channel, m.from_address, m.to_address, m.text, m.subject, m.media, m.tags, m.labels, "
        + "m.encoding, m.parts, m.smart_encoded, m.send_at, m.valid_until, m.webhook_on, m.webhook_url, m.webhook_failover_url, m.extra, "
        + "m.received_at, "
        + "m.status, m.version, m.attempts, m.call_open, m.tainted, m.wake_at, m.carrier_reference, m.archived, m.timeline, m.erased_at";

    /// <summary>How many they are.</summary>
    public const int SelectedCount = 33;

    public const string Insert =
        "INSERT INTO message (id, organization, batch, ordinal, dialect, channel, from_address, to_address, text, subject, media, tags, labels, "
        + "encoding, parts, smart_encoded, send_at, valid_until, webhook_on, webhook_url, webhook_failover_url, extra, received_at, due_at, "
        + "status, version, attempts, call_open, tainted, wake_at, carrier_reference, error_code, error_title, archived, timeline) "
        + "VALUES ($id, $organization, $batch, $ordinal, $dialect, $channel, $from_address, $to_address, $text, $subject, $media, $tags, $labels, "
        + "$encoding, $parts, $smart_encoded, $send_at, $valid_until, $webhook_on, $webhook_url, $webhook_failover_url, $extra, $received_at, "
        + "$due_at, "
        + "$status, $version, $attempts, $call_open, $tainted, $wake_at, $carrier_reference, $error_code, $error_title, $archived, $timeline)";

    /// <summary>
    /// The compare-and-set: no row is changed unless it is still at the version that the decision was made on, nor where it would open a call of a
    /// message that is held.
    /// </summary>
    public const string UpdateIfVersion =
        "UPDATE message SET status = $status, version = $version, attempts = $attempts, call_open = $call_open, tainted = $tainted, wake_at = "
        + "$wake_at, "
        + "carrier_reference = $carrier_reference, error_code = $error_code, error_title = $error_title, archived = $archived, timeline = $timeline, "
        + "finished_at = $finished_at, "
        + "claimant = $claimant, held = held AND $status <= 2 WHERE id = $id AND version = $version_before AND (held = 0 OR $call_open = 0)";

    public static Message Read(Row row) => new()
    {
        Draft = new Draft
        {
            Id = new MessageId(row.GetGuid(0)),
            Organization = OrganizationId.Parse(row.GetString(1)),
            Batch = new BatchId(row.GetInt64(2)),
            Ordinal = row.GetInt32(3),
            Dialect = (Dialect)row.GetInt32(4),
            Channel = (Channel)row.GetInt32(5),
            From = row.GetString(6),
            To = row.GetString(7),
            Text = row.GetString(8),
            Subject = Text(row, 9),
            Media = Columns.ReadList(Text(row, 10)),
            Tags = Columns.ReadList(Text(row, 11)),
            Labels = Columns.ReadLabels(Text(row, 12)) ?? NoLabels,
            Encoding = (SmsEncoding)row.GetInt32(13),
            Parts = row.GetInt32(14),
            SmartEncoded = row.GetBoolean(15),
            SendAt = Time(row, 16),
            ValidUntil = Time(row, 17),
            Webhook = row.GetInt32(18) is var on and not 0
                ? new WebhookTarget((MessageStatuses)on, Text(row, 19), Text(row, 20))
                : WebhookTarget.None,
            Extra = Text(row, 21),
        },
        ReceivedAt = Columns.FromMicroseconds(row.GetInt64(22)),
        Status = (MessageStatus)row.GetInt32(23),
        Version = row.GetInt64(24),
        Attempts = row.GetInt32(25),
        CallOpen = row.GetBoolean(26),
        Tainted = row.GetBoolean(27),
        WakeAt = Time(row, 28),
        CarrierReference = Text(row, 29),
        Archived = row.GetBoolean(30),
        Timeline = Columns.ReadTimeline(row.GetString(31)),
        ErasedAt = Time(row, 32),
    };

    public static void BindDraft(Statement statement, Message message)
    {
        var draft = message.Draft;
        statement
            .Set("$id", draft.Id.Value)
            .Set("$organization", draft.Organization.Value)
            .Set("$batch", draft.Batch.Value)
            .Set("$ordinal", draft.Ordinal)
            .Set("$dialect", (int)draft.Dialect)
            .Set("$channel", (int)draft.Channel)
            .Set("$from_address", draft.From)
            .Set("$to_address", draft.To)
            .Set("$text", draft.Text)
            .Set("$subject", draft.Subject)
            .Set("$media", Columns.WriteList(draft.Media))
            .Set("$tags", Columns.WriteList(draft.Tags))
            .Set("$labels", Columns.WriteLabels(draft.Labels))
            .Set("$encoding", (int)draft.Encoding)
            .Set("$parts", draft.Parts)
            .Set("$smart_encoded", draft.SmartEncoded)
            .Set("$send_at", draft.SendAt)
            .Set("$valid_until", draft.ValidUntil)
            .Set("$webhook_on", (int)draft.Webhook.On)
            .Set("$webhook_url", draft.Webhook.Url)
            .Set("$webhook_failover_url", draft.Webhook.FailoverUrl)
            .Set("$extra", draft.Extra)
            .Set("$received_at", message.ReceivedAt)
            .Set("$due_at", message.DueAt);
    }

    public static void BindState(Statement statement, Message message) => statement
        .Set("$status", (int)message.Status)
        .Set("$version", message.Version)
        .Set("$attempts", message.Attempts)
        .Set("$call_open", message.CallOpen)
        .Set("$tainted", message.Tainted)
        .Set("$wake_at", message.WakeAt)
        .Set("$carrier_reference", message.CarrierReference)
        .Set("$error_code", message.Error?.Code)
        .Set("$error_title", message.Error?.Title)
        .Set("$archived", message.Archived)
        .Set("$timeline", Columns.WriteTimeline(message.Timeline));

    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    private static string? Text(Row row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static DateTimeOffset? Time(Row row, int at) => row.IsDBNull(at) ? null : Columns.FromMicroseconds(row.GetInt64(at));
}
