-- Steps of many messages in one statement, and so one commit, each with a verdict of its own: returns the places in the arrays, from 1, of those that
-- were made. One that is not at the version that it was decided on, or that opens a call for a message that is held, changes nothing and harms no
-- other. Counts are added up and written in the rows of the caller's share, which no other caller writes: so no group waits for another one's disk.
-- Rows are locked in the order of their keys, so that two groups never wait for each other in a ring.
CREATE FUNCTION write_messages(service text, share smallint, expected_versions bigint[], entries jsonb[]) RETURNS SETOF integer
LANGUAGE plpgsql AS $$
DECLARE
    wrong jsonb;
    made  integer[];
BEGIN
    SELECT entry INTO wrong FROM unnest(expected_versions, entries) given (expected, entry)
    WHERE (entry->'message'->>'version')::bigint <= expected
       OR jsonb_array_length(entry->'message'->'timeline') <> (entry->'message'->>'version')::bigint
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Message % cannot go to version %.', wrong->'message'->'draft'->>'id', wrong->'message'->>'version'
            USING ERRCODE = 'data_exception';
    END IF;

    PERFORM FROM message m WHERE m.id = ANY (ARRAY(SELECT (entry->'message'->'draft'->>'id')::uuid FROM unnest(entries) entry))
    ORDER BY m.id FOR NO KEY UPDATE;

    WITH changed AS (
        UPDATE message m
        SET status = next->>'status', version = (next->>'version')::bigint, attempts = (next->>'attempts')::integer,
            call_open = (next->>'call_open')::boolean, tainted = (next->>'tainted')::boolean, wake_at = (next->>'wake_at')::timestamptz,
            carrier_reference = next->>'carrier_reference', error_code = next->'error'->>'code', error_title = next->'error'->>'title',
            archived = (next->>'archived')::boolean, document = next, claimant = entry->>'claimant',
            held = m.held AND next->>'status' IN ('scheduled', 'queued', 'sending')
        FROM (SELECT (entry->'message'->'draft'->>'id')::uuid AS id, expected, entry, entry->'message' AS next, place::integer AS place
              FROM unnest(expected_versions, entries) WITH ORDINALITY given (expected, entry, place)) step
        WHERE m.id = step.id AND m.version = step.expected AND NOT (m.held AND (next->>'call_open')::boolean)
        RETURNING step.place)
    SELECT coalesce(array_agg(place), '{}') INTO made FROM changed;

    DELETE FROM OrleansRemindersTable r
    WHERE r.ServiceId = service AND r.ReminderName = 'wake' AND r.GrainId = ANY (ARRAY(
        SELECT reminder_grain_id((entry->'message'->'draft'->>'id')::uuid) FROM unnest(entries) WITH ORDINALITY given (entry, place)
        WHERE place = ANY (made) AND entry->'reminder' = 'null'));

    INSERT INTO OrleansRemindersTable AS r (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
    SELECT service, reminder_grain_id((entry->'message'->'draft'->>'id')::uuid), 'wake', (reminder->>'start_at')::timestamptz,
           (reminder->>'period_ms')::bigint, (reminder->>'grain_hash')::integer, 0
    FROM unnest(entries) WITH ORDINALITY given (entry, place), jsonb_extract_path(entry, 'reminder') reminder
    WHERE place = ANY (made) AND reminder <> 'null'
    ORDER BY 2
    ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE
    SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = r.Version + 1
    WHERE (r.StartTime, r.Period, r.GrainHash) IS DISTINCT FROM (excluded.StartTime, excluded.Period, excluded.GrainHash);

    PERFORM add_events((entry->'message'->'draft'->>'id')::uuid, entry) FROM unnest(entries) WITH ORDINALITY given (entry, place)
    WHERE place = ANY (made) AND entry->'events' <> '[]';

    INSERT INTO organization_pending AS o (organization, shard, pending)
    SELECT organization, share, sum(change)
    FROM (SELECT entry->'message'->'draft'->>'organization' AS organization,
                 (entry->'message'->>'status' IN ('scheduled', 'queued'))::integer
                 - (entry->'message'->'timeline'->(expected::integer - 1)->>'status' IN ('scheduled', 'queued'))::integer AS change
          FROM unnest(expected_versions, entries) WITH ORDINALITY given (expected, entry, place) WHERE place = ANY (made)) step
    GROUP BY organization HAVING sum(change) <> 0 ORDER BY organization
    ON CONFLICT (organization, shard) DO UPDATE SET pending = o.pending + excluded.pending;

    -- What is taken back by a late receipt was counted in another share, perhaps: a row may go below zero, and their sum does not.
    WITH counted AS (
        INSERT INTO tally AS t (organization, minute, status, lateness, shard, messages)
        SELECT entry->'message'->'draft'->>'organization', (mark->>0)::bigint, (mark->>1)::smallint, (mark->>2)::smallint, share,
               sum(coalesce((mark->>3)::integer, 1))
        FROM unnest(entries) WITH ORDINALITY given (entry, place), jsonb_array_elements(entry->'tally') mark
        WHERE place = ANY (made)
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (organization, minute, status, lateness, shard) DO UPDATE SET messages = t.messages + excluded.messages
        RETURNING t.organization, t.minute, xmax = 0 AS is_new)
    -- What is older than it must be kept goes when a new row comes, a few rows at a time.
    DELETE FROM tally t
    WHERE (t.organization, t.minute, t.status, t.lateness, t.shard) IN (
        SELECT o.organization, o.minute, o.status, o.lateness, o.shard FROM tally o
        WHERE EXISTS (SELECT FROM counted c WHERE c.is_new AND c.organization = o.organization AND o.minute < c.minute - 35 * 24 * 60)
        ORDER BY o.minute LIMIT 8 FOR UPDATE SKIP LOCKED);

    RETURN QUERY SELECT unnest(made);
END
$$;
