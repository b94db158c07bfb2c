-- When a message came to rest, and when its texts and numbers were erased. Only what is still to be erased is in the index.
ALTER TABLE message ADD COLUMN finished_at INTEGER;
ALTER TABLE message ADD COLUMN erased_at INTEGER;
CREATE INDEX message_finished ON message (finished_at) WHERE finished_at IS NOT NULL AND erased_at IS NULL;

-- Of what is at rest already: the time of its last step.
UPDATE message SET finished_at = json_extract(timeline, '$[#-1][3]') WHERE status >= 4 OR (status = 3 AND wake_at IS NULL);
