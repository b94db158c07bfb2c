using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Belay.Messages;
using Belay.Storage.Postgres.Reading;
using Npgsql;
using NpgsqlTypes;

namespace Belay.Storage.Postgres.Writing;

/// <summary>Messages in the database: a request is one statement and one commit, and so are the steps that wait at the same time.</summary>
/// <param name="database">The database.</param>
/// <param name="reminderOf">The reminder that a message wants, written in the commit of its step; null: none.</param>
public sealed class PostgresMessages(PostgresDatabase database, Func<Message, Reminder?> reminderOf) : IMessageStore
{
    private readonly PostgresIndex _index = new(database);
    private readonly PostgresErasing _erasing = new(database);
    private readonly StepGroups _groups = new(database);

    /// <inheritdoc/>
    public async Task<ScheduleVerdict> AcceptAsync(ScheduleRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.ThrowIfInvalid();
        now = now.ToStored();
        var messages = request.Accept(now);
        var verdict = await WriteAsync(messages, request.Idempotency, now, cancellationToken);
        return verdict.Name switch
        {
            "accepted" => new ScheduleVerdict.Accepted(messages),
            "replayed" => new ScheduleVerdict.Replayed(
                [.. (await _index.FindBatchAsync(messages[0].Draft.Organization, new BatchId(verdict.Batch), cancellationToken)).Select(
                    message => message.AsOf(1))],
                verdict.Fingerprint!),
            "id_taken" => new ScheduleVerdict.IdTaken(),
            "pending_limit_reached" => new ScheduleVerdict.PendingLimitReached(database.Options.PendingPerOrganizationMax),
            var other => throw new System.Diagnostics.UnreachableException($"write_batch answered '{other}'."),
        };
    }

    /// <inheritdoc/>
    public Task<StoredMessage?> FindAsync(MessageId id, CancellationToken cancellationToken) => _index.FindStoredAsync(id, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> TryWriteAsync(Message before, Decision decision, Claimant? claimant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(decision);
        var entry = StepEntry.Write(decision.Next, before.Version, reminderOf(decision.Next), claimant?.ToString());
        return await _groups.WriteAsync(before.Id, before.Version, entry);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DueMessage>> FindDueAsync(DateTimeOffset dueBy, int max, CancellationToken cancellationToken) =>
        _index.FindDueAsync(dueBy, max, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ClaimedMessage>> FindClaimedAsync(CancellationToken cancellationToken) => _index.FindClaimedAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<Erased> EraseFinishedAsync(DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var erased = await _erasing.EraseFinishedAsync(until, now, cancellationToken);
        return new(erased, MayBeMore: erased == PostgresErasing.BatchMax);
    }

    private async Task<(string Name, long Batch, string? Fingerprint)> WriteAsync(
        IReadOnlyList<Message> messages, IdempotencyUse? use, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var entries = messages.Select(message => StepEntry.Write(message, null, reminderOf(message))).ToArray();
        try
        {
            var answers = await database.ReadAsync(
                "SELECT verdict, used_batch, used_fingerprint FROM write_batch($1, $2, $3, $4, $5)",
                parameters =>
                {
                    parameters.Add(new() { Value = database.Options.ServiceId });
                    parameters.Add(new() { Value = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
                    parameters.Add(new() { Value = database.Options.PendingPerOrganizationMax });
                    parameters.Add(new() { Value = entries, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
                    parameters.Add(new() { Value = use is null ? DBNull.Value : Write(use, messages), NpgsqlDbType = NpgsqlDbType.Jsonb });
                },
                row => (row.GetString(0), row.IsDBNull(1) ? 0 : row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2)),
                cancellationToken);
            return answers.Single();
        }
        catch (PostgresException taken) when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "message_id" })
        {
            return ("id_taken", 0, null);
        }
    }

    private static byte[] Write(IdempotencyUse use, IReadOnlyList<Message> messages)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("scope", StoredText.Of(use.Key.Scope));
            json.WriteString("key", StoredText.Of(use.Key.Key));
            json.WriteString("fingerprint", use.Fingerprint);
            json.WriteString(
                "keep_until", use.KeptUntil(messages).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
