-- How many messages were sent, or came to an end, in each minute, kept in step with each commit: a chart of a week reads these rows and no message.
-- Eight rows for one count, because a row is locked until the commit that changed it is durable.
CREATE TABLE tally (
    organization text     NOT NULL COLLATE "C",
    minute       bigint   NOT NULL,   -- since 1970-01-01 UTC
    status       smallint NOT NULL,   -- the number of the core's status
    lateness     smallint NOT NULL,   -- a step of the core's scale; 0 for what was not sent
    shard        smallint NOT NULL,
    messages     bigint   NOT NULL,
    PRIMARY KEY (organization, minute, status, lateness, shard)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- As before, and the entry may carry one thing more:
--   "tally": [ [minute, status, lateness], … ], what the steps add to the table above.
-- Makes a step, if the stored message is still at the version that it was decided on. Returns the version afterwards; null, and nothing changed,
-- where it is not. Of writers at the same time exactly one gets a version: an update waits for the row and then looks at the version again.
CREATE OR REPLACE FUNCTION write_message(service text, expected_version bigint, entry jsonb) RETURNS bigint
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
        claimant = entry->>'claimant'
    WHERE m.id = next_id AND m.version = expected_version;
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
                ((next->'draft'->>'batch')::bigint & 7)::smallint, 1)
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
