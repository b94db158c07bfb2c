-- What the providers run. The grain of a message has its UUID as its key; a state is kept for this grain alone.
-- Ring ranges are open at their beginning and closed at their end.

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES

-- Grain state: the provider's version is the message's version, and its payload is an entry of write_message().
('ReadFromStorageKey', $$
SELECT convert_to(
    '{"message":' || document::text || ',"claimant":' || coalesce(to_json(claimant)::text, 'null') || ',"held":' || held::text || '}',
    'UTF8') AS PayloadBinary,
       version::integer AS Version
FROM message WHERE id = @GrainIdExtensionString::uuid
$$),
('WriteToStorageKey', $$
SELECT write_message(@ServiceId, @GrainStateVersion, convert_from(@PayloadBinary, 'UTF8')::jsonb)::integer AS NewGrainStateVersion
$$),
-- A message is never cleared: no row, which the provider reports as a conflict.
('ClearStorageKey', $$
SELECT version::integer AS NewGrainStateVersion FROM message WHERE id = @GrainIdExtensionString::uuid AND false
$$),
('DeleteStorageKey', $$
SELECT version::integer AS NewGrainStateVersion FROM message WHERE id = @GrainIdExtensionString::uuid AND false
$$),

-- Reminders. A silo keeps only what is due soon, so only that is read. What is overdue is shown as due in a second: a silo would otherwise wait for
-- the next whole period after its time.
('ReadRangeRows1Key', $$
SELECT GrainId, ReminderName, GREATEST(StartTime, now() + interval '1 second') AS StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND StartTime <= now() + interval '10 minutes' AND GrainHash > @BeginHash AND GrainHash <= @EndHash
$$),
('ReadRangeRows2Key', $$
SELECT GrainId, ReminderName, GREATEST(StartTime, now() + interval '1 second') AS StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND StartTime <= now() + interval '10 minutes' AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)
$$),
('ReadReminderRowsKey', $$
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable WHERE ServiceId = @ServiceId AND GrainId = @GrainId
$$),
('ReadReminderRowKey', $$
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName
$$),
('UpsertReminderRowKey', $$
INSERT INTO OrleansRemindersTable AS r (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE
SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = r.Version + 1
RETURNING Version
$$),
('DeleteReminderRowKey', $$
WITH gone AS (
    DELETE FROM OrleansRemindersTable
    WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version RETURNING 1)
SELECT EXISTS (SELECT FROM gone)
$$),
('DeleteReminderRowsKey', $$
DELETE FROM OrleansRemindersTable WHERE ServiceId = @ServiceId
$$),

-- Membership. A change takes the next version of the table; who decided on another version changes nothing.
('InsertMembershipVersionKey', $$
WITH made AS (INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
SELECT EXISTS (SELECT FROM made)
$$),
('InsertMembershipKey', $$
WITH turn AS (
    UPDATE OrleansMembershipVersionTable t SET Version = t.Version + 1, Timestamp = now()
    WHERE t.DeploymentId = @DeploymentId AND t.Version = @Version AND NOT EXISTS (
        SELECT FROM OrleansMembershipTable m
        WHERE m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation)
    RETURNING t.DeploymentId),
joined AS (
    INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM turn
    RETURNING 1)
SELECT EXISTS (SELECT FROM joined)
$$),
('UpdateMembershipKey', $$
WITH turn AS (
    UPDATE OrleansMembershipVersionTable t SET Version = t.Version + 1, Timestamp = now()
    WHERE t.DeploymentId = @DeploymentId AND t.Version = @Version AND EXISTS (
        SELECT FROM OrleansMembershipTable m
        WHERE m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation)
    RETURNING t.DeploymentId),
moved AS (
    UPDATE OrleansMembershipTable m SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
    FROM turn WHERE m.DeploymentId = turn.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
    RETURNING 1)
SELECT EXISTS (SELECT FROM moved)
$$),
('UpdateIAmAlivetimeKey', $$
UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime
WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
$$),
-- The table's version comes also where there is no silo: its columns are null then.
('MembershipReadRowKey', $$
SELECT m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, t.Version
FROM OrleansMembershipVersionTable t
LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = t.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
WHERE t.DeploymentId = @DeploymentId
$$),
('MembershipReadAllKey', $$
SELECT m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, t.Version
FROM OrleansMembershipVersionTable t LEFT JOIN OrleansMembershipTable m USING (DeploymentId)
WHERE t.DeploymentId = @DeploymentId
$$),
('GatewaysQueryKey', $$
SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
$$),
-- 3 is a silo that is active.
('CleanupDefunctSiloEntriesKey', $$
DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId AND IAmAliveTime < @IAmAliveTime AND Status <> 3
$$),
('DeleteMembershipTableEntriesKey', $$
WITH gone AS (DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId)
DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId
$$);
