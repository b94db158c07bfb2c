-- The one way in which messages are written. An entry is a step of one message:
--   { "message":  the whole message after the step,
--     "reminder": { "grain_hash": integer, "start_at": time, "period_ms": milliseconds } , or null: none is wanted,
--     "events":   [ versions of the steps that a webhook must hear of ],
--     "claimant": who makes the call of the carrier that this step opens, or null }
-- Each function is one statement of its caller and so one commit: message, reminder, events and counters change together or not at all.

-- The row of a message. The cast of a time depends on no setting: the document's times name their zone.
CREATE FUNCTION message_row(document jsonb) RETURNS message
LANGUAGE sql STABLE AS $$
    SELECT ROW(
        (draft->>'id')::uuid,
        draft->>'organization',
        (draft->>'batch')::bigint,
        coalesce((draft->>'ordinal')::integer, 0),
        (document->>'number')::bigint,
        draft->>'dialect',
        draft->>'channel',
        draft->>'from',
        draft->>'to',
        draft->>'text',
        draft->>'subject',
        ARRAY(SELECT jsonb_array_elements_text(coalesce(draft->'tags', '[]'))),
        coalesce(draft->'labels', '{}'),
        (draft->>'send_at')::timestamptz,
        (draft->>'valid_until')::timestamptz,
        (document->>'received_at')::timestamptz,
        (document->>'due_at')::timestamptz,
        document->>'status',
        (document->>'version')::bigint,
        coalesce((document->>'attempts')::integer, 0),
        coalesce((document->>'call_open')::boolean, false),
        coalesce((document->>'tainted')::boolean, false),
        (document->>'wake_at')::timestamptz,
        document->>'carrier_reference',
        document->'error'->>'code',
        document->'error'->>'title',
        coalesce((document->>'archived')::boolean, false),
        document,
        NULL)::message
    FROM (SELECT document->'draft' AS draft) given
$$;

-- The words that a list can be filtered by.
CREATE FUNCTION message_labels(draft jsonb) RETURNS SETOF text
LANGUAGE sql IMMUTABLE AS $$
    SELECT '#' || tag FROM jsonb_array_elements_text(coalesce(draft->'tags', '[]')) tag
    UNION
    SELECT name || '=' || value FROM jsonb_each_text(coalesce(draft->'labels', '{}')) label (name, value)
$$;

