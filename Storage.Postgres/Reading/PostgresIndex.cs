using Belay.Messages;
using Belay.Messages.Json;
using Npgsql;
using NpgsqlTypes;

namespace Belay.Storage.Postgres.Reading;

/// <summary>What is asked about messages without changing them: plain SQL on what is committed, served by indexes.</summary>
public sealed class PostgresIndex(PostgresDatabase database) : IMessageIndex
{
    /// <summary>Finds a message of the organization; null for any other.</summary>
    public async Task<Message?> FindAsync(OrganizationId organization, MessageId id, CancellationToken cancellationToken) =>
        (await ReadMessagesAsync(
            "SELECT document FROM message WHERE id = $1 AND organization = $2",
            parameters =>
            {
                parameters.Add(new() { Value = id.Value });
                parameters.Add(new() { Value = organization.Value });
            },
            cancellationToken)).SingleOrDefault();

    /// <summary>Finds a message by its id alone, for who acts for the engine and not for a caller.</summary>
    public async Task<Message?> FindAsync(MessageId id, CancellationToken cancellationToken) =>
        (await ReadMessagesAsync(
            "SELECT document FROM message WHERE id = $1", parameters => parameters.Add(new() { Value = id.Value }), cancellationToken))
            .SingleOrDefault();

    /// <summary>The messages of a batch in the order of their ordinals; empty where the organization has no such batch.</summary>
    public Task<IReadOnlyList<Message>> FindBatchAsync(OrganizationId organization, BatchId batch, CancellationToken cancellationToken) =>
        ReadMessagesAsync(
            "SELECT document FROM message WHERE organization = $1 AND batch = $2 ORDER BY ordinal",
            parameters =>
            {
                parameters.Add(new() { Value = organization.Value });
                parameters.Add(new() { Value = batch.Value });
            },
            cancellationToken);

    /// <summary>The ids of a batch in the order of their ordinals, for who asks each message itself.</summary>
    public async Task<IReadOnlyList<MessageId>> FindBatchIdsAsync(OrganizationId organization, BatchId batch, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            "SELECT id FROM message WHERE organization = $1 AND batch = $2 ORDER BY ordinal",
            parameters =>
            {
                parameters.Add(new() { Value = organization.Value });
                parameters.Add(new() { Value = batch.Value });
            },
            row => new MessageId(row.GetGuid(0)),
            cancellationToken);

    /// <summary>The newest message that the carrier knows by this reference; null: none.</summary>
    public async Task<MessageId?> FindByReferenceAsync(string reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return (await database.ReadAsync(
            "SELECT id FROM message WHERE carrier_reference = $1 ORDER BY id DESC LIMIT 1",
            parameters => parameters.Add(new() { Value = StoredText.Of(reference) }),
            row => (MessageId?)new MessageId(row.GetGuid(0)),
            cancellationToken)).SingleOrDefault();
    }

    /// <summary>What an idempotency key was used for; null: never used, or no longer kept.</summary>
    public async Task<ScheduleVerdict.Replayed?> FindReplayAsync(IdempotencyKey key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var used = await database.ReadAsync(
            "SELECT batch, fingerprint FROM idempotency_key WHERE organization = $1 AND scope = $2 AND key = $3 AND keep_until > $4",
            parameters =>
            {
                parameters.Add(new() { Value = key.Organization.Value });
                parameters.Add(new() { Value = StoredText.Of(key.Scope) });
                parameters.Add(new() { Value = StoredText.Of(key.Key) });
                parameters.Add(Time(now));
            },
            row => (Batch: new BatchId(row.GetInt64(0)), Fingerprint: row.GetString(1)),
            cancellationToken);
        return used is not [var (batch, fingerprint)]
            ? null
            : new ScheduleVerdict.Replayed(
                [.. (await FindBatchAsync(key.Organization, batch, cancellationToken)).Select(message => message.AsOf(1))], fingerprint);
    }

    /// <summary>Lists messages of one organization, newest first.</summary>
    public async Task<MessagePage> ListAsync(MessageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.ThrowIfInvalid();

        if (query.Statuses == MessageStatuses.None)
        {
            return new([], null);
        }

        var list = ListStatement.Of(query);
        List<Message> found =
            [.. await ReadMessagesAsync(list.Sql, parameters => list.Parameters.ForEach(value => parameters.Add(value)), cancellationToken)];
        if (found.Count <= query.Limit)
        {
            return new(found, null);
        }

        found.RemoveAt(query.Limit);
        return new(found, found[^1].Id);
    }

    /// <summary>Those of the organization's messages that wait for an operator after a restore.</summary>
    public Task<IReadOnlyList<MessageId>> FindHeldAsync(
        OrganizationId organization, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ReadHeldAsync();

        async Task<IReadOnlyList<MessageId>> ReadHeldAsync() => await database.ReadAsync(
            "SELECT id FROM message WHERE held AND organization = $1 AND id = ANY ($2)",
            parameters =>
            {
                parameters.Add(new() { Value = organization.Value });
                parameters.Add(new() { Value = ids.Select(id => id.Value).ToArray() });
            },
            row => new MessageId(row.GetGuid(0)),
            cancellationToken);
    }

