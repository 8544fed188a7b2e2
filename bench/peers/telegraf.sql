-- The table that Telegraf makes by itself at its first message; made before, so that its rows can be counted.
CREATE TABLE reading (
    time timestamptz,
    device_id text,
    fields jsonb
);
COMMENT ON COLUMN reading.device_id IS 'tag';
