CREATE TABLE reading (
    device_id text,
    ts timestamptz,
    metrics jsonb NOT NULL,
    PRIMARY KEY (device_id, ts)
);
