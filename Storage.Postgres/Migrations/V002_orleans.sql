-- What Orleans' AdoNet providers read and write besides messages. Names of tables, columns, query keys, parameters and results are the
-- providers' contract (Orleans 10); the texts are ours.

CREATE TABLE OrleansQuery (
    QueryKey  varchar(64) NOT NULL PRIMARY KEY,
    QueryText text        NOT NULL
);

-- One row for each message that waits for an instant, written in the same commit as the message.
CREATE TABLE OrleansRemindersTable (
    ServiceId    varchar(150)   NOT NULL COLLATE "C",
    GrainId      varchar(150)   NOT NULL COLLATE "C",
    ReminderName varchar(150)   NOT NULL COLLATE "C",
    StartTime    timestamptz(6) NOT NULL,
    Period       bigint         NOT NULL,   -- milliseconds
    GrainHash    integer        NOT NULL,
    Version      integer        NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);   -- a queue: rows die where the next ones are looked for

-- The near window is read by time, and a whole ring range of it by hash.
CREATE INDEX OrleansRemindersTable_StartTime ON OrleansRemindersTable (ServiceId, StartTime);
CREATE INDEX OrleansRemindersTable_GrainHash ON OrleansRemindersTable (ServiceId, GrainHash);

CREATE TABLE OrleansMembershipVersionTable (
    DeploymentId varchar(150)   NOT NULL PRIMARY KEY,
    Timestamp    timestamptz(6) NOT NULL DEFAULT now(),
    Version      integer        NOT NULL DEFAULT 0
);

CREATE TABLE OrleansMembershipTable (
    DeploymentId varchar(150)   NOT NULL REFERENCES OrleansMembershipVersionTable,
    Address      varchar(45)    NOT NULL,
    Port         integer        NOT NULL,
    Generation   integer        NOT NULL,
    SiloName     varchar(150)   NOT NULL,
    HostName     varchar(150)   NOT NULL,
    Status       integer        NOT NULL,
    ProxyPort    integer,
    SuspectTimes text,
    StartTime    timestamptz(6) NOT NULL,
    IAmAliveTime timestamptz(6) NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
);
