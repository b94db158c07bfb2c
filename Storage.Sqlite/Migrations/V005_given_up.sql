-- Events that no receiver took: one that is neither here nor in webhook_event was delivered.
CREATE TABLE webhook_given_up (
    message_id BLOB    NOT NULL,
    version    INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    PRIMARY KEY (message_id, version)
) STRICT, WITHOUT ROWID;
