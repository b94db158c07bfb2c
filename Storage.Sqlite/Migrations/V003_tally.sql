-- How many messages were sent, or came to an end, in each minute, kept in step with each commit: a chart of a week reads these rows and no message.
CREATE TABLE tally (
    organization TEXT    NOT NULL,
    minute       INTEGER NOT NULL,   -- since 1970-01-01 UTC
    status       INTEGER NOT NULL,
    lateness     INTEGER NOT NULL,   -- a step of the core's scale; 0 for what was not sent
    messages     INTEGER NOT NULL,
    PRIMARY KEY (organization, minute, status, lateness)
) STRICT, WITHOUT ROWID;
