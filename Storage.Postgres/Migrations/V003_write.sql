-- The only ways in which messages are written: write_batch() accepts, write_message() makes a step. An entry is a message after that:
--   { "message":  the whole message,
--     "reminder": { "grain_hash": integer, "start_at": time, "period_ms": milliseconds }, null: none is wanted, or absent: what there is stays,
--     "events":   [ versions of the steps that a webhook must hear of ],
--     "claimant": who makes the call of the carrier that this step opens, or null,
--     "tally":    [ [minute, status, lateness], … ], what the steps add to the table "tally" }
-- Each function is one statement of its caller and so one commit: message, reminder, events and counters change together or not at all.
-- What every message takes is written out in the function's own body: a function called from here costs more than the statement in it.

-- The words that a list can be filtered by.
CREATE FUNCTION message_labels(draft jsonb) RETURNS SETOF text
LANGUAGE sql IMMUTABLE AS $$
    SELECT '#' || tag FROM jsonb_array_elements_text(coalesce(draft->'tags', '[]')) tag
    UNION
    SELECT name || '=' || value FROM jsonb_each_text(coalesce(draft->'labels', '{}')) label (name, value)
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

-- Makes a step, if the stored message is still at the version that it was decided on. Returns the version afterwards; null, and nothing changed,
-- where it is not, or where the step opens a call for a message that is held. Of writers at the same time exactly one gets a version: an update waits
-- for the row and then looks at the version again.
CREATE FUNCTION write_message(service text, expected_version bigint, entry jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    next       jsonb  := entry->'message';
    next_id    uuid   := (next->'draft'->>'id')::uuid;
    version_of bigint := (next->>'version')::bigint;
    change     integer;
    mark       jsonb;
    is_new     boolean;
BEGIN
    IF version_of <= expected_version OR jsonb_array_length(next->'timeline') <> version_of THEN
        RAISE EXCEPTION 'Message % cannot go from version % to %.', next_id, expected_version, version_of USING ERRCODE = 'data_exception';
    END IF;

    UPDATE message m
    SET status = next->>'status', version = version_of, attempts = (next->>'attempts')::integer, call_open = (next->>'call_open')::boolean,
        tainted = (next->>'tainted')::boolean, wake_at = (next->>'wake_at')::timestamptz, carrier_reference = next->>'carrier_reference',
        error_code = next->'error'->>'code', error_title = next->'error'->>'title', archived = (next->>'archived')::boolean, document = next,
        claimant = entry->>'claimant', held = m.held AND next->>'status' IN ('scheduled', 'queued', 'sending')
    WHERE m.id = next_id AND m.version = expected_version AND NOT (m.held AND (next->>'call_open')::boolean);
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;

    IF entry->'reminder' = 'null' THEN
        DELETE FROM OrleansRemindersTable r
        WHERE r.ServiceId = service AND r.GrainId = reminder_grain_id(next_id) AND r.ReminderName = 'wake';
    ELSIF entry ? 'reminder' THEN
        INSERT INTO OrleansRemindersTable AS r (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
        VALUES (service, reminder_grain_id(next_id), 'wake', (entry->'reminder'->>'start_at')::timestamptz, (entry->'reminder'->>'period_ms')::bigint,
                (entry->'reminder'->>'grain_hash')::integer, 0)
        ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE
        SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = r.Version + 1
        WHERE (r.StartTime, r.Period, r.GrainHash) IS DISTINCT FROM (excluded.StartTime, excluded.Period, excluded.GrainHash);
    END IF;

    IF entry->'events' <> '[]' THEN
        PERFORM add_events(next_id, entry);
    END IF;

    -- Last of all: from here on others of the same share wait for this commit's disk.
    change := (next->>'status' IN ('scheduled', 'queued'))::integer
            - (next->'timeline'->(expected_version::integer - 1)->>'status' IN ('scheduled', 'queued'))::integer;
    IF change <> 0 THEN
        INSERT INTO organization_pending AS o (organization, shard, pending)
        VALUES (next->'draft'->>'organization', ((next->'draft'->>'batch')::bigint & 31)::smallint, change)
        ON CONFLICT (organization, shard) DO UPDATE SET pending = o.pending + excluded.pending;
    END IF;

    -- In the order of the marks, so that two steps that count in the same rows never wait for each other in a ring.
    FOR mark IN SELECT e FROM jsonb_array_elements(entry->'tally') e ORDER BY (e->>1)::integer LOOP
        INSERT INTO tally AS t (organization, minute, status, lateness, shard, messages)
        VALUES (next->'draft'->>'organization', (mark->>0)::bigint, (mark->>1)::smallint, (mark->>2)::smallint,
                ((next->'draft'->>'batch')::bigint & 31)::smallint, 1)
        ON CONFLICT (organization, minute, status, lateness, shard) DO UPDATE SET messages = t.messages + 1
        RETURNING xmax = 0 INTO is_new;

        -- What is older than it must be kept goes when a new row comes, a few rows at a time.
        IF is_new THEN
            DELETE FROM tally t
            WHERE (t.organization, t.minute, t.status, t.lateness, t.shard) IN (
                SELECT o.organization, o.minute, o.status, o.lateness, o.shard FROM tally o
                WHERE o.organization = next->'draft'->>'organization' AND o.minute < (mark->>0)::bigint - 35 * 24 * 60
                ORDER BY o.minute LIMIT 8 FOR UPDATE SKIP LOCKED);
        END IF;
    END LOOP;

    RETURN version_of;
END
$$;

-- Accepts the messages of one request, all or none. `idempotency` is { "scope", "key", "fingerprint", "keep_until" } or null.
-- Verdicts: 'accepted'; 'replayed' with the batch and the fingerprint of the key's first use; 'pending_limit_reached'; 'id_taken'. An id that is
-- taken by a request at the very same time ends the statement with a unique violation of "message_id" instead, which undoes all of it.
CREATE FUNCTION write_batch(service text, now_at timestamptz, pending_max bigint, entries jsonb[], idempotency jsonb,
                            OUT verdict text, OUT used_batch bigint, OUT used_fingerprint text)
LANGUAGE plpgsql AS $$
DECLARE
    of_organization text   := entries[1]->'message'->'draft'->>'organization';
    of_batch        bigint := entries[1]->'message'->'draft'->>'batch';
    room            bigint;
BEGIN
    idempotency := nullif(idempotency, 'null');

    IF idempotency IS NOT NULL THEN
        SELECT 'replayed', k.batch, k.fingerprint INTO verdict, used_batch, used_fingerprint FROM idempotency_key k
        WHERE k.organization = of_organization AND k.scope = idempotency->>'scope' AND k.key = idempotency->>'key' AND k.keep_until > now_at;
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;

    SELECT pending_max - coalesce(sum(pending), 0) - cardinality(entries) INTO room FROM organization_pending WHERE organization = of_organization;
    IF room < 10000 THEN
        -- Near the limit requests come one after the other: judged on what is committed, together they would pass it.
        PERFORM pg_advisory_xact_lock(hashtextextended('belay.pending:' || of_organization, 0));
        SELECT pending_max - coalesce(sum(pending), 0) - cardinality(entries) INTO room
        FROM organization_pending WHERE organization = of_organization;
    END IF;

    IF room < 0 THEN
        verdict := 'pending_limit_reached';
        RETURN;
    END IF;

    IF EXISTS (SELECT FROM message m WHERE m.id = ANY (ARRAY(SELECT (entry->'message'->'draft'->>'id')::uuid FROM unnest(entries) entry))) THEN
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
            VALUES (of_organization, idempotency->>'scope', idempotency->>'key', idempotency->>'fingerprint', of_batch,
                    (idempotency->>'keep_until')::timestamptz)
            ON CONFLICT (organization, scope, key) DO UPDATE
            SET fingerprint = excluded.fingerprint, batch = excluded.batch, keep_until = excluded.keep_until
            WHERE k.keep_until <= now_at;
            EXIT WHEN FOUND;

            SELECT 'replayed', k.batch, k.fingerprint INTO verdict, used_batch, used_fingerprint FROM idempotency_key k
            WHERE k.organization = of_organization AND k.scope = idempotency->>'scope' AND k.key = idempotency->>'key' AND k.keep_until > now_at;
            IF FOUND THEN
                RETURN;
            END IF;
        END LOOP;
    END IF;

    -- In the order of ids, so that two requests with the same ids wait for each other and never in a ring. The cast of a time depends on no setting:
    -- the document's times name their zone.
    INSERT INTO message (
        id, organization, batch, ordinal, number, dialect, channel, from_address, to_address, text, subject, tags, labels, send_at, valid_until,
        received_at, due_at, status, version, attempts, call_open, tainted, wake_at, archived, document)
    SELECT (draft->>'id')::uuid, of_organization, of_batch, coalesce((draft->>'ordinal')::integer, 0), (made->>'number')::bigint, draft->>'dialect',
           draft->>'channel', draft->>'from', draft->>'to', draft->>'text', draft->>'subject',
           ARRAY(SELECT jsonb_array_elements_text(draft->'tags')), coalesce(draft->'labels', '{}'), (draft->>'send_at')::timestamptz,
           (draft->>'valid_until')::timestamptz, (made->>'received_at')::timestamptz, (made->>'due_at')::timestamptz, made->>'status',
           (made->>'version')::bigint, (made->>'attempts')::integer, (made->>'call_open')::boolean, (made->>'tainted')::boolean,
           (made->>'wake_at')::timestamptz, (made->>'archived')::boolean, made
    FROM (SELECT entry->'message' AS made, entry->'message'->'draft' AS draft FROM unnest(entries) entry) given
    ORDER BY 1;

    INSERT INTO message_label (organization, label, id)
    SELECT of_organization, label, (draft->>'id')::uuid
    FROM (SELECT entry->'message'->'draft' AS draft FROM unnest(entries) entry) given, message_labels(draft) label
    WHERE draft ?| '{tags,labels}';

    INSERT INTO OrleansRemindersTable (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
    SELECT service, reminder_grain_id((entry->'message'->'draft'->>'id')::uuid), 'wake', (reminder->>'start_at')::timestamptz,
           (reminder->>'period_ms')::bigint, (reminder->>'grain_hash')::integer, 0
    FROM unnest(entries) entry, jsonb_extract_path(entry, 'reminder') reminder WHERE reminder <> 'null';

    PERFORM add_events((entry->'message'->'draft'->>'id')::uuid, entry) FROM unnest(entries) entry WHERE entry->'events' <> '[]';

    -- Last of all: from here on others of the same share wait for this commit's disk.
    INSERT INTO organization_pending AS o (organization, shard, pending)
    VALUES (of_organization, (of_batch & 31)::smallint, cardinality(entries))
    ON CONFLICT (organization, shard) DO UPDATE SET pending = o.pending + excluded.pending;
    verdict := 'accepted';
END
$$;
