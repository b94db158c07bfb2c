using Belay.Messages;
using Belay.Storage.Sqlite.Restoring;
using Belay.Storage.Sqlite.Rows;
using Microsoft.Data.Sqlite;

namespace Belay.Storage.Sqlite.Writing;

/// <summary>
/// The write connection and what the writer does on it. Used by one thread; every change is part of the transaction that <see cref="Begin"/> opened.
/// </summary>
/// <remarks>Its virtual members are where a simulation puts faults.</remarks>
internal class WriteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<OrganizationId, long> _pending;
    private readonly Dictionary<OrganizationId, long> _pendingChanges = [];
    private readonly TallyRows _tally = new();
    private bool _moved;

    public WriteSession(SqliteConnection connection)
    {
        _connection = connection;
        _pending = Get("SELECT name, pending FROM organization")
            .ReadAll(row => (Name: OrganizationId.Parse(row.GetString(0)), Pending: row.GetInt64(1)))
            .ToDictionary(row => row.Name, row => row.Pending);
        Moves = Get("SELECT moves FROM progress WHERE id = 1").ReadFirst(row => row.GetInt64(0));
    }

    /// <summary>The connection itself, for what only a test does on it.</summary>
    internal SqliteConnection Connection => _connection;

    /// <summary>The texts of all that was run on it so far.</summary>
    internal IReadOnlyCollection<string> Statements => _statements.Keys;

    /// <summary>Whether the open transaction wrote webhook events, or settled some.</summary>
    public bool TouchedEvents { get; private set; }

    /// <summary>How many commits moved messages, up to the last one made here: what <see cref="ProgressMark"/> keeps outside of backups.</summary>
    public long Moves { get; private set; }

    public virtual void Begin()
    {
        _pendingChanges.Clear();
        _tally.Clear();
        TouchedEvents = false;
        _moved = false;
        Get("BEGIN IMMEDIATE").Run();
    }

    /// <summary>Makes the transaction durable: when it returns, the log is synced to the disk.</summary>
    public virtual void Commit()
    {
        foreach (var (organization, change) in _pendingChanges)
        {
            // A message that came and was claimed in one transaction changes nothing, and yet its organization must be known.
            if (change != 0 || !_pending.ContainsKey(organization))
            {
                Get("INSERT INTO organization (name, pending) VALUES ($name, $change) ON CONFLICT (name) DO UPDATE SET pending = pending + "
                    + "excluded.pending")
                    .Set("$name", organization.Value).Set("$change", change).Run();
            }
        }

        _tally.Write(Get);
        var moves = _moved ? Get("UPDATE progress SET moves = moves + 1 WHERE id = 1 RETURNING moves").ReadFirst(row => row.GetInt64(0)) : Moves;
        Get("COMMIT").Run();
        Moves = moves;
        foreach (var (organization, change) in _pendingChanges)
        {
            _pending[organization] = _pending.GetValueOrDefault(organization) + change;
        }
    }

    /// <summary>Raises the count of moves: the database goes on from where the one before it was.</summary>
    public void RaiseMoves(long moves)
    {
        Get("UPDATE progress SET moves = $moves WHERE id = 1 AND moves < $moves").Set("$moves", moves).Run();
        _moved = true;
    }

    /// <summary>Undoes the transaction, where SQLite has not done so already: a full disk or a failed commit ends it by itself.</summary>
    public virtual void Rollback()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            Get("ROLLBACK").Run();
        }
    }

    /// <summary>Writes some pages to the disk and takes them away again: whether there is room for a message. Throws where there is none.</summary>
    public virtual void Probe()
    {
        Get("INSERT OR REPLACE INTO probe (id, filler) VALUES (1, zeroblob(65536))").Run();
        Get("DELETE FROM probe").Run();
    }

    /// <summary>Whether a commit also brings a grown log into the database. To be called between transactions.</summary>
    public void CopyLogInCommits(bool copies) => Pragma($"PRAGMA wal_autocheckpoint = {(copies ? SqliteDatabase.LogPagesExpected : 0)}");

    /// <summary>
    /// Brings the log into the database and cuts its file to nothing, unless somebody reads from it: then it stays, at once. To be called between
    /// transactions.
    /// </summary>
    public void CutLog()
    {
        Pragma("PRAGMA busy_timeout = 0");
        try
        {
            Pragma("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        finally
        {
            Pragma("PRAGMA busy_timeout = 2000");
        }
    }

    /// <summary>Whether the organization may have so many more pending messages, the open transaction included.</summary>
    public bool HasRoom(OrganizationId organization, int more, long max)
    {
        if (PendingOf(organization) + more <= max)
        {
            return true;
        }

        // An operator's command may have ended some, past this connection.
        _pending[organization] = Get("SELECT pending FROM organization WHERE name = $name")
            .Set("$name", organization.Value).ReadFirst(row => row.GetInt64(0));
        return PendingOf(organization) + more <= max;
    }

    public Message? Find(MessageId id) =>
        Get($"SELECT {MessageRow.Selected} FROM message m WHERE m.id = $id").Set("$id", id.Value).ReadFirst(MessageRow.Read);

    public List<Message> FindBatch(OrganizationId organization, BatchId batch) =>
        Get($"SELECT {MessageRow.Selected} FROM message m WHERE m.organization = $organization AND m.batch = $batch ORDER BY m.ordinal")
            .Set("$organization", organization.Value).Set("$batch", batch.Value).ReadAll(MessageRow.Read);

    /// <summary>Holds what is due up to an instant and may still be sent: it is not claimed until it is released.</summary>
    public int Hold(DateTimeOffset dueUntil) =>
        Get("UPDATE message SET held = 1 WHERE held = 0 AND wake_at IS NOT NULL AND status <= $sending AND due_at <= $due")
            .Set("$sending", (int)MessageStatus.Sending).Set("$due", dueUntil).Run();

    public bool IsHeld(MessageId id) =>
        Get("SELECT 1 FROM message WHERE id = $id AND held = 1 AND wake_at IS NOT NULL").Set("$id", id.Value).ReadFirst(_ => true);

    public bool Release(MessageId id) => Get("UPDATE message SET held = 0 WHERE id = $id AND held = 1").Set("$id", id.Value).Run() > 0;

    /// <summary>Held messages in the order of their times, from after a row on.</summary>
    public List<(long Row, HeldMessage Message)> FindHeld(DateTimeOffset dueAt, long row, int max) =>
        Get("SELECT seq, id, organization, due_at, status FROM message WHERE held = 1 AND wake_at IS NOT NULL AND (due_at, seq) > ($due, $row) ORDER "
            + "BY due_at, seq LIMIT $max")
            .Set("$due", dueAt).Set("$row", row).Set("$max", max)
            .ReadAll(found => (found.GetInt64(0), new HeldMessage(
                new MessageId(found.GetGuid(1)), OrganizationId.Parse(found.GetString(2)), Columns.FromMicroseconds(found.GetInt64(3)),
                (MessageStatus)found.GetInt32(4))));

    public bool Exists(MessageId id) => Get("SELECT 1 FROM message WHERE id = $id").Set("$id", id.Value).ReadFirst(_ => true);

    public virtual void Insert(Message message)
    {
        var insert = Get(MessageRow.Insert);
        MessageRow.BindDraft(insert, message);
        MessageRow.BindState(insert, message);
        insert.Run();
        _moved = true;
        foreach (var label in Columns.FilterLabels(message.Draft))
        {
            Get("INSERT OR IGNORE INTO message_label (organization, label, id) VALUES ($organization, $label, $id)")
                .Set("$organization", message.Draft.Organization.Value).Set("$label", label).Set("$id", message.Id.Value).Run();
        }

        Count(message.Draft.Organization, before: false, message.Status.IsPending());
        InsertEvents(message, message.Timeline);
    }

    /// <summary>Writes a decision if the row is still at the version that it was made on; false, and nothing changed, if it is not.</summary>
    public virtual bool TryUpdate(Message before, Decision decision, Claimant? claimant = null)
    {
        var update = Get(MessageRow.UpdateIfVersion)
            .Set("$id", before.Id.Value).Set("$version_before", before.Version).Set("$finished_at", decision.Next.FinishedAt)
            .Set("$claimant", claimant?.ToString());
        MessageRow.BindState(update, decision.Next);
        if (update.Run() == 0)
        {
            return false;
        }

        _moved = true;
        Count(before.Draft.Organization, before.Status.IsPending(), decision.Next.Status.IsPending());
        _tally.Count(decision.Next, before.Version);
        InsertEvents(decision.Next, decision.Steps);
        return true;
    }

    /// <summary>
    /// Erases the texts and numbers of messages that came to rest by then, oldest first, and writes over their places on the pages.
    /// </summary>
    /// <returns>How many it erased; what a webhook event still has to tell of is left.</returns>
    public int EraseFinished(DateTimeOffset until, DateTimeOffset now, int max)
    {
        var finished = Get(
            $"SELECT {MessageRow.Selected} FROM message m INDEXED BY message_finished WHERE m.finished_at <= $until AND m.erased_at IS NULL "
                + "AND NOT EXISTS (SELECT 1 FROM webhook_event e WHERE e.message_id = m.id) ORDER BY m.finished_at LIMIT $max")
            .Set("$until", until).Set("$max", max).ReadAll(MessageRow.Read);
        if (finished.Count == 0)
        {
            return 0;
        }

        Get("PRAGMA secure_delete = ON").ReadFirst(_ => true);
        try
        {
            foreach (var message in finished)
            {
                Get("UPDATE message SET from_address = '', to_address = '', text = '', subject = NULL, media = NULL, tags = NULL, labels = NULL, "
                    + "webhook_on = 0, "
                    + "webhook_url = NULL, webhook_failover_url = NULL, extra = NULL, erased_at = $now WHERE id = $id")
                    .Set("$now", now).Set("$id", message.Id.Value).Run();
                foreach (var label in Columns.FilterLabels(message.Draft))
                {
                    Get("DELETE FROM message_label WHERE organization = $organization AND label = $label AND id = $id")
                        .Set("$organization", message.Draft.Organization.Value).Set("$label", label).Set("$id", message.Id.Value).Run();
                }
            }
        }
        finally
        {
            Get("PRAGMA secure_delete = OFF").ReadFirst(_ => true);
        }

        return finished.Count;
    }

    public (BatchId Batch, string Fingerprint)? FindIdempotencyKey(IdempotencyKey key, DateTimeOffset now) =>
        IdempotencyRow.Find(Get(IdempotencyRow.Select), key, now);

    public virtual void InsertIdempotencyKey(IdempotencyUse use, BatchId batch, DateTimeOffset keepUntil) =>
        Get("INSERT OR REPLACE INTO idempotency_key (organization, scope, key, fingerprint, batch, keep_until) VALUES ($organization, $scope, $key, "
            + "$fingerprint, $batch, $keep_until)")
            .Set("$organization", use.Key.Organization.Value).Set("$scope", use.Key.Scope).Set("$key", use.Key.Key)
            .Set("$fingerprint", use.Fingerprint).Set("$batch", batch.Value).Set("$keep_until", keepUntil).Run();

    /// <summary>Forgets idempotency keys that need not be kept any longer, a bounded number at a time.</summary>
    public int PurgeIdempotencyKeys(DateTimeOffset now, int max) =>
        Get("DELETE FROM idempotency_key WHERE (organization, scope, key) IN "
            + "(SELECT organization, scope, key FROM idempotency_key WHERE keep_until <= $now ORDER BY keep_until LIMIT $max)")
            .Set("$now", now).Set("$max", max).Run();

    /// <summary>Takes events that are due and not blocked, hides them, and counts the try.</summary>
    public virtual List<(Guid Id, MessageId Message, long Version, int Attempt)> ClaimEvents(DateTimeOffset now, DateTimeOffset hiddenUntil, int max)
    {
        var claimed = Get(
            "SELECT id, message_id, version, attempts FROM webhook_event WHERE blocked = 0 AND available_at <= $now ORDER BY available_at, seq LIMIT "
            + "$max")
            .Set("$now", now).Set("$max", max)
            .ReadAll(row => (Id: row.GetGuid(0), Message: new MessageId(row.GetGuid(1)), Version: row.GetInt64(2), Attempt: row.GetInt32(3) + 1));
        foreach (var (id, _, _, attempt) in claimed)
        {
            Get("UPDATE webhook_event SET available_at = $available_at, attempts = $attempts WHERE id = $id")
                .Set("$available_at", hiddenUntil).Set("$attempts", attempt).Set("$id", id).Run();
        }

        TouchedEvents |= claimed.Count > 0;
        return claimed;
    }

    /// <summary>Puts an event off, or removes it and lets the next one of its message go.</summary>
    public virtual void SettleEvent(Guid id, DateTimeOffset? retryAt)
    {
        TouchedEvents = true;
        if (retryAt is { } available)
        {
            Get("UPDATE webhook_event SET available_at = $available_at WHERE id = $id").Set("$available_at", available).Set("$id", id).Run();
            return;
        }

        var message = Get("DELETE FROM webhook_event WHERE id = $id RETURNING message_id").Set("$id", id).ReadFirst(row => (Guid?)row.GetGuid(0));
        if (message is { } unblocked)
        {
            Get("UPDATE webhook_event SET blocked = 0 WHERE seq = (SELECT min(seq) FROM webhook_event WHERE message_id = $message)")
                .Set("$message", unblocked).Run();
        }
    }

    /// <summary>Removes an event as <see cref="SettleEvent"/> does, and notes that nobody took it.</summary>
    public void GiveUpEvent(Guid id, int attempts)
    {
        Get("INSERT OR IGNORE INTO webhook_given_up (message_id, version, attempts) SELECT message_id, version, $attempts FROM webhook_event WHERE "
            + "id = $id")
            .Set("$attempts", attempts).Set("$id", id).Run();
        SettleEvent(id, retryAt: null);
    }

    /// <summary>Puts an event off as if it had not been claimed, unless it was settled or claimed again since.</summary>
    public void ReturnEvent(Guid id, int attempt, DateTimeOffset availableAt)
    {
        TouchedEvents = true;
        Get("UPDATE webhook_event SET available_at = $available_at, attempts = attempts - 1 WHERE id = $id AND attempts = $attempt")
            .Set("$available_at", availableAt).Set("$id", id).Set("$attempt", attempt).Run();
    }

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    /// <summary>How many messages of the organization are pending, as far as is known here, the open transaction included.</summary>
    public long PendingOf(OrganizationId organization) => _pending.GetValueOrDefault(organization) + _pendingChanges.GetValueOrDefault(organization);

    private void Count(OrganizationId organization, bool before, bool after)
    {
        if (before != after)
        {
            _pendingChanges[organization] = _pendingChanges.GetValueOrDefault(organization) + (after ? 1 : -1);
        }
    }

    private void InsertEvents(Message message, IReadOnlyList<Step> steps)
    {
        foreach (var step in steps)
        {
            if (!WebhookEvent.IsTold(message, step))
            {
                continue;
            }

            TouchedEvents = true;
            Get("INSERT INTO webhook_event (id, message_id, version, attempts, available_at, blocked) "
                + "VALUES ($id, $message, $version, 0, $available_at, EXISTS (SELECT 1 FROM webhook_event WHERE message_id = $message))")
                .Set("$id", WebhookEvent.IdOf(message.Id, step.Version)).Set("$message", message.Id.Value)
                .Set("$version", step.Version).Set("$available_at", step.At).Run();
        }
    }

    /// <summary>Not as a kept statement: these have rows that nobody reads.</summary>
    private void Pragma(string sql) => SqliteException.ThrowExceptionForRC(SQLitePCL.raw.sqlite3_exec(_connection.Handle, sql), _connection.Handle);

    private Statement Get(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = new Statement(_connection, sql);
        }

        return statement;
    }
}
