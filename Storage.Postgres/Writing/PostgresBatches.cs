using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Belay.Messages;
using Belay.Storage.Postgres.Reading;
using Npgsql;
using NpgsqlTypes;

namespace Belay.Storage.Postgres.Writing;

/// <summary>Accepts requests: all their messages and the use of their idempotency key in one commit, or nothing.</summary>
public sealed class PostgresBatches(PostgresDatabase database, PostgresIndex index)
{
    /// <summary>Accepts a request, unless its key was used before, the organization has too much pending, or an id is taken.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">When it is accepted; counted in whole microseconds, which is what is stored.</param>
    /// <param name="reminderOf">The reminder that an accepted message wants; null: none.</param>
    /// <param name="cancellationToken">Gives up; then the outcome is unknown.</param>
    /// <exception cref="StoreUnavailableException">The outcome is unknown; a repeat with the same key or the same ids finds out.</exception>
    public async Task<ScheduleVerdict> ScheduleAsync(
        ScheduleRequest request, DateTimeOffset now, Func<Message, Reminder?> reminderOf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(reminderOf);
        request.ThrowIfInvalid();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        List<Message> messages = [.. request.Drafts.Select(draft => Message.Accept(draft, request.Actor, now))];
        var verdict = await WriteAsync(messages, request.Idempotency, now, reminderOf, cancellationToken);
        return verdict.Name switch
        {
            "accepted" => new ScheduleVerdict.Accepted(messages),
            "replayed" => new ScheduleVerdict.Replayed(
                [.. (await index.FindBatchAsync(messages[0].Draft.Organization, new BatchId(verdict.Batch), cancellationToken)).Select(message => message.AsOf(1))],
                verdict.Fingerprint!),
            "id_taken" => new ScheduleVerdict.IdTaken(),
            "pending_limit_reached" => new ScheduleVerdict.PendingLimitReached(database.Options.PendingPerOrganizationMax),
            var other => throw new System.Diagnostics.UnreachableException($"write_batch answered '{other}'."),
        };
    }

    private async Task<(string Name, long Batch, string? Fingerprint)> WriteAsync(
        List<Message> messages, IdempotencyUse? use, DateTimeOffset now, Func<Message, Reminder?> reminderOf, CancellationToken cancellationToken)
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

    private static byte[] Write(IdempotencyUse use, List<Message> messages)
    {
        var keepUntil = messages.Max(message => message.DueAt);
        keepUntil = keepUntil < DateTimeOffset.MaxValue - IdempotencyUse.KeptAfterDue ? keepUntil + IdempotencyUse.KeptAfterDue : DateTimeOffset.MaxValue;
        keepUntil = use.KeepUntil > keepUntil ? use.KeepUntil.Value : keepUntil;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("scope", StoredText.Of(use.Key.Scope));
            json.WriteString("key", StoredText.Of(use.Key.Key));
            json.WriteString("fingerprint", use.Fingerprint);
            json.WriteString("keep_until", keepUntil.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
