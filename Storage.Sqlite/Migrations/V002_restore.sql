-- How many commits moved messages. The file belay.mark beside the database has the same number, and is ahead of a restored backup.
CREATE TABLE progress (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    moves INTEGER NOT NULL
) STRICT;

INSERT INTO progress (id, moves) VALUES (1, 0);

-- Messages that are not claimed until an operator has looked at them.
ALTER TABLE message ADD COLUMN held INTEGER NOT NULL DEFAULT 0;

DROP INDEX message_wake;
CREATE INDEX message_wake ON message (wake_at) WHERE wake_at IS NOT NULL AND call_open = 0 AND held = 0;
CREATE INDEX message_held ON message (due_at, seq) WHERE held = 1 AND wake_at IS NOT NULL;
