using Belay.Messages;
using Belay.Storage.Sqlite.Rows;
using Microsoft.Data.Sqlite;

namespace Belay.Storage.Sqlite.Reading;

/// <summary>A read connection and what is asked on it. Used by one caller at a time.</summary>
internal sealed class ReadSession(SqliteConnection connection) : IDisposable
{
    internal const string FindSql = $"SELECT {MessageRow.Selected} FROM message m WHERE m.id = $id AND m.organization = $organization";
    internal const string FindBatchSql =
        $"SELECT {MessageRow.Selected} FROM message m WHERE m.organization = $organization AND m.batch = $batch ORDER BY m.ordinal";
    internal const string NextEventSql = "SELECT available_at FROM webhook_event WHERE blocked = 0 ORDER BY available_at LIMIT 1";

    /// <summary>An event goes after those before it, so its time is the latest of theirs.</summary>
    internal const string UndeliveredSql =
        "SELECT e.version, e.attempts, (SELECT max(b.available_at) FROM webhook_event b WHERE b.message_id = e.message_id AND b.seq <= e.seq) FROM "
        + "webhook_event e JOIN message m ON m.id = e.message_id "
        + "WHERE e.message_id = $message AND m.organization = $organization "
        + "UNION ALL SELECT g.version, g.attempts, NULL FROM webhook_given_up g JOIN message m ON m.id = g.message_id "
        + "WHERE g.message_id = $message AND m.organization = $organization";

    internal const string LevelsSql = "SELECT (SELECT coalesce(sum(pending), 0) FROM organization), (SELECT count(*) FROM webhook_event), "
        + "(SELECT count(*) FROM message INDEXED BY message_held WHERE held = 1 AND wake_at IS NOT NULL)";

    internal const string FindHeldSql = "SELECT 1 FROM message WHERE id = $id AND organization = $organization AND held = 1 AND wake_at IS NOT NULL";
    internal const string CountHeldSql =
        "SELECT count(*) FROM message INDEXED BY message_held WHERE held = 1 AND wake_at IS NOT NULL AND organization = $organization";

    /// <summary>A call that an earlier version opened is one of a process that has ended.</summary>
    private const string ClaimantSql = "CASE WHEN m.call_open = 1 THEN coalesce(m.claimant, 'ended#0') END";

    internal const string FindStoredSql = $"SELECT {MessageRow.Selected}, {ClaimantSql}, m.held FROM message m WHERE m.id = $id";
    internal const string FindDueSql =
        "SELECT id, wake_at FROM message m WHERE m.wake_at <= $due AND m.call_open = 0 AND m.held = 0 ORDER BY m.wake_at, m.seq LIMIT $max";

    internal const string FindOpenSql =
        $"SELECT id, wake_at, {ClaimantSql} FROM message m INDEXED BY message_call_open WHERE m.call_open = 1 AND m.held = 0";
    internal const string FindByReferenceSql = "SELECT id FROM message WHERE carrier_reference = $reference ORDER BY seq DESC LIMIT 1";

    private readonly Statement _findStored = new(connection, FindStoredSql);
    private readonly Statement _find = new(connection, FindSql);
    private readonly Statement _findKey = new(connection, IdempotencyRow.Select);
    private readonly Statement _findBatch = new(connection, FindBatchSql);
    private readonly Statement _findDue = new(connection, FindDueSql);
    private readonly Statement _findOpen = new(connection, FindOpenSql);

    public Message? Find(OrganizationId organization, MessageId id) =>
        _find.Set("$id", id.Value).Set("$organization", organization.Value).ReadFirst(MessageRow.Read);

    public StoredMessage? FindStored(MessageId id) => _findStored.Set("$id", id.Value).ReadFirst(row => new StoredMessage(
        MessageRow.Read(row), row.IsDBNull(MessageRow.SelectedCount) ? null : Claimant.Parse(row.GetString(MessageRow.SelectedCount)),
        row.GetBoolean(MessageRow.SelectedCount + 1)));

    /// <summary>Messages without an open call whose time came by an instant, most overdue first.</summary>
    public IReadOnlyList<DueMessage> FindDue(DateTimeOffset dueBy, int max) => _findDue.Set("$due", dueBy).Set("$max", max).ReadAll(
        row => new DueMessage(new MessageId(row.GetGuid(0)), Columns.FromMicroseconds(row.GetInt64(1))));

    /// <summary>Messages with an open call.</summary>
    public IReadOnlyList<ClaimedMessage> FindClaimed() => _findOpen.ReadAll(row => new ClaimedMessage(
        new MessageId(row.GetGuid(0)), Columns.FromMicroseconds(row.GetInt64(1)), Claimant.Parse(row.GetString(2))));

