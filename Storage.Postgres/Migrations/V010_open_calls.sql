-- Open calls have an index of their own: they are found whatever the clock says of their time, and are not in the way of what is overdue.
CREATE INDEX message_call_open ON message (id) WHERE call_open AND NOT held;

DROP INDEX message_wake;
CREATE INDEX message_wake ON message (wake_at) WHERE wake_at IS NOT NULL AND NOT held AND NOT call_open;
