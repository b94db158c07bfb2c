-- A restored copy is known by this: a dump makes the table anew, under another number, and another server or database has another one itself.
CREATE TABLE store_identity (
    system   bigint NOT NULL,
    database oid    NOT NULL,
    message  oid    NOT NULL
);

CREATE FUNCTION identify_store() RETURNS store_identity
LANGUAGE sql STABLE AS $$
    SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database()), 'message'::regclass::oid FROM pg_control_system()
$$;

-- Holds what is due up to an instant and may still be sent. Its reminder stays, out of every silo's reach.
CREATE FUNCTION hold_messages(due_until timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    held_now uuid[];
BEGIN
    WITH now_held AS (
        UPDATE message m SET held = true
        WHERE m.wake_at IS NOT NULL AND NOT m.held AND m.status IN ('scheduled', 'queued', 'sending') AND m.due_at <= due_until RETURNING m.id)
    SELECT array_agg(id) INTO held_now FROM now_held;
    UPDATE OrleansRemindersTable r SET StartTime = 'infinity', Version = r.Version + 1
    FROM unnest(held_now) id WHERE r.GrainId = reminder_grain_id(id);
    RETURN coalesce(cardinality(held_now), 0);
END
$$;

-- Lets messages go their way: what is overdue is found by the next look for it, and the rest has its reminder again. Returns which of them were held.
CREATE FUNCTION release_messages(service text, ids uuid[]) RETURNS SETOF uuid
LANGUAGE sql AS $$
    WITH released AS (
        UPDATE message m SET held = false WHERE m.id = ANY (ids) AND m.held RETURNING m.id, m.wake_at),
    reminded AS (
        UPDATE OrleansRemindersTable r SET StartTime = released.wake_at, Version = r.Version + 1
        FROM released WHERE r.ServiceId = service AND r.GrainId = reminder_grain_id(released.id) AND r.ReminderName = 'wake')
    SELECT id FROM released
$$;

-- Called at each start. Where this is not the store that ran here last, what was due before now may have been sent since the copy was made, and is
-- held.
CREATE FUNCTION note_start(OUT is_restored boolean, OUT holds boolean)
LANGUAGE plpgsql AS $$
BEGIN
    is_restored := EXISTS (SELECT FROM store_identity known WHERE known IS DISTINCT FROM identify_store());
    IF is_restored THEN
        PERFORM hold_messages(now());
        DELETE FROM store_identity;
    END IF;

    INSERT INTO store_identity SELECT (identify_store()).* WHERE NOT EXISTS (SELECT FROM store_identity);
    holds := EXISTS (SELECT FROM message WHERE held);
END
$$;