    /// <summary>How many of the organization's messages wait for an operator after a restore.</summary>
    public async Task<long> CountHeldAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            "SELECT count(*) FROM message WHERE held AND organization = $1",
            parameters => parameters.Add(new() { Value = organization.Value }),
            row => row.GetInt64(0),
            cancellationToken))[0];

    /// <summary>Counts what is pending by its time, see <see cref="IMessageEngine.ForecastAsync"/>.</summary>
    public async Task<IReadOnlyList<long>> ForecastAsync(
        OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken)
    {
        ForecastBounds.ThrowIfInvalid(slot, slots);
        var counts = new long[slots];
        var rows = await database.ReadAsync(
            "SELECT ((extract(epoch FROM due_at - $1) * 1000000)::bigint / $2)::integer, count(*) FROM message "
            + "WHERE status IN ('scheduled', 'queued') AND due_at >= $1 AND due_at < $3"
            + (organization is null ? "" : " AND organization = $4") + " GROUP BY 1",
            parameters =>
            {
                parameters.Add(Time(from));
                parameters.Add(new() { Value = (long)slot.TotalMicroseconds });
                parameters.Add(Time(from + (slot * slots)));
                if (organization is { } one)
                {
                    parameters.Add(new() { Value = one.Value });
                }
            },
            row => (Slot: row.GetInt32(0), Count: row.GetInt64(1)),
            cancellationToken);
        foreach (var (at, count) in rows)
        {
            counts[at] = count;
        }

        return counts;
    }

    /// <summary>Tells what became of messages, see <see cref="IMessageEngine.TallyAsync"/>.</summary>
    public async Task<IReadOnlyList<Tally>> TallyAsync(
        OrganizationId organization, DateTimeOffset from, TimeSpan slot, int slots, CancellationToken cancellationToken)
    {
        Tally.ThrowIfInvalid(from, slot, slots);
        return Tally.Sum(slots, await database.ReadAsync(
            "SELECT ((minute - $2) / $4)::integer, status::integer, lateness::integer, greatest(sum(messages), 0)::bigint FROM tally "
            + "WHERE organization = $1 AND minute >= $2 AND minute < $3 GROUP BY 1, 2, 3",
            parameters =>
            {
                parameters.Add(new() { Value = organization.Value });
                parameters.Add(new() { Value = TallyMark.MinuteOf(from) });
                parameters.Add(new() { Value = TallyMark.MinuteOf(from + (slot * slots)) });
                parameters.Add(new() { Value = (long)slot.TotalMinutes });
            },
            row => new TallyCount(row.GetInt32(0), (MessageStatus)row.GetInt32(1), row.GetInt32(2), row.GetInt64(3)),
            cancellationToken));
    }

    /// <summary>A message as it is stored; null: there is none.</summary>
    public async Task<StoredMessage?> FindStoredAsync(MessageId id, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            "SELECT document, claimant, held FROM message WHERE id = $1",
            parameters => parameters.Add(new() { Value = id.Value }),
            row => new StoredMessage(
                MessageJson.Read<Message>(row.GetFieldValue<byte[]>(0)),
                row.IsDBNull(1) ? null : Claimant.Parse(row.GetString(1)), row.GetBoolean(2)),
            cancellationToken)).SingleOrDefault();

    /// <summary>See <see cref="IMessageStore.FindDueAsync"/>.</summary>
    public async Task<IReadOnlyList<DueMessage>> FindDueAsync(DateTimeOffset dueBy, int max, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            "SELECT id, wake_at FROM message WHERE wake_at <= $1 AND NOT held AND NOT call_open ORDER BY wake_at LIMIT $2",
            parameters =>
            {
                parameters.Add(Time(dueBy));
                parameters.Add(new() { Value = max });
            },
            row => new DueMessage(new MessageId(row.GetGuid(0)), row.GetFieldValue<DateTimeOffset>(1)),
            cancellationToken);

    /// <summary>See <see cref="IMessageStore.FindClaimedAsync"/>.</summary>
    public async Task<IReadOnlyList<ClaimedMessage>> FindClaimedAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(
            "SELECT id, wake_at, claimant FROM message WHERE call_open AND NOT held AND wake_at IS NOT NULL",
            static _ => { },
            row => new ClaimedMessage(
                new MessageId(row.GetGuid(0)), row.GetFieldValue<DateTimeOffset>(1), row.IsDBNull(2) ? null : Claimant.Parse(row.GetString(2))),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<EngineLevels> ReadLevelsAsync(CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            "SELECT (SELECT coalesce(sum(pending), 0) FROM organization_pending)::bigint, (SELECT count(*) FROM webhook_event), (SELECT count(*) "
            + "FROM message WHERE held)",
            static _ => { },
            row => new EngineLevels(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), null),
            cancellationToken))[0];

    /// <summary>Whether the database accepts writes.</summary>
    public async Task<EngineHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            var writable = await database.ReadAsync("SELECT NOT pg_is_in_recovery()", static _ => { }, row => row.GetBoolean(0), cancellationToken);
            return writable is [true] ? new(true, "ok") : new(false, "The database is a standby: it accepts no writes.");
        }
        catch (StoreUnavailableException unavailable)
        {
            return new(false, unavailable.Message);
        }
    }

    /// <summary>An instant as it is stored: in whole microseconds.</summary>
    internal static NpgsqlParameter Time(DateTimeOffset at) => new() { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private async Task<IReadOnlyList<Message>> ReadMessagesAsync(
        string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancellationToken) =>
        await database.ReadAsync(sql, bind, row => MessageJson.Read<Message>(row.GetFieldValue<byte[]>(0)), cancellationToken);
}
