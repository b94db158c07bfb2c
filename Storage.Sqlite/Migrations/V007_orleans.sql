-- What Orleans' AdoNet reminder provider runs. Names of keys, parameters and results are the provider's contract (Orleans 10); the texts are ours.
-- The reminder of a message is its own row: its time is set, moved and removed in the very commit of the step. One process owns every hash.

CREATE TABLE OrleansQuery (
    QueryKey  TEXT NOT NULL PRIMARY KEY,
    QueryText TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A message that waits for its time, as the provider reads reminders. Those with an open call are the dispatcher's.
CREATE VIEW message_reminder AS
SELECT 'message/'
    || lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4) || '-' || substr(hex(id), 17, 4) || '-'
                           || substr(hex(id), 21)) AS GrainId,
       'wake' AS ReminderName, strftime('%Y-%m-%d %H:%M:%f', wake_at / 1000000.0, 'unixepoch') AS StartTime, 10000 AS Period, 0 AS Version, wake_at
FROM message WHERE wake_at IS NOT NULL AND call_open = 0 AND held = 0 AND status <= 2;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
-- Only what is near is read, since only that is kept in memory. What is overdue is found by the look for it, in due order.
('ReadRangeRows1Key', '
SELECT GrainId, ReminderName, StartTime, Period, Version FROM message_reminder
WHERE wake_at > unixepoch(''subsec'') * 1000000 AND wake_at <= (unixepoch(''subsec'') + 600) * 1000000'),
('ReadRangeRows2Key', '
SELECT GrainId, ReminderName, StartTime, Period, Version FROM message_reminder
WHERE wake_at > unixepoch(''subsec'') * 1000000 AND wake_at <= (unixepoch(''subsec'') + 600) * 1000000'),
('ReadReminderRowsKey', '
SELECT GrainId, ReminderName, StartTime, Period, Version FROM message_reminder WHERE GrainId = @GrainId'),
('ReadReminderRowKey', '
SELECT GrainId, ReminderName, StartTime, Period, Version FROM message_reminder WHERE GrainId = @GrainId AND ReminderName = @ReminderName'),
-- Nobody else sets or removes them.
('UpsertReminderRowKey', 'SELECT 0 AS Version WHERE false'),
('DeleteReminderRowKey', 'SELECT 0'),
('DeleteReminderRowsKey', 'SELECT 0');
