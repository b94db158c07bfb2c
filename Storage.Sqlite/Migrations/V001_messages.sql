-- Times are microseconds since 1970-01-01 UTC. Statuses, causes, channels and dialects are the numbers of the core's enums.

CREATE TABLE message (
    seq                  INTEGER PRIMARY KEY,
    id                   BLOB    NOT NULL,   -- 16 bytes, big-endian: sorts by the time of its making
    organization         TEXT    NOT NULL,
    batch                INTEGER NOT NULL,
    ordinal              INTEGER NOT NULL,
    dialect              INTEGER NOT NULL,
    channel              INTEGER NOT NULL,
    from_address         TEXT    NOT NULL,
    to_address           TEXT    NOT NULL,
    text                 TEXT    NOT NULL,
    subject              TEXT,
    media                TEXT,               -- JSON array of addresses
    tags                 TEXT,               -- JSON array
    labels               TEXT,               -- JSON object
    encoding             INTEGER NOT NULL,
    parts                INTEGER NOT NULL,
    smart_encoded        INTEGER NOT NULL,
    send_at              INTEGER,
    valid_until          INTEGER,
    webhook_on           INTEGER NOT NULL,   -- bits of statuses
    webhook_url          TEXT,
    webhook_failover_url TEXT,
    extra                TEXT,               -- JSON of the dialect
    received_at          INTEGER NOT NULL,
    due_at               INTEGER NOT NULL,
    status               INTEGER NOT NULL,
    version              INTEGER NOT NULL,
    attempts             INTEGER NOT NULL,
    call_open            INTEGER NOT NULL,
    tainted              INTEGER NOT NULL,
    wake_at              INTEGER,
    carrier_reference    TEXT,
    error_code           TEXT,
    error_title          TEXT,
    archived             INTEGER NOT NULL,
    -- JSON array of [version, status, cause, at, actor, request, wake_at, reference, error code, error title]
    timeline             TEXT    NOT NULL
) STRICT;

CREATE UNIQUE INDEX message_id ON message (id);
CREATE INDEX message_list ON message (organization, id);
CREATE INDEX message_status ON message (organization, status, id);
CREATE INDEX message_to ON message (organization, to_address, id);
CREATE INDEX message_from ON message (organization, from_address, id);
CREATE INDEX message_batch ON message (organization, batch, ordinal);
CREATE INDEX message_wake ON message (wake_at) WHERE wake_at IS NOT NULL AND call_open = 0;
CREATE INDEX message_call_open ON message (call_open) WHERE call_open = 1;
CREATE INDEX message_pending_due ON message (organization, due_at, status) WHERE status <= 1;
CREATE INDEX message_reference ON message (carrier_reference) WHERE carrier_reference IS NOT NULL;

-- What a list can be filtered by besides columns: '#<tag>' and '<label>=<value>'.
CREATE TABLE message_label (
    organization TEXT NOT NULL,
    label        TEXT NOT NULL,
    id           BLOB NOT NULL,
    PRIMARY KEY (organization, label, id)
) STRICT, WITHOUT ROWID;

-- How many messages are pending, kept in step with each commit.
CREATE TABLE organization (
    name    TEXT    NOT NULL PRIMARY KEY,
    pending INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency_key (
    organization TEXT    NOT NULL,
    scope        TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    fingerprint  TEXT    NOT NULL,
    batch        INTEGER NOT NULL,
    keep_until   INTEGER NOT NULL,
    PRIMARY KEY (organization, scope, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_key_keep_until ON idempotency_key (keep_until);

-- Events that are not settled. Only the first one of a message is not blocked.
CREATE TABLE webhook_event (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           BLOB    NOT NULL,
    message_id   BLOB    NOT NULL,
    version      INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    available_at INTEGER NOT NULL,
    blocked      INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX webhook_event_id ON webhook_event (id);
CREATE INDEX webhook_event_message ON webhook_event (message_id, seq);
CREATE INDEX webhook_event_available ON webhook_event (available_at) WHERE blocked = 0;

CREATE TABLE api_key (
    id           TEXT    NOT NULL PRIMARY KEY,
    organization TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    scopes       INTEGER NOT NULL,
    hash         TEXT    NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER
) STRICT, WITHOUT ROWID;

-- Written and emptied again to see whether the disk has room, while the engine recovers; otherwise empty.
CREATE TABLE probe (
    id     INTEGER PRIMARY KEY,
    filler BLOB NOT NULL
) STRICT;

CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
