-- What is overdue is not shown as a reminder any more: after an outage every silo would read all of it at once. The look for what is overdue takes it
-- up, a bounded number at a time and in due order.
UPDATE OrleansQuery SET QueryText = $$
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND StartTime > now() AND StartTime <= now() + interval '10 minutes' AND GrainHash > @BeginHash AND GrainHash <= @EndHash
$$ WHERE QueryKey = 'ReadRangeRows1Key';

UPDATE OrleansQuery SET QueryText = $$
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND StartTime > now() AND StartTime <= now() + interval '10 minutes'
    AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)
$$ WHERE QueryKey = 'ReadRangeRows2Key';