    public IReadOnlyList<MessageId> FindBatchIds(OrganizationId organization, BatchId batch)
    {
        using var select = new Statement(connection, "SELECT id FROM message WHERE organization = $organization AND batch = $batch ORDER BY ordinal");
        return select.Set("$organization", organization.Value).Set("$batch", batch.Value).ReadAll(row => new MessageId(row.GetGuid(0)));
    }

    public MessageId? FindByReference(string reference)
    {
        using var select = new Statement(connection, FindByReferenceSql);
        return select.Set("$reference", reference).ReadFirst<MessageId?>(row => new MessageId(row.GetGuid(0)));
    }

    public ScheduleVerdict.Replayed? FindReplay(IdempotencyKey key, DateTimeOffset now) =>
        IdempotencyRow.Find(_findKey, key, now) is not { } used
            ? null
            : new ScheduleVerdict.Replayed(
                [.. _findBatch.Set("$organization", key.Organization.Value)
                    .Set("$batch", used.Batch.Value).ReadAll(MessageRow.Read).Select(message => message.AsOf(1))],
                used.Fingerprint);

    public MessagePage List(MessageQuery query) => ListStatement.Read(connection, query);

    public IReadOnlyList<long> Forecast(OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots)
    {
        using var statement = new Statement(connection, ForecastSql(organization));
        statement.Set("$from", from).Set("$slot", (long)slot.TotalMicroseconds).Set("$to", from + (slot * slots));
        if (organization is { } one)
        {
            statement.Set("$organization", one.Value);
        }

        var counts = new long[slots];
        foreach (var (index, count) in statement.ReadAll(row => (row.GetInt32(0), row.GetInt64(1))))
        {
            counts[index] = count;
        }

        return counts;
    }

    /// <summary>Organization by organization, so that one index answers it without a look at any row.</summary>
    internal static string ForecastSql(OrganizationId? organization) =>
        "SELECT (m.due_at - $from) / $slot, count(*) FROM organization o CROSS JOIN message m INDEXED BY message_pending_due "
        + "ON m.organization = o.name AND m.status <= 1 AND m.due_at >= $from AND m.due_at < $to"
        + (organization is null ? "" : " WHERE o.name = $organization") + " GROUP BY 1";

    public IReadOnlyList<Tally> Tally(OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots)
    {
        using var statement = new Statement(connection, TallyRows.Read);
        return Belay.Messages.Tally.Sum(slots, statement
            .Set("$organization", organization.Value)
            .Set("$from", TallyMark.MinuteOf(from)).Set("$to", TallyMark.MinuteOf(from + (slot * slots))).Set("$slot", (long)slot.TotalMinutes)
            .ReadAll(row => new TallyCount(row.GetInt32(0), (MessageStatus)row.GetInt32(1), row.GetInt32(2), row.GetInt64(3))));
    }

    /// <summary>When the next webhook event may be taken; null: none waits.</summary>
    public DateTimeOffset? NextEvent()
    {
        using var select = new Statement(connection, NextEventSql);
        return select.ReadFirst<DateTimeOffset?>(row => Columns.FromMicroseconds(row.GetInt64(0)));
    }

    /// <summary>The webhook events of a message that wait or were given up.</summary>
    public IReadOnlyList<UndeliveredEvent> Undelivered(OrganizationId organization, MessageId message)
    {
        using var select = new Statement(connection, UndeliveredSql);
        return
        [
            .. select.Set("$message", message.Value).Set("$organization", organization.Value)
                .ReadAll(row => new UndeliveredEvent(
                    row.GetInt64(0), row.GetInt32(1), row.IsDBNull(2) ? null : Columns.FromMicroseconds(row.GetInt64(2))))
                .OrderBy(one => one.Version),
        ];
    }

    /// <summary>What is pending in all, the webhook events that are not settled, and the messages that wait for an operator.</summary>
    public (long Pending, long WebhookEvents, long Held) Levels()
    {
        using var select = new Statement(connection, LevelsSql);
        return select.ReadFirst(row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));
    }

    /// <summary>Those of the messages that wait for an operator.</summary>
    public IReadOnlySet<MessageId> FindHeld(OrganizationId organization, IReadOnlyList<MessageId> ids)
    {
        using var select = new Statement(connection, FindHeldSql);
        return ids.Where(id => select.Set("$id", id.Value).Set("$organization", organization.Value).ReadFirst(_ => true)).ToHashSet();
    }

    public long CountHeld(OrganizationId organization)
    {
        using var select = new Statement(connection, CountHeldSql);
        return select.Set("$organization", organization.Value).ReadFirst(row => row.GetInt64(0));
    }

    public void Dispose()
    {
        _findStored.Dispose();
        _find.Dispose();
        _findKey.Dispose();
        _findBatch.Dispose();
        _findDue.Dispose();
        _findOpen.Dispose();
        connection.Dispose();
    }
}
