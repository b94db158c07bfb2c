-- The truth of a message is `document`: the whole message as JSON. The other columns are taken out of it when it is written, for reading,
-- filtering and indexes. Names of statuses, channels and dialects are the document's own words.

CREATE TABLE message (
    id                uuid           NOT NULL,   -- version 7: sorts by the time of its making
    organization      text           NOT NULL COLLATE "C",
    batch             bigint         NOT NULL,
    ordinal           integer        NOT NULL,
    number            bigint         NOT NULL,   -- batch + ordinal
    dialect           text           NOT NULL,
    channel           text           NOT NULL,
    from_address      text           NOT NULL COLLATE "C",
    to_address        text           NOT NULL COLLATE "C",
    text              text           NOT NULL,
    subject           text,
    tags              text[]         NOT NULL,
    labels            jsonb          NOT NULL,
    send_at           timestamptz(6),
    valid_until       timestamptz(6),
    received_at       timestamptz(6) NOT NULL,
    due_at            timestamptz(6) NOT NULL,
    status            text           NOT NULL COLLATE "C",
    version           bigint         NOT NULL,
    attempts          integer        NOT NULL,
    call_open         boolean        NOT NULL,
    tainted           boolean        NOT NULL,
    wake_at           timestamptz(6),
    carrier_reference text COLLATE "C",
    error_code        text,
    error_title       text,
    archived          boolean        NOT NULL,
    document          jsonb          NOT NULL,
    claimant          text           COLLATE "C",   -- who makes the call that is open; not part of the document, since only the silos care
    held              boolean        NOT NULL DEFAULT false,   -- waits for an operator after a restore; outside of the document too
    CONSTRAINT message_id PRIMARY KEY (id)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);   -- a row is rewritten three or four times: leave it room on its page

CREATE INDEX message_list ON message (organization, id);
CREATE INDEX message_status ON message (organization, status, id);
CREATE INDEX message_to ON message (organization, to_address, id);
CREATE INDEX message_batch ON message (organization, batch, ordinal);
-- Open calls are in it too: who was to record their answer may have died.
CREATE INDEX message_wake ON message (wake_at) WHERE wake_at IS NOT NULL AND NOT held;
CREATE INDEX message_held ON message (due_at, id) WHERE held;
CREATE INDEX message_pending_due ON message (organization, due_at) WHERE status IN ('scheduled', 'queued');
CREATE INDEX message_reference ON message (carrier_reference, id) WHERE carrier_reference IS NOT NULL;

-- What a list can be filtered by besides columns: '#<tag>' and '<label>=<value>'. A table and not a GIN index on the arrays, because a page
-- wants the newest fifty of perhaps a million: here they are read in their order, there all would be fetched and sorted
-- (200,000 messages with one tag: 0.1 ms here, 77 ms there; the price is 54 MB for 400,000 labels instead of 1.4).
CREATE TABLE message_label (
    organization text NOT NULL COLLATE "C",
    label        text NOT NULL COLLATE "C",
    id           uuid NOT NULL,
    PRIMARY KEY (organization, label, id)
);

-- How many messages are pending, kept in step by each commit. One row for each of 32 shares of an organization's batches, because a row is
-- locked until the commit that changed it is durable: with one row, an organization's commits would wait for each other's disk.
CREATE TABLE organization_pending (
    organization text     NOT NULL COLLATE "C",
    shard        smallint NOT NULL,
    pending      bigint   NOT NULL,
    PRIMARY KEY (organization, shard)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

CREATE TABLE idempotency_key (
    organization text           NOT NULL COLLATE "C",
    scope        text           NOT NULL COLLATE "C",
    key          text           NOT NULL COLLATE "C",
    fingerprint  text           NOT NULL,
    batch        bigint         NOT NULL,
    keep_until   timestamptz(6) NOT NULL,
    CONSTRAINT idempotency_key_use PRIMARY KEY (organization, scope, key)
);

CREATE INDEX idempotency_key_keep_until ON idempotency_key (keep_until);

-- Events that are not settled. Only the first one of a message may be taken.
CREATE TABLE webhook_event (
    id           uuid           NOT NULL PRIMARY KEY,
    message_id   uuid           NOT NULL,
    version      bigint         NOT NULL,
    attempts     integer        NOT NULL DEFAULT 0,
    available_at timestamptz(6) NOT NULL,
    UNIQUE (message_id, version)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

CREATE INDEX webhook_event_available ON webhook_event (available_at, version);

CREATE TABLE api_key (
    id           text           NOT NULL PRIMARY KEY,
    organization text           NOT NULL,
    name         text           NOT NULL,
    scopes       integer        NOT NULL,   -- bits: 1 messages:send, 2 messages:read, 4 keys:admin
    hash         text           NOT NULL UNIQUE,
    created_at   timestamptz(6) NOT NULL,
    expires_at   timestamptz(6),
    revoked_at   timestamptz(6)
);

CREATE TABLE secret (
    name  text  NOT NULL PRIMARY KEY,
    value bytea NOT NULL
);

-- How many messages were sent, or came to an end, in each minute, kept in step with each commit: a chart of a week reads these rows and no message.
-- Thirty-two rows for one count, because a row is locked until the commit that changed it is durable.
CREATE TABLE tally (
    organization text     NOT NULL COLLATE "C",
    minute       bigint   NOT NULL,   -- since 1970-01-01 UTC
    status       smallint NOT NULL,   -- the number of the core's status
    lateness     smallint NOT NULL,   -- a step of the core's scale; 0 for what was not sent
    shard        smallint NOT NULL,
    messages     bigint   NOT NULL,
    PRIMARY KEY (organization, minute, status, lateness, shard)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