-- The status that the step to a version left; null before the first.
CREATE FUNCTION status_at(document jsonb, version bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN version > 0 THEN document->'timeline'->(version::integer - 1)->>'status' END
$$;

CREATE FUNCTION is_pending(status text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(status IN ('scheduled', 'queued'), false)
$$;

-- The id of the event for a step, as the core makes it: the version, spread over 64 bits by a multiplication, is mixed into the last 62 bits of the
-- message's id.
CREATE FUNCTION webhook_event_id(message_id uuid, version bigint) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
    SELECT (left(hex, 16) || lpad(to_hex(
            (('x' || right(hex, 16))::bit(64)::bigint
             # (CASE WHEN spread >= 9223372036854775808 THEN spread - 18446744073709551616 ELSE spread END)::bigint)
            & x'3FFFFFFFFFFFFFFF'::bigint | x'8000000000000000'::bit(64)::bigint), 16, '0'))::uuid
    FROM (SELECT replace(message_id::text, '-', '') AS hex, mod(version::numeric * 11400714819323198485, 18446744073709551616) AS spread) given
$$;

CREATE FUNCTION reminder_grain_id(message_id uuid) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT 'message/' || message_id::text
$$;

CREATE FUNCTION add_events(message_id uuid, entry jsonb) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO webhook_event (id, message_id, version, available_at)
    SELECT webhook_event_id(message_id, version::bigint), message_id, version::bigint,
           (entry->'message'->'timeline'->(version::integer - 1)->>'at')::timestamptz
    FROM jsonb_array_elements_text(entry->'events') version
$$;

-- Last of all in a commit: from here on others of the same share wait for its disk.
CREATE FUNCTION count_pending(of_organization text, of_batch bigint, change bigint) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO organization_pending AS o (organization, shard, pending)
    SELECT of_organization, (of_batch & 31)::smallint, change WHERE change <> 0
    ON CONFLICT (organization, shard) DO UPDATE SET pending = o.pending + excluded.pending
$$;

CREATE FUNCTION pending_of(of_organization text) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(pending), 0)::bigint FROM organization_pending WHERE organization = of_organization
$$;

-- Makes a step, if the stored message is still at the version that it was decided on (null: if there is none). Returns the version afterwards;
-- null, and nothing changed, where it is not. Of writers at the same time exactly one gets a version: an update waits for the row and then looks at
-- the version again, and an insert gives way to the one that was first.
CREATE FUNCTION write_message(service text, expected_version bigint, entry jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    next     message;
    reminder jsonb := nullif(entry->'reminder', 'null');
BEGIN
    next := message_row(entry->'message');
    IF next.version <= coalesce(expected_version, 0) OR jsonb_array_length(next.document->'timeline') <> next.version THEN
        RAISE EXCEPTION 'Message % cannot go from version % to %.', next.id, expected_version, next.version USING ERRCODE = 'data_exception';
    END IF;

    IF expected_version IS NULL THEN
        INSERT INTO message SELECT next.* ON CONFLICT (id) DO NOTHING;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;

        INSERT INTO message_label (organization, label, id)
        SELECT next.organization, label, next.id FROM message_labels(next.document->'draft') label;
    ELSE
        UPDATE message m
        SET status = next.status, version = next.version, attempts = next.attempts, call_open = next.call_open, tainted = next.tainted,
            wake_at = next.wake_at, carrier_reference = next.carrier_reference, error_code = next.error_code, error_title = next.error_title,
            archived = next.archived, document = next.document, claimant = entry->>'claimant'
        WHERE m.id = next.id AND m.version = expected_version;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
    END IF;

    IF reminder IS NULL THEN
        IF expected_version IS NOT NULL THEN
            DELETE FROM OrleansRemindersTable r
            WHERE r.ServiceId = service AND r.GrainId = reminder_grain_id(next.id) AND r.ReminderName = 'wake';
        END IF;
    ELSE
        INSERT INTO OrleansRemindersTable AS r (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
        VALUES (service, reminder_grain_id(next.id), 'wake', (reminder->>'start_at')::timestamptz, (reminder->>'period_ms')::bigint,
                (reminder->>'grain_hash')::integer, 0)
        ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE
        SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = r.Version + 1
        WHERE (r.StartTime, r.Period, r.GrainHash) IS DISTINCT FROM (excluded.StartTime, excluded.Period, excluded.GrainHash);
    END IF;

    IF entry->'events' <> '[]' THEN
        PERFORM add_events(next.id, entry);
    END IF;

    PERFORM count_pending(
        next.organization, next.batch, is_pending(next.status)::integer - is_pending(status_at(next.document, expected_version))::integer);
    RETURN next.version;
END
$$;

-- Accepts the messages of one request, all or none. `idempotency` is { "scope", "key", "fingerprint", "keep_until" } or null.
-- Verdicts: 'accepted'; 'replayed' with the batch and the fingerprint of the key's first use; 'pending_limit_reached'; 'id_taken'. An id that is
-- taken by a request at the very same time ends the statement with a unique violation of "message_id" instead, which undoes all of it.
CREATE FUNCTION write_batch(service text, now_at timestamptz, pending_max bigint, entries jsonb[], idempotency jsonb,
                            OUT verdict text, OUT used_batch bigint, OUT used_fingerprint text)
LANGUAGE plpgsql AS $$
DECLARE
    first message;
    ids   uuid[];
    room  bigint;
BEGIN
    first := message_row(entries[1]->'message');
    idempotency := nullif(idempotency, 'null');

    IF idempotency IS NOT NULL THEN
        SELECT 'replayed', k.batch, k.fingerprint INTO verdict, used_batch, used_fingerprint FROM idempotency_key k
        WHERE k.organization = first.organization AND k.scope = idempotency->>'scope' AND k.key = idempotency->>'key' AND k.keep_until > now_at;
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;

    room := pending_max - pending_of(first.organization) - cardinality(entries);
    IF room < 10000 THEN
        -- Near the limit requests come one after the other: judged on what is committed, together they would pass it.
        PERFORM pg_advisory_xact_lock(hashtextextended('belay.pending:' || first.organization, 0));
        room := pending_max - pending_of(first.organization) - cardinality(entries);
    END IF;

    IF room < 0 THEN
        verdict := 'pending_limit_reached';
        RETURN;
    END IF;

    ids := ARRAY(SELECT (entry->'message'->'draft'->>'id')::uuid FROM unnest(entries) entry);
    IF EXISTS (SELECT FROM message m WHERE m.id = ANY (ids)) THEN
        verdict := 'id_taken';
        RETURN;
    END IF;

    IF idempotency IS NOT NULL THEN
        -- Keys that need not be kept any longer go a few at a time, with those who bring new ones.
        DELETE FROM idempotency_key k
        WHERE (k.organization, k.scope, k.key) IN (
            SELECT o.organization, o.scope, o.key FROM idempotency_key o
            WHERE o.keep_until <= now_at ORDER BY o.keep_until LIMIT 8 FOR UPDATE SKIP LOCKED);

        -- Who uses the same key at the same time waits here for the first one's commit, and then replays it.
        LOOP
            INSERT INTO idempotency_key AS k (organization, scope, key, fingerprint, batch, keep_until)
            VALUES (first.organization, idempotency->>'scope', idempotency->>'key', idempotency->>'fingerprint', first.batch,
                    (idempotency->>'keep_until')::timestamptz)
            ON CONFLICT (organization, scope, key) DO UPDATE
            SET fingerprint = excluded.fingerprint, batch = excluded.batch, keep_until = excluded.keep_until
            WHERE k.keep_until <= now_at;
            EXIT WHEN FOUND;

            SELECT 'replayed', k.batch, k.fingerprint INTO verdict, used_batch, used_fingerprint FROM idempotency_key k
            WHERE k.organization = first.organization AND k.scope = idempotency->>'scope' AND k.key = idempotency->>'key' AND k.keep_until > now_at;
            IF FOUND THEN
                RETURN;
            END IF;
        END LOOP;
    END IF;

    -- In the order of ids, so that two requests with the same ids wait for each other and never in a ring.
    INSERT INTO message
    SELECT (row).* FROM (SELECT message_row(entry->'message') AS row FROM unnest(entries) entry OFFSET 0) made ORDER BY (row).id;

    INSERT INTO message_label (organization, label, id)
    SELECT first.organization, label, (entry->'message'->'draft'->>'id')::uuid
    FROM unnest(entries) entry, message_labels(entry->'message'->'draft') label;

    INSERT INTO OrleansRemindersTable (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
    SELECT service, reminder_grain_id((entry->'message'->'draft'->>'id')::uuid), 'wake', (entry->'reminder'->>'start_at')::timestamptz,
           (entry->'reminder'->>'period_ms')::bigint, (entry->'reminder'->>'grain_hash')::integer, 0
    FROM unnest(entries) entry WHERE nullif(entry->'reminder', 'null') IS NOT NULL;

    PERFORM add_events((entry->'message'->'draft'->>'id')::uuid, entry) FROM unnest(entries) entry WHERE entry->'events' <> '[]';
    PERFORM count_pending(first.organization, first.batch, (SELECT count(*) FROM unnest(entries) entry WHERE is_pending(entry->'message'->>'status')));
    verdict := 'accepted';
END
$$;
