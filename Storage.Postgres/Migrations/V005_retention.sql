-- Finished messages lose their texts and numbers after a while; what they did stays.
ALTER TABLE message ADD COLUMN erased_at timestamptz(6);

-- When a message came to rest is the time of its last step, a text that sorts like the instant. Only what is still to be erased is in the index.
CREATE INDEX message_finished ON message (((document->'timeline'->-1->>'at') COLLATE "C"))
WHERE erased_at IS NULL AND (
    status IN ('canceled', 'expired', 'sending_failed', 'delivery_unconfirmed', 'delivered', 'delivery_failed')
    OR status = 'sent' AND wake_at IS NULL);

-- A step that was decided on a message as it was before it was erased must not bring its texts back.
CREATE FUNCTION stay_erased() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.document := NEW.document || jsonb_build_object('draft', OLD.document->'draft', 'erased_at', OLD.document->'erased_at');
    RETURN NEW;
END
$$;

CREATE TRIGGER message_stays_erased BEFORE UPDATE ON message FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION stay_erased();

-- Erases messages that came to rest by then, oldest first, and returns how many. One caller at a time; what a webhook event still has to tell of is
-- left.
CREATE FUNCTION erase_finished(finished_until timestamptz, now_at timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    until_text text := to_char(finished_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    now_text   text := to_char(now_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    erased     integer;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('belay.erase', 0)) THEN
        RETURN 0;
    END IF;

    DELETE FROM idempotency_key k
    WHERE (k.organization, k.scope, k.key) IN (
        SELECT o.organization, o.scope, o.key FROM idempotency_key o WHERE o.keep_until <= now_at ORDER BY o.keep_until LIMIT most);

    WITH finished AS MATERIALIZED (
        SELECT m.id, m.organization, m.document->'draft' AS draft FROM message m
        WHERE m.erased_at IS NULL
          AND (m.status IN ('canceled', 'expired', 'sending_failed', 'delivery_unconfirmed', 'delivered', 'delivery_failed')
              OR m.status = 'sent' AND m.wake_at IS NULL)
          AND ((m.document->'timeline'->-1->>'at') COLLATE "C") <= until_text
          AND NOT EXISTS (SELECT FROM webhook_event e WHERE e.message_id = m.id)
        ORDER BY ((m.document->'timeline'->-1->>'at') COLLATE "C") LIMIT most FOR UPDATE OF m SKIP LOCKED),
    labels AS (
        DELETE FROM message_label l USING finished f, LATERAL message_labels(f.draft) word
        WHERE l.organization = f.organization AND l.label = word AND l.id = f.id)
    UPDATE message m
    SET from_address = '', to_address = '', text = '', subject = NULL, tags = '{}', labels = '{}', erased_at = now_at,
        document = m.document || jsonb_build_object('erased_at', now_text, 'draft',
            (f.draft - '{subject,media,tags,labels,webhook,extra}'::text[]) || '{"from": "", "to": "", "text": ""}')
    FROM finished f WHERE m.id = f.id;
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END
$$;
