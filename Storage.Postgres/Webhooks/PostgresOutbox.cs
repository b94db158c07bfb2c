using Belay.Messages;
using Belay.Messages.Json;
using Belay.Storage.Postgres.Reading;

namespace Belay.Storage.Postgres.Webhooks;

/// <summary>Webhook events in the table <c>webhook_event</c>; any number of processes may take from it at once.</summary>
public sealed class PostgresOutbox(PostgresDatabase database, TimeProvider time) : IWebhookOutbox
{
    /// <summary>How long an event may wait before it is looked for: steps are written by other processes too.</summary>
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);

    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    /// <remarks>
    /// An event whose message has an earlier one is passed over, whoever holds that; events that another process takes at this moment are passed over
    /// too.
    /// </remarks>
    public async Task<IReadOnlyList<WebhookEvent>> ClaimAsync(int max, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var claimed = await database.ReadAsync(
            """
            WITH free AS (
                SELECT e.id FROM webhook_event e
                WHERE e.available_at <= $1
                  AND NOT EXISTS (SELECT FROM webhook_event earlier WHERE earlier.message_id = e.message_id AND earlier.version < e.version)
                ORDER BY e.available_at, e.version LIMIT $3 FOR UPDATE OF e SKIP LOCKED),
            taken AS (
                UPDATE webhook_event e SET available_at = $2, attempts = e.attempts + 1 FROM free WHERE e.id = free.id
                RETURNING e.id, e.message_id, e.version, e.attempts)
            SELECT t.id, t.version, t.attempts, m.document FROM taken t JOIN message m ON m.id = t.message_id ORDER BY m.id
            """,
            parameters =>
            {
                parameters.Add(PostgresIndex.Time(now));
                parameters.Add(PostgresIndex.Time(now + lease));
                parameters.Add(new() { Value = max });
            },
            row => (Id: row.GetGuid(0), Version: row.GetInt64(1), Attempt: row.GetInt32(2), Document: row.GetFieldValue<byte[]>(3)),
            cancellationToken);
        return [.. claimed.Select(row => new WebhookEvent(row.Id, MessageJson.Read<Message>(row.Document).AsOf(row.Version), row.Attempt))];
    }

    /// <inheritdoc/>
    public async Task SettleAsync(Guid eventId, DateTimeOffset? retryAt, CancellationToken cancellationToken)
    {
        // The later events of the message are put off with it: they could not go before it, and would only be looked at again and again.
        var sql = retryAt is null
            ? "DELETE FROM webhook_event WHERE id = $1"
            : """
              UPDATE webhook_event e SET available_at = CASE WHEN e.id = $1 THEN $2 ELSE greatest(e.available_at, $2) END
              FROM webhook_event put_off
              WHERE put_off.id = $1 AND e.message_id = put_off.message_id
              """;
        await database.RunAsync(
            sql,
            parameters =>
            {
                parameters.Add(new() { Value = eventId });
                if (retryAt is { } at)
                {
                    parameters.Add(PostgresIndex.Time(at));
                }
            },
            cancellationToken);
        Signal();
    }

    /// <inheritdoc/>
    public async Task GiveUpAsync(Guid eventId, int attempts, CancellationToken cancellationToken)
    {
        await database.RunAsync(
            """
            WITH gone AS (DELETE FROM webhook_event WHERE id = $1 RETURNING message_id, version)
            INSERT INTO webhook_given_up (message_id, version, attempts) SELECT message_id, version, $2 FROM gone
            """,
            parameters =>
            {
                parameters.Add(new() { Value = eventId });
                parameters.Add(new() { Value = attempts });
            },
            cancellationToken);
        Signal();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UndeliveredEvent>> FindUndeliveredAsync(
        OrganizationId organization, MessageId message, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            // An event goes after those before it, so its time is the latest of theirs.
            """
            SELECT e.version, e.attempts, max(e.available_at) OVER (ORDER BY e.version)
            FROM webhook_event e JOIN message m ON m.id = e.message_id WHERE e.message_id = $1 AND m.organization = $2
            UNION ALL
            SELECT g.version, g.attempts, NULL
            FROM webhook_given_up g JOIN message m ON m.id = g.message_id WHERE g.message_id = $1 AND m.organization = $2
            ORDER BY 1
            """,
            parameters =>
            {
                parameters.Add(new() { Value = message.Value });
                parameters.Add(new() { Value = organization.Value });
            },
            row => new UndeliveredEvent(row.GetInt64(0), row.GetInt32(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task ReturnAsync(WebhookEvent webhookEvent, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        await database.RunAsync(
            "UPDATE webhook_event SET available_at = $3, attempts = attempts - 1 WHERE id = $1 AND attempts = $2",
            parameters =>
            {
                parameters.Add(new() { Value = webhookEvent.Id });
                parameters.Add(new() { Value = webhookEvent.Attempt });
                parameters.Add(PostgresIndex.Time(at));
            },
            cancellationToken);
        Signal();
    }

    /// <inheritdoc/>
    /// <remarks>Returns at the latest after a second by the clock, because events come from other processes without a word.</remarks>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var changed = Volatile.Read(ref _changed).Task;
        var next = (await database.ReadAsync(
            """
            SELECT e.available_at FROM webhook_event e
            WHERE NOT EXISTS (SELECT FROM webhook_event earlier WHERE earlier.message_id = e.message_id AND earlier.version < e.version)
            ORDER BY e.available_at LIMIT 1
            """,
            static _ => { },
            row => (DateTimeOffset?)row.GetFieldValue<DateTimeOffset>(0),
            cancellationToken)).SingleOrDefault();
        var began = time.GetUtcNow();
        var pause = next - began is { } wait && wait < PollEvery ? wait : PollEvery;
        if (pause > TimeSpan.Zero)
        {
            using var overtaken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var elapsed = Task.Delay(pause, time, overtaken.Token);

            // The clock is read once more: it may have moved on before the delay began to count.
            if (time.GetUtcNow() - began < pause)
            {
                await Task.WhenAny(changed, elapsed);
            }

            await overtaken.CancelAsync();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Wakes who waits in this process: it wrote a step that may have an event.</summary>
    public void Signal() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
