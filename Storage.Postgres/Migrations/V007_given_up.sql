-- Events that no receiver took: one that is neither here nor in webhook_event was delivered.
CREATE TABLE webhook_given_up (
    message_id uuid    NOT NULL,
    version    bigint  NOT NULL,
    attempts   integer NOT NULL,
    PRIMARY KEY (message_id, version)
);
