-- Who makes the open call: the process and the number of its request. Null where an earlier version opened it: that process has ended.
ALTER TABLE message ADD COLUMN claimant TEXT;
