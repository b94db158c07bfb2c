-- The database that the first edition (schema 7) left behind when its silo was killed during a call of the carrier. Made by that edition; not to be edited.
--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: add_events(uuid, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.add_events(message_id uuid, entry jsonb) RETURNS void
    LANGUAGE sql
    AS $$
    INSERT INTO webhook_event (id, message_id, version, available_at)
    SELECT webhook_event_id(message_id, version::bigint), message_id, version::bigint,
           (entry->'message'->'timeline'->(version::integer - 1)->>'at')::timestamptz
    FROM jsonb_array_elements_text(entry->'events') version
$$;


--
-- Name: erase_finished(timestamp with time zone, timestamp with time zone, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.erase_finished(finished_until timestamp with time zone, now_at timestamp with time zone, most integer) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    until_text text := to_char(finished_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    now_text   text := to_char(now_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    erased     integer;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('belay.erase', 0)) THEN
        RETURN 0;
    END IF;

    DELETE FROM idempotency_key k
    WHERE (k.organization, k.scope, k.key) IN (SELECT o.organization, o.scope, o.key FROM idempotency_key o WHERE o.keep_until <= now_at ORDER BY o.keep_until LIMIT most);

    WITH finished AS MATERIALIZED (
        SELECT m.id, m.organization, m.document->'draft' AS draft FROM message m
        WHERE m.erased_at IS NULL
          AND (m.status IN ('canceled', 'expired', 'sending_failed', 'delivery_unconfirmed', 'delivered', 'delivery_failed') OR m.status = 'sent' AND m.wake_at IS NULL)
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


--
-- Name: hold_messages(timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.hold_messages(due_until timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    AS $$
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


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: store_identity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.store_identity (
    system bigint NOT NULL,
    database oid NOT NULL,
    message oid NOT NULL
);


--
-- Name: identify_store(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.identify_store() RETURNS public.store_identity
    LANGUAGE sql STABLE
    AS $$
    SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database()), 'message'::regclass::oid FROM pg_control_system()
$$;


--
-- Name: message_labels(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.message_labels(draft jsonb) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT '#' || tag FROM jsonb_array_elements_text(coalesce(draft->'tags', '[]')) tag
    UNION
    SELECT name || '=' || value FROM jsonb_each_text(coalesce(draft->'labels', '{}')) label (name, value)
$$;


--
-- Name: note_start(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.note_start(OUT is_restored boolean, OUT holds boolean) RETURNS record
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: release_messages(text, uuid[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.release_messages(service text, ids uuid[]) RETURNS SETOF uuid
    LANGUAGE sql
    AS $$
    WITH released AS (
        UPDATE message m SET held = false WHERE m.id = ANY (ids) AND m.held RETURNING m.id, m.wake_at),
    reminded AS (
        UPDATE OrleansRemindersTable r SET StartTime = released.wake_at, Version = r.Version + 1
        FROM released WHERE r.ServiceId = service AND r.GrainId = reminder_grain_id(released.id) AND r.ReminderName = 'wake')
    SELECT id FROM released
$$;


--
-- Name: reminder_grain_id(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.reminder_grain_id(message_id uuid) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT 'message/' || message_id::text
$$;


--
-- Name: stay_erased(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.stay_erased() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.document := NEW.document || jsonb_build_object('draft', OLD.document->'draft', 'erased_at', OLD.document->'erased_at');
    RETURN NEW;
END
$$;


--
-- Name: webhook_event_id(uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.webhook_event_id(message_id uuid, version bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT (left(hex, 16) || lpad(to_hex(
            (('x' || right(hex, 16))::bit(64)::bigint
             # (CASE WHEN spread >= 9223372036854775808 THEN spread - 18446744073709551616 ELSE spread END)::bigint)
            & x'3FFFFFFFFFFFFFFF'::bigint | x'8000000000000000'::bit(64)::bigint), 16, '0'))::uuid
    FROM (SELECT replace(message_id::text, '-', '') AS hex, mod(version::numeric * 11400714819323198485, 18446744073709551616) AS spread) given
$$;


--
-- Name: write_batch(text, timestamp with time zone, bigint, jsonb[], jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.write_batch(service text, now_at timestamp with time zone, pending_max bigint, entries jsonb[], idempotency jsonb, OUT verdict text, OUT used_batch bigint, OUT used_fingerprint text) RETURNS record
    LANGUAGE plpgsql
    AS $$
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
        SELECT pending_max - coalesce(sum(pending), 0) - cardinality(entries) INTO room FROM organization_pending WHERE organization = of_organization;
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

    -- In the order of ids, so that two requests with the same ids wait for each other and never in a ring. The cast of a time depends on no setting: the
    -- document's times name their zone.
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


--
-- Name: write_message(text, bigint, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.write_message(service text, expected_version bigint, entry jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: api_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_key (
    id text NOT NULL,
    organization text NOT NULL,
    name text NOT NULL,
    scopes integer NOT NULL,
    hash text NOT NULL,
    created_at timestamp(6) with time zone NOT NULL,
    expires_at timestamp(6) with time zone,
    revoked_at timestamp(6) with time zone
);


--
-- Name: idempotency_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency_key (
    organization text NOT NULL COLLATE pg_catalog."C",
    scope text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    fingerprint text NOT NULL,
    batch bigint NOT NULL,
    keep_until timestamp(6) with time zone NOT NULL
);


--
-- Name: message; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.message (
    id uuid NOT NULL,
    organization text NOT NULL COLLATE pg_catalog."C",
    batch bigint NOT NULL,
    ordinal integer NOT NULL,
    number bigint NOT NULL,
    dialect text NOT NULL,
    channel text NOT NULL,
    from_address text NOT NULL COLLATE pg_catalog."C",
    to_address text NOT NULL COLLATE pg_catalog."C",
    text text NOT NULL,
    subject text,
    tags text[] NOT NULL,
    labels jsonb NOT NULL,
    send_at timestamp(6) with time zone,
    valid_until timestamp(6) with time zone,
    received_at timestamp(6) with time zone NOT NULL,
    due_at timestamp(6) with time zone NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    attempts integer NOT NULL,
    call_open boolean NOT NULL,
    tainted boolean NOT NULL,
    wake_at timestamp(6) with time zone,
    carrier_reference text COLLATE pg_catalog."C",
    error_code text,
    error_title text,
    archived boolean NOT NULL,
    document jsonb NOT NULL,
    claimant text COLLATE pg_catalog."C",
    held boolean DEFAULT false NOT NULL,
    erased_at timestamp(6) with time zone
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.05');


--
-- Name: message_label; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.message_label (
    organization text NOT NULL COLLATE pg_catalog."C",
    label text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL
);


--
-- Name: organization_pending; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organization_pending (
    organization text NOT NULL COLLATE pg_catalog."C",
    shard smallint NOT NULL,
    pending bigint NOT NULL
)
WITH (fillfactor='20', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='2000');


--
-- Name: orleansmembershiptable; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orleansmembershiptable (
    deploymentid character varying(150) NOT NULL,
    address character varying(45) NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    siloname character varying(150) NOT NULL,
    hostname character varying(150) NOT NULL,
    status integer NOT NULL,
    proxyport integer,
    suspecttimes text,
    starttime timestamp(6) with time zone NOT NULL,
    iamalivetime timestamp(6) with time zone NOT NULL
);


--
-- Name: orleansmembershipversiontable; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orleansmembershipversiontable (
    deploymentid character varying(150) NOT NULL,
    "timestamp" timestamp(6) with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 0 NOT NULL
);


--
-- Name: orleansquery; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orleansquery (
    querykey character varying(64) NOT NULL,
    querytext text NOT NULL
);


--
-- Name: orleansreminderstable; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orleansreminderstable (
    serviceid character varying(150) NOT NULL COLLATE pg_catalog."C",
    grainid character varying(150) NOT NULL COLLATE pg_catalog."C",
    remindername character varying(150) NOT NULL COLLATE pg_catalog."C",
    starttime timestamp(6) with time zone NOT NULL,
    period bigint NOT NULL,
    grainhash integer NOT NULL,
    version integer NOT NULL
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02');


--
-- Name: schema_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_version (
    version integer NOT NULL,
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: secret; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.secret (
    name text NOT NULL,
    value bytea NOT NULL
);


--
-- Name: tally; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tally (
    organization text NOT NULL COLLATE pg_catalog."C",
    minute bigint NOT NULL,
    status smallint NOT NULL,
    lateness smallint NOT NULL,
    shard smallint NOT NULL,
    messages bigint NOT NULL
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02');


--
-- Name: webhook_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_event (
    id uuid NOT NULL,
    message_id uuid NOT NULL,
    version bigint NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    available_at timestamp(6) with time zone NOT NULL
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02');


--
-- Name: webhook_given_up; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_given_up (
    message_id uuid NOT NULL,
    version bigint NOT NULL,
    attempts integer NOT NULL
);


--
-- Data for Name: api_key; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.api_key VALUES ('qrp86g7fsr', 'acme', 'desk', 3, '2d0ade74067c1c56a6f80143532917e09fedb9fa76ff001cdea423ac3f23a206', '2026-11-27 18:04:40.950512+00', NULL, NULL);
INSERT INTO public.api_key VALUES ('f5jr9y4m63', 'acme', 'gone', 3, '893e6071be88f4867ff95112d3dcbed77b2734d57cfaba6cf0fa02d2819abed3', '2026-11-27 18:04:41.621558+00', NULL, '2026-11-27 18:04:43.769935+00');


--
-- Data for Name: idempotency_key; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.idempotency_key VALUES ('acme', 'belay:messages', 'gala-1', '8a4439a54ebeb5bd1cb0d18cf5be100d080e7c12528b78a2fbc9d40697e1a83f', 6673087622748943257, '2026-12-01 18:04:39+00');


--
-- Data for Name: message; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.message VALUES ('01a21e2e-493f-74f7-bc92-7e2e95af18a6', 'acme', 6670532736634001574, 0, 6670532736634001574, 'none', 'sms', '', '+15005550199', 'held', NULL, '{gala}', '{}', '2026-11-30 18:04:39+00', NULL, '2026-11-27 18:04:39.752478+00', '2026-11-30 18:04:39+00', 'scheduled', 1, 0, false, false, '2026-11-30 18:04:39+00', NULL, NULL, NULL, false, '{"draft": {"id": "01a21e2e-493f-74f7-bc92-7e2e95af18a6", "to": "+15005550199", "from": "", "tags": ["gala"], "text": "held", "batch": "6670532736634001574", "media": [], "parts": 1, "labels": {}, "channel": "sms", "dialect": "none", "ordinal": 0, "send_at": "2026-11-30T18:04:39.000000Z", "webhook": {"on": 0}, "encoding": "gsm7", "organization": "acme", "smart_encoded": false}, "due_at": "2026-11-30T18:04:39.000000Z", "number": 6670532736634001574, "status": "scheduled", "tainted": false, "version": 1, "wake_at": "2026-11-30T18:04:39.000000Z", "archived": false, "attempts": 0, "timeline": [{"at": "2026-11-27T18:04:39.752478Z", "actor": {"name": "settings-0", "request_id": "01M8F2WJ7BXYEPXJWM075CGFB6"}, "cause": "accepted", "status": "scheduled", "version": 1, "wake_at": "2026-11-30T18:04:39.000000Z"}], "call_open": false, "received_at": "2026-11-27T18:04:39.752478Z"}', NULL, true, NULL);
INSERT INTO public.message VALUES ('01a21e2e-4dc8-70c8-bc9b-91d65d01b399', 'acme', 6673087622748943257, 0, 6673087622748943257, 'none', 'sms', '', '+15005550199', 'pending', NULL, '{gala}', '{}', '2026-11-30 18:04:39+00', NULL, '2026-11-27 18:04:40.808395+00', '2026-11-30 18:04:39+00', 'scheduled', 1, 0, false, false, '2026-11-30 18:04:39+00', NULL, NULL, NULL, false, '{"draft": {"id": "01a21e2e-4dc8-70c8-bc9b-91d65d01b399", "to": "+15005550199", "from": "", "tags": ["gala"], "text": "pending", "batch": "6673087622748943257", "media": [], "parts": 1, "labels": {}, "channel": "sms", "dialect": "none", "ordinal": 0, "send_at": "2026-11-30T18:04:39.000000Z", "webhook": {"on": 0}, "encoding": "gsm7", "organization": "acme", "smart_encoded": false}, "due_at": "2026-11-30T18:04:39.000000Z", "number": 6673087622748943257, "status": "scheduled", "tainted": false, "version": 1, "wake_at": "2026-11-30T18:04:39.000000Z", "archived": false, "attempts": 0, "timeline": [{"at": "2026-11-27T18:04:40.808395Z", "actor": {"name": "settings-0", "request_id": "01M8F2WKDQ7NJMJK9JK21ZRGBT"}, "cause": "accepted", "status": "scheduled", "version": 1, "wake_at": "2026-11-30T18:04:39.000000Z"}], "call_open": false, "received_at": "2026-11-27T18:04:40.808395Z"}', NULL, false, NULL);
INSERT INTO public.message VALUES ('01a21e2e-4df8-744a-bc9b-f1f05b4c3bd7', 'acme', 6673193287505689559, 0, 6673193287505689559, 'none', 'sms', '', '+15005550199', 'far', NULL, '{gala}', '{}', '2027-09-23 18:04:40+00', NULL, '2026-11-27 18:04:40.826456+00', '2027-09-23 18:04:40+00', 'scheduled', 1, 0, false, false, '2027-09-23 18:04:40+00', NULL, NULL, NULL, false, '{"draft": {"id": "01a21e2e-4df8-744a-bc9b-f1f05b4c3bd7", "to": "+15005550199", "from": "", "tags": ["gala"], "text": "far", "batch": "6673193287505689559", "media": [], "parts": 1, "labels": {}, "channel": "sms", "dialect": "none", "ordinal": 0, "send_at": "2027-09-23T18:04:40.000000Z", "webhook": {"on": 0}, "encoding": "gsm7", "organization": "acme", "smart_encoded": false}, "due_at": "2027-09-23T18:04:40.000000Z", "number": 6673193287505689559, "status": "scheduled", "tainted": false, "version": 1, "wake_at": "2027-09-23T18:04:40.000000Z", "archived": false, "attempts": 0, "timeline": [{"at": "2026-11-27T18:04:40.826456Z", "actor": {"name": "settings-0", "request_id": "01M8F2WKFQ9JZNBXNRPH7AQS1R"}, "cause": "accepted", "status": "scheduled", "version": 1, "wake_at": "2027-09-23T18:04:40.000000Z"}], "call_open": false, "received_at": "2026-11-27T18:04:40.826456Z"}', NULL, false, NULL);
INSERT INTO public.message VALUES ('01a21e2e-4e00-7488-9c9c-009202507137', 'acme', 6673209374960283959, 0, 6673209374960283959, 'none', 'sms', '', '+15005550199', 'canceled', NULL, '{gala}', '{}', '2026-11-30 18:04:39+00', NULL, '2026-11-27 18:04:40.834431+00', '2026-11-30 18:04:39+00', 'canceled', 2, 0, false, false, NULL, NULL, NULL, NULL, false, '{"draft": {"id": "01a21e2e-4e00-7488-9c9c-009202507137", "to": "+15005550199", "from": "", "tags": ["gala"], "text": "canceled", "batch": "6673209374960283959", "media": [], "parts": 1, "labels": {}, "channel": "sms", "dialect": "none", "ordinal": 0, "send_at": "2026-11-30T18:04:39.000000Z", "webhook": {"on": 0}, "encoding": "gsm7", "organization": "acme", "smart_encoded": false}, "due_at": "2026-11-30T18:04:39.000000Z", "number": 6673209374960283959, "status": "canceled", "tainted": false, "version": 2, "archived": false, "attempts": 0, "timeline": [{"at": "2026-11-27T18:04:40.834431Z", "actor": {"name": "settings-0", "request_id": "01M8F2WKG0J2Q051TPFEDK83TX"}, "cause": "accepted", "status": "scheduled", "version": 1, "wake_at": "2026-11-30T18:04:39.000000Z"}, {"at": "2026-11-27T18:04:40.852689Z", "actor": {"name": "settings-0", "request_id": "01M8F2WKGCKJ4XN3CMH2F3XV2K"}, "cause": "canceled", "status": "canceled", "version": 2}], "call_open": false, "received_at": "2026-11-27T18:04:40.834431Z"}', NULL, false, NULL);
INSERT INTO public.message VALUES ('01a21e2e-59f1-7714-9cb3-e2eed4ce3444', 'acme', 6679932187720954948, 0, 6679932187720954948, 'telnyx', 'sms', '+15005550100', '+15005550199', 'sent', NULL, '{}', '{}', NULL, NULL, '2026-11-27 18:04:43.892638+00', '2026-11-27 18:04:43.892638+00', 'sent', 3, 1, false, false, NULL, 'carrier-sent', NULL, NULL, false, '{"draft": {"id": "01a21e2e-59f1-7714-9cb3-e2eed4ce3444", "to": "+15005550199", "from": "+15005550100", "tags": [], "text": "sent", "batch": "6679932187720954948", "media": [], "parts": 1, "labels": {}, "channel": "sms", "dialect": "telnyx", "ordinal": 0, "webhook": {"on": 1000, "url": "http://127.0.0.1:9/hook"}, "encoding": "gsm7", "organization": "acme", "smart_encoded": false}, "due_at": "2026-11-27T18:04:43.892638Z", "number": 6679932187720954948, "status": "sent", "tainted": false, "version": 3, "archived": false, "attempts": 1, "timeline": [{"at": "2026-11-27T18:04:43.892638Z", "actor": {"name": "settings-0", "request_id": "01M8F2WPE6HED0970M991TDHQ1"}, "cause": "accepted", "status": "queued", "version": 1, "wake_at": "2026-11-27T18:04:43.892638Z"}, {"at": "2026-11-27T18:04:43.913809Z", "actor": {"name": "engine"}, "cause": "claimed", "status": "sending", "carrier": "http", "version": 2, "wake_at": "2026-11-27T18:04:43.892638Z"}, {"at": "2026-11-27T18:04:44.052678Z", "actor": {"name": "carrier:http"}, "cause": "carrier_accepted", "status": "sent", "version": 3, "reference": "carrier-sent"}], "call_open": false, "received_at": "2026-11-27T18:04:43.892638Z", "carrier_reference": "carrier-sent"}', NULL, false, NULL);
INSERT INTO public.message VALUES ('01a21e2e-5a7c-708f-bcb4-f9132ae02de7', 'acme', 6680238008016317927, 0, 6680238008016317927, 'none', 'sms', '', '+15005550199', 'open', NULL, '{gala}', '{}', NULL, NULL, '2026-11-27 18:04:44.030448+00', '2026-11-27 18:04:44.030448+00', 'sending', 2, 1, true, false, '2026-11-27 18:04:44.030448+00', NULL, NULL, NULL, false, '{"draft": {"id": "01a21e2e-5a7c-708f-bcb4-f9132ae02de7", "to": "+15005550199", "from": "", "tags": ["gala"], "text": "open", "batch": "6680238008016317927", "media": [], "parts": 1, "labels": {}, "channel": "sms", "dialect": "none", "ordinal": 0, "webhook": {"on": 0}, "encoding": "gsm7", "organization": "acme", "smart_encoded": false}, "due_at": "2026-11-27T18:04:44.030448Z", "number": 6680238008016317927, "status": "sending", "tainted": false, "version": 2, "wake_at": "2026-11-27T18:04:44.030448Z", "archived": false, "attempts": 1, "timeline": [{"at": "2026-11-27T18:04:44.030448Z", "actor": {"name": "settings-0", "request_id": "01M8F2WPKWJADN3E3BH7W47NY6"}, "cause": "accepted", "status": "queued", "version": 1, "wake_at": "2026-11-27T18:04:44.030448Z"}, {"at": "2026-11-27T18:04:44.056076Z", "actor": {"name": "engine"}, "cause": "claimed", "status": "sending", "carrier": "http", "version": 2, "wake_at": "2026-11-27T18:04:44.030448Z"}], "call_open": true, "received_at": "2026-11-27T18:04:44.030448Z"}', '127.0.0.1:24712@154807477#3', false, NULL);
INSERT INTO public.message VALUES ('01a21e2e-5a59-7302-bcb4-b307d0c242eb', 'acme', 6680160993445823211, 0, 6680160993445823211, 'none', 'sms', '', '+15005550199', 'put off', NULL, '{gala}', '{}', NULL, NULL, '2026-11-27 18:04:43.997857+00', '2026-11-27 18:04:43.997857+00', 'queued', 5, 2, false, false, '2026-11-27 18:04:46.454715+00', NULL, 'http_503', 'The carrier answered with HTTP status 503.', false, '{"draft": {"id": "01a21e2e-5a59-7302-bcb4-b307d0c242eb", "to": "+15005550199", "from": "", "tags": ["gala"], "text": "put off", "batch": "6680160993445823211", "media": [], "parts": 1, "labels": {}, "channel": "sms", "dialect": "none", "ordinal": 0, "webhook": {"on": 0}, "encoding": "gsm7", "organization": "acme", "smart_encoded": false}, "error": {"code": "http_503", "title": "The carrier answered with HTTP status 503."}, "due_at": "2026-11-27T18:04:43.997857Z", "number": 6680160993445823211, "status": "queued", "tainted": false, "version": 5, "wake_at": "2026-11-27T18:04:46.454715Z", "archived": false, "attempts": 2, "timeline": [{"at": "2026-11-27T18:04:43.997857Z", "actor": {"name": "settings-0", "request_id": "01M8F2WPJM6PEYFPJFBNVX5HQW"}, "cause": "accepted", "status": "queued", "version": 1, "wake_at": "2026-11-27T18:04:43.997857Z"}, {"at": "2026-11-27T18:04:44.025091Z", "actor": {"name": "engine"}, "cause": "claimed", "status": "sending", "carrier": "http", "version": 2, "wake_at": "2026-11-27T18:04:43.997857Z"}, {"at": "2026-11-27T18:04:44.101380Z", "actor": {"name": "carrier:http"}, "cause": "carrier_later", "error": {"code": "http_503", "title": "The carrier answered with HTTP status 503."}, "status": "queued", "version": 3, "wake_at": "2026-11-27T18:04:44.650111Z"}, {"at": "2026-11-27T18:04:44.655991Z", "actor": {"name": "engine"}, "cause": "claimed", "status": "sending", "carrier": "http", "version": 4, "wake_at": "2026-11-27T18:04:44.650111Z"}, {"at": "2026-11-27T18:04:44.664314Z", "actor": {"name": "carrier:http"}, "cause": "carrier_later", "error": {"code": "http_503", "title": "The carrier answered with HTTP status 503."}, "status": "queued", "version": 5, "wake_at": "2026-11-27T18:04:46.454715Z"}], "call_open": false, "received_at": "2026-11-27T18:04:43.997857Z"}', NULL, false, NULL);


--
-- Data for Name: message_label; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.message_label VALUES ('acme', '#gala', '01a21e2e-493f-74f7-bc92-7e2e95af18a6');
INSERT INTO public.message_label VALUES ('acme', '#gala', '01a21e2e-4dc8-70c8-bc9b-91d65d01b399');
INSERT INTO public.message_label VALUES ('acme', '#gala', '01a21e2e-4df8-744a-bc9b-f1f05b4c3bd7');
INSERT INTO public.message_label VALUES ('acme', '#gala', '01a21e2e-4e00-7488-9c9c-009202507137');
INSERT INTO public.message_label VALUES ('acme', '#gala', '01a21e2e-5a59-7302-bcb4-b307d0c242eb');
INSERT INTO public.message_label VALUES ('acme', '#gala', '01a21e2e-5a7c-708f-bcb4-f9132ae02de7');


--
-- Data for Name: organization_pending; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.organization_pending VALUES ('acme', 6, 1);
INSERT INTO public.organization_pending VALUES ('acme', 25, 1);
INSERT INTO public.organization_pending VALUES ('acme', 23, 1);
INSERT INTO public.organization_pending VALUES ('acme', 4, 0);
INSERT INTO public.organization_pending VALUES ('acme', 7, 0);
INSERT INTO public.organization_pending VALUES ('acme', 11, 1);


--
-- Data for Name: orleansmembershiptable; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.orleansmembershiptable VALUES ('belay', '127.0.0.1', 24712, 154807477, 'Silo_a1f2e', 'vm', 3, 24713, NULL, '2026-11-27 18:04:37.435443+00', '2026-11-27 18:04:42.650647+00');


--
-- Data for Name: orleansmembershipversiontable; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.orleansmembershipversiontable VALUES ('belay', '2026-11-27 18:04:38.534996+00', 2);


--
-- Data for Name: orleansquery; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.orleansquery VALUES ('ReadFromStorageKey', '
SELECT convert_to(''{"message":'' || document::text || '',"claimant":'' || coalesce(to_json(claimant)::text, ''null'') || '',"held":'' || held::text || ''}'', ''UTF8'') AS PayloadBinary,
       version::integer AS Version
FROM message WHERE id = @GrainIdExtensionString::uuid
');
INSERT INTO public.orleansquery VALUES ('WriteToStorageKey', '
SELECT write_message(@ServiceId, @GrainStateVersion, convert_from(@PayloadBinary, ''UTF8'')::jsonb)::integer AS NewGrainStateVersion
');
INSERT INTO public.orleansquery VALUES ('ClearStorageKey', '
SELECT version::integer AS NewGrainStateVersion FROM message WHERE id = @GrainIdExtensionString::uuid AND false
');
INSERT INTO public.orleansquery VALUES ('DeleteStorageKey', '
SELECT version::integer AS NewGrainStateVersion FROM message WHERE id = @GrainIdExtensionString::uuid AND false
');
INSERT INTO public.orleansquery VALUES ('ReadRangeRows1Key', '
SELECT GrainId, ReminderName, GREATEST(StartTime, now() + interval ''1 second'') AS StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND StartTime <= now() + interval ''10 minutes'' AND GrainHash > @BeginHash AND GrainHash <= @EndHash
');
INSERT INTO public.orleansquery VALUES ('ReadRangeRows2Key', '
SELECT GrainId, ReminderName, GREATEST(StartTime, now() + interval ''1 second'') AS StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND StartTime <= now() + interval ''10 minutes'' AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)
');
INSERT INTO public.orleansquery VALUES ('ReadReminderRowsKey', '
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable WHERE ServiceId = @ServiceId AND GrainId = @GrainId
');
INSERT INTO public.orleansquery VALUES ('ReadReminderRowKey', '
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName
');
INSERT INTO public.orleansquery VALUES ('UpsertReminderRowKey', '
INSERT INTO OrleansRemindersTable AS r (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE
SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = r.Version + 1
RETURNING Version
');
INSERT INTO public.orleansquery VALUES ('DeleteReminderRowKey', '
WITH gone AS (
    DELETE FROM OrleansRemindersTable
    WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version RETURNING 1)
SELECT EXISTS (SELECT FROM gone)
');
INSERT INTO public.orleansquery VALUES ('DeleteReminderRowsKey', '
DELETE FROM OrleansRemindersTable WHERE ServiceId = @ServiceId
');
INSERT INTO public.orleansquery VALUES ('InsertMembershipVersionKey', '
WITH made AS (INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
SELECT EXISTS (SELECT FROM made)
');
INSERT INTO public.orleansquery VALUES ('InsertMembershipKey', '
WITH turn AS (
    UPDATE OrleansMembershipVersionTable t SET Version = t.Version + 1, Timestamp = now()
    WHERE t.DeploymentId = @DeploymentId AND t.Version = @Version AND NOT EXISTS (
        SELECT FROM OrleansMembershipTable m
        WHERE m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation)
    RETURNING t.DeploymentId),
joined AS (
    INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM turn
    RETURNING 1)
SELECT EXISTS (SELECT FROM joined)
');
INSERT INTO public.orleansquery VALUES ('UpdateMembershipKey', '
WITH turn AS (
    UPDATE OrleansMembershipVersionTable t SET Version = t.Version + 1, Timestamp = now()
    WHERE t.DeploymentId = @DeploymentId AND t.Version = @Version AND EXISTS (
        SELECT FROM OrleansMembershipTable m
        WHERE m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation)
    RETURNING t.DeploymentId),
moved AS (
    UPDATE OrleansMembershipTable m SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
    FROM turn WHERE m.DeploymentId = turn.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
    RETURNING 1)
SELECT EXISTS (SELECT FROM moved)
');
INSERT INTO public.orleansquery VALUES ('UpdateIAmAlivetimeKey', '
UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime
WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
');
INSERT INTO public.orleansquery VALUES ('MembershipReadRowKey', '
SELECT m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, t.Version
FROM OrleansMembershipVersionTable t
LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = t.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
WHERE t.DeploymentId = @DeploymentId
');
INSERT INTO public.orleansquery VALUES ('MembershipReadAllKey', '
SELECT m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, t.Version
FROM OrleansMembershipVersionTable t LEFT JOIN OrleansMembershipTable m USING (DeploymentId)
WHERE t.DeploymentId = @DeploymentId
');
INSERT INTO public.orleansquery VALUES ('GatewaysQueryKey', '
SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
');
INSERT INTO public.orleansquery VALUES ('CleanupDefunctSiloEntriesKey', '
DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId AND IAmAliveTime < @IAmAliveTime AND Status <> 3
');
INSERT INTO public.orleansquery VALUES ('DeleteMembershipTableEntriesKey', '
WITH gone AS (DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId)
DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId
');


--
-- Data for Name: orleansreminderstable; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.orleansreminderstable VALUES ('belay', 'message/01a21e2e-493f-74f7-bc92-7e2e95af18a6', 'wake', 'infinity', 10000, -779069788, 1);
INSERT INTO public.orleansreminderstable VALUES ('belay', 'message/01a21e2e-4dc8-70c8-bc9b-91d65d01b399', 'wake', '2026-11-30 18:04:39+00', 10000, -1202177773, 0);
INSERT INTO public.orleansreminderstable VALUES ('belay', 'message/01a21e2e-4df8-744a-bc9b-f1f05b4c3bd7', 'wake', '2027-09-23 18:04:40+00', 10000, 1677917758, 0);
INSERT INTO public.orleansreminderstable VALUES ('belay', 'message/01a21e2e-5a7c-708f-bcb4-f9132ae02de7', 'wake', '2026-11-27 18:04:44.030448+00', 10000, -28097728, 0);
INSERT INTO public.orleansreminderstable VALUES ('belay', 'message/01a21e2e-5a59-7302-bcb4-b307d0c242eb', 'wake', '2026-11-27 18:04:46.454715+00', 10000, 1195774916, 2);


--
-- Data for Name: schema_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.schema_version VALUES (1, 'V001_messages.sql', '2026-11-27 18:04:36.741092+00');
INSERT INTO public.schema_version VALUES (2, 'V002_orleans.sql', '2026-11-27 18:04:36.741092+00');
INSERT INTO public.schema_version VALUES (3, 'V003_write.sql', '2026-11-27 18:04:36.741092+00');
INSERT INTO public.schema_version VALUES (4, 'V004_queries.sql', '2026-11-27 18:04:36.741092+00');
INSERT INTO public.schema_version VALUES (5, 'V005_retention.sql', '2026-11-27 18:04:36.741092+00');
INSERT INTO public.schema_version VALUES (6, 'V006_restore.sql', '2026-11-27 18:04:36.741092+00');
INSERT INTO public.schema_version VALUES (7, 'V007_given_up.sql', '2026-11-27 18:04:36.741092+00');


--
-- Data for Name: secret; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.secret VALUES ('telnyx-webhook-signing-key', '\x0cf5fb500168d4fc202db746f533db2634a14d101eebde4412603ec888f880da');


--
-- Data for Name: store_identity; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.store_identity VALUES (7712913747132165431, 16384, 16393);


--
-- Data for Name: tally; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tally VALUES ('acme', 29930044, 4, 0, 23, 1);
INSERT INTO public.tally VALUES ('acme', 29930044, 3, 7, 4, 1);


--
-- Data for Name: webhook_event; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_event VALUES ('01a21e2e-59f1-7714-8615-8fc2a911407b', '01a21e2e-59f1-7714-9cb3-e2eed4ce3444', 3, 1, '2026-11-27 18:04:49.305929+00');


--
-- Data for Name: webhook_given_up; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Name: api_key api_key_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_hash_key UNIQUE (hash);


--
-- Name: api_key api_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);


--
-- Name: idempotency_key idempotency_key_use; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT idempotency_key_use PRIMARY KEY (organization, scope, key);


--
-- Name: message message_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_id PRIMARY KEY (id);


--
-- Name: message_label message_label_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message_label
    ADD CONSTRAINT message_label_pkey PRIMARY KEY (organization, label, id);


--
-- Name: organization_pending organization_pending_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organization_pending
    ADD CONSTRAINT organization_pending_pkey PRIMARY KEY (organization, shard);


--
-- Name: orleansmembershiptable orleansmembershiptable_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansmembershiptable
    ADD CONSTRAINT orleansmembershiptable_pkey PRIMARY KEY (deploymentid, address, port, generation);


--
-- Name: orleansmembershipversiontable orleansmembershipversiontable_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansmembershipversiontable
    ADD CONSTRAINT orleansmembershipversiontable_pkey PRIMARY KEY (deploymentid);


--
-- Name: orleansquery orleansquery_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansquery
    ADD CONSTRAINT orleansquery_pkey PRIMARY KEY (querykey);


--
-- Name: orleansreminderstable orleansreminderstable_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansreminderstable
    ADD CONSTRAINT orleansreminderstable_pkey PRIMARY KEY (serviceid, grainid, remindername);


--
-- Name: schema_version schema_version_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (version);


--
-- Name: secret secret_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.secret
    ADD CONSTRAINT secret_pkey PRIMARY KEY (name);


--
-- Name: tally tally_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tally
    ADD CONSTRAINT tally_pkey PRIMARY KEY (organization, minute, status, lateness, shard);


--
-- Name: webhook_event webhook_event_message_id_version_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_event
    ADD CONSTRAINT webhook_event_message_id_version_key UNIQUE (message_id, version);


--
-- Name: webhook_event webhook_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_event
    ADD CONSTRAINT webhook_event_pkey PRIMARY KEY (id);


--
-- Name: webhook_given_up webhook_given_up_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_given_up
    ADD CONSTRAINT webhook_given_up_pkey PRIMARY KEY (message_id, version);


--
-- Name: idempotency_key_keep_until; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_key_keep_until ON public.idempotency_key USING btree (keep_until);


--
-- Name: message_batch; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_batch ON public.message USING btree (organization, batch, ordinal);


--
-- Name: message_finished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_finished ON public.message USING btree (((((document -> 'timeline'::text) -> '-1'::integer) ->> 'at'::text)) COLLATE "C") WHERE ((erased_at IS NULL) AND ((status = ANY (ARRAY['canceled'::text, 'expired'::text, 'sending_failed'::text, 'delivery_unconfirmed'::text, 'delivered'::text, 'delivery_failed'::text])) OR ((status = 'sent'::text) AND (wake_at IS NULL))));


--
-- Name: message_held; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_held ON public.message USING btree (due_at, id) WHERE held;


--
-- Name: message_list; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_list ON public.message USING btree (organization, id);


--
-- Name: message_pending_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_pending_due ON public.message USING btree (organization, due_at) WHERE (status = ANY (ARRAY['scheduled'::text, 'queued'::text]));


--
-- Name: message_reference; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_reference ON public.message USING btree (carrier_reference, id) WHERE (carrier_reference IS NOT NULL);


--
-- Name: message_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_status ON public.message USING btree (organization, status, id);


--
-- Name: message_to; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_to ON public.message USING btree (organization, to_address, id);


--
-- Name: message_wake; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_wake ON public.message USING btree (wake_at) WHERE ((wake_at IS NOT NULL) AND (NOT held));


--
-- Name: orleansreminderstable_grainhash; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX orleansreminderstable_grainhash ON public.orleansreminderstable USING btree (serviceid, grainhash);


--
-- Name: orleansreminderstable_starttime; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX orleansreminderstable_starttime ON public.orleansreminderstable USING btree (serviceid, starttime);


--
-- Name: webhook_event_available; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_event_available ON public.webhook_event USING btree (available_at, version);


--
-- Name: message message_stays_erased; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER message_stays_erased BEFORE UPDATE ON public.message FOR EACH ROW WHEN ((old.erased_at IS NOT NULL)) EXECUTE FUNCTION public.stay_erased();


--
-- Name: orleansmembershiptable orleansmembershiptable_deploymentid_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansmembershiptable
    ADD CONSTRAINT orleansmembershiptable_deploymentid_fkey FOREIGN KEY (deploymentid) REFERENCES public.orleansmembershipversiontable(deploymentid);


--
-- PostgreSQL database dump complete
--


