-- The database that the first edition (schema 5) left behind when it ended during a call of the carrier. Made by that edition; not to be edited.
BEGIN TRANSACTION;
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
INSERT INTO "api_key" VALUES('key_1','acme','shop',1,'hash-1',1777896000000000,NULL,NULL);
INSERT INTO "api_key" VALUES('key_2','acme','old',1,'hash-2',1777896000000000,NULL,1777896000000000);
CREATE TABLE idempotency_key (
    organization TEXT    NOT NULL,
    scope        TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    fingerprint  TEXT    NOT NULL,
    batch        INTEGER NOT NULL,
    keep_until   INTEGER NOT NULL,
    PRIMARY KEY (organization, scope, key)
) STRICT, WITHOUT ROWID;
INSERT INTO "idempotency_key" VALUES('acme','test','key','fingerprint',6346698084735955943,1777986000000000);
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
    timeline             TEXT    NOT NULL    -- JSON array of [version, status, cause, at, actor, request, wake_at, reference, error code, error title]
, held INTEGER NOT NULL DEFAULT 0, finished_at INTEGER, erased_at INTEGER) STRICT;
INSERT INTO "message" VALUES(1,X'019DF2DC0A0070019814006F29B377DF','acme',6346698252312868831,0,0,0,'+15550000000','+15550000001','sent',NULL,NULL,'["spring"]',NULL,0,1,0,NULL,NULL,1023,'https://receiver.example/hook',NULL,NULL,1777896000000000,1777896000000000,3,3,1,0,0,1778155200000000,'carrier-sent',NULL,NULL,0,'[[1,1,0,1777896000000000,"key_1","req_1",1777896000000000,null,null,null,null],[2,2,2,1777896000000000,"engine",null,1777896000000000,null,null,null,"scripted"],[3,3,3,1777896000000000,"carrier:scripted",null,1778155200000000,"carrier-sent",null,null,null]]',0,NULL,NULL);
INSERT INTO "message" VALUES(2,X'019DF2DC0A007002B814009772FBBAC5','acme',6346698425341033157,0,0,0,'+15550000000','+15550000002','canceled',NULL,NULL,NULL,NULL,0,1,0,1777899600000000,NULL,0,NULL,NULL,NULL,1777896000000000,1777899600000000,4,2,0,0,0,NULL,NULL,NULL,NULL,0,'[[1,0,0,1777896000000000,"key_1","req_1",1777899600000000,null,null,null,null],[2,4,8,1777896000000000,"key_1","req_1",null,null,null,null,null]]',0,1777896000000000,NULL);
INSERT INTO "message" VALUES(3,X'019DF2DC0A007003B81400482556B3E7','acme',6346698084735955943,0,0,0,'+15550000000','+15550000003','pending',NULL,NULL,'["spring"]','{"event":"gala"}',0,1,0,1777899600000000,NULL,0,NULL,NULL,NULL,1777896000000000,1777899600000000,0,1,0,0,0,1777899600000000,NULL,NULL,NULL,0,'[[1,0,0,1777896000000000,"key_1","req_1",1777899600000000,null,null,null,null]]',0,NULL,NULL);
INSERT INTO "message" VALUES(4,X'019DF2DC0A007004B81401B72E33C078','acme',6346699661137657976,0,0,0,'+15550000000','+15550000004','put off',NULL,NULL,NULL,NULL,0,1,0,NULL,NULL,0,NULL,NULL,NULL,1777896000000000,1777896000000000,1,3,1,0,0,1777897800000000,NULL,NULL,NULL,0,'[[1,1,0,1777896000000000,"key_1","req_1",1777896000000000,null,null,null,null],[2,2,2,1777896000000000,"engine",null,1777896000000000,null,null,null,"scripted"],[3,1,4,1777896000000000,"carrier:scripted",null,1777897800000000,null,null,null,null]]',0,NULL,NULL);
INSERT INTO "message" VALUES(5,X'019DF2DC0A007005981401B57584E0F8','acme',6346699653744222456,0,0,0,'+15550000000','+15550000005','held',NULL,NULL,NULL,NULL,0,1,0,1777896600000000,NULL,0,NULL,NULL,NULL,1777896000000000,1777896600000000,0,1,0,0,0,1777896600000000,NULL,NULL,NULL,0,'[[1,0,0,1777896000000000,"key_1","req_1",1777896600000000,null,null,null,null]]',1,NULL,NULL);
INSERT INTO "message" VALUES(6,X'019DF2DC0A00700698140196886E3F76','acme',6346699520917520246,0,0,0,'+15550000000','+15550000006','open',NULL,NULL,NULL,NULL,0,1,0,NULL,NULL,0,NULL,NULL,NULL,1777896000000000,1777896000000000,2,2,1,1,0,1777896000000000,NULL,NULL,NULL,0,'[[1,1,0,1777896000000000,"key_1","req_1",1777896000000000,null,null,null,null],[2,2,2,1777896000000000,"engine",null,1777896000000000,null,null,null,"scripted"]]',0,NULL,NULL);
CREATE TABLE message_label (
    organization TEXT NOT NULL,
    label        TEXT NOT NULL,
    id           BLOB NOT NULL,
    PRIMARY KEY (organization, label, id)
) STRICT, WITHOUT ROWID;
INSERT INTO "message_label" VALUES('acme','#spring',X'019DF2DC0A0070019814006F29B377DF');
INSERT INTO "message_label" VALUES('acme','#spring',X'019DF2DC0A007003B81400482556B3E7');
INSERT INTO "message_label" VALUES('acme','event=gala',X'019DF2DC0A007003B81400482556B3E7');
CREATE TABLE organization (
    name    TEXT    NOT NULL PRIMARY KEY,
    pending INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "organization" VALUES('acme',3);
CREATE TABLE probe (
    id     INTEGER PRIMARY KEY,
    filler BLOB NOT NULL
) STRICT;
CREATE TABLE progress (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    moves INTEGER NOT NULL
) STRICT;
INSERT INTO "progress" VALUES(1,12);
CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tally (
    organization TEXT    NOT NULL,
    minute       INTEGER NOT NULL,   -- since 1970-01-01 UTC
    status       INTEGER NOT NULL,
    lateness     INTEGER NOT NULL,   -- a step of the core's scale; 0 for what was not sent
    messages     INTEGER NOT NULL,
    PRIMARY KEY (organization, minute, status, lateness)
) STRICT, WITHOUT ROWID;
INSERT INTO "tally" VALUES('acme',29631600,3,0,1);
INSERT INTO "tally" VALUES('acme',29631600,4,0,1);
CREATE TABLE webhook_event (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           BLOB    NOT NULL,
    message_id   BLOB    NOT NULL,
    version      INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    available_at INTEGER NOT NULL,
    blocked      INTEGER NOT NULL
) STRICT;
INSERT INTO "webhook_event" VALUES(2,X'019DF2DC0A007001A47AF31DD7278FF5',X'019DF2DC0A0070019814006F29B377DF',2,0,1777896000000000,0);
INSERT INTO "webhook_event" VALUES(3,X'019DF2DC0A00700182B26D43546C03E0',X'019DF2DC0A0070019814006F29B377DF',3,0,1777896000000000,1);
CREATE TABLE webhook_given_up (
    message_id BLOB    NOT NULL,
    version    INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    PRIMARY KEY (message_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO "webhook_given_up" VALUES(X'019DF2DC0A0070019814006F29B377DF',1,7);
CREATE UNIQUE INDEX message_id ON message (id);
CREATE INDEX message_list ON message (organization, id);
CREATE INDEX message_status ON message (organization, status, id);
CREATE INDEX message_to ON message (organization, to_address, id);
CREATE INDEX message_from ON message (organization, from_address, id);
CREATE INDEX message_batch ON message (organization, batch, ordinal);
CREATE INDEX message_call_open ON message (call_open) WHERE call_open = 1;
CREATE INDEX message_pending_due ON message (organization, due_at, status) WHERE status <= 1;
CREATE INDEX message_reference ON message (carrier_reference) WHERE carrier_reference IS NOT NULL;
CREATE INDEX idempotency_key_keep_until ON idempotency_key (keep_until);
CREATE UNIQUE INDEX webhook_event_id ON webhook_event (id);
CREATE INDEX webhook_event_message ON webhook_event (message_id, seq);
CREATE INDEX webhook_event_available ON webhook_event (available_at) WHERE blocked = 0;
CREATE INDEX message_wake ON message (wake_at) WHERE wake_at IS NOT NULL AND call_open = 0 AND held = 0;
CREATE INDEX message_held ON message (due_at, seq) WHERE held = 1 AND wake_at IS NOT NULL;
CREATE INDEX message_finished ON message (finished_at) WHERE finished_at IS NOT NULL AND erased_at IS NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('webhook_event',3);
COMMIT;
PRAGMA user_version = 5;
