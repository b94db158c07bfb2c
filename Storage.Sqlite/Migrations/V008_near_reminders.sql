-- A silo tells its dispatcher what is near as soon as it reads it, so it need not read what is due in ten minutes.
UPDATE OrleansQuery SET QueryText = '
SELECT GrainId, ReminderName, StartTime, Period, Version FROM message_reminder
WHERE wake_at > unixepoch(''subsec'') * 1000000 AND wake_at <= (unixepoch(''subsec'') + 60) * 1000000'
WHERE QueryKey IN ('ReadRangeRows1Key', 'ReadRangeRows2Key');
