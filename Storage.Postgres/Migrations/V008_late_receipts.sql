-- A receipt that comes late takes back what was counted as unconfirmed: a mark of an entry is [minute, status, lateness, messages], and messages may
-- be -1. What is taken back may have been counted before there was a tally, so no number goes below zero. All else is as it was.

-- Makes a step, if the stored message is still at the version that it was decided on. Returns the version afterwards; null, and nothing changed,
-- where it is not, or where the step opens a call for a message that is held. Of writers at the same time exactly one gets a version: an update waits
-- for the row and then looks at the version again.
CREATE OR REPLACE FUNCTION write_message(service text, expected_version bigint, entry jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    next       jsonb  := entry->'message';
    next_id    uuid   := (next->'draft'->>'id')::uuid;
    version_of bigint := (next->>'version')::bigint;
    change     integer;
    mark       jsonb;
    added      integer;
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
        added := coalesce((mark->>3)::integer, 1);
        INSERT INTO tally AS t (organization, minute, status, lateness, shard, messages)
        VALUES (next->'draft'->>'organization', (mark->>0)::bigint, (mark->>1)::smallint, (mark->>2)::smallint,
                ((next->'draft'->>'batch')::bigint & 31)::smallint, greatest(added, 0))
        ON CONFLICT (organization, minute, status, lateness, shard) DO UPDATE SET messages = greatest(t.messages + added, 0)
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
