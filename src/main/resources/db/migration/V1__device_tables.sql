-- The tables that the statements in routes/sql write. Any PostgreSQL from 15 to 18.

CREATE TABLE device (
    device_id    text PRIMARY KEY,
    status       text CHECK (status IN ('online', 'offline')),
    status_at    timestamptz,
    status_cause text CHECK (status_cause IN ('message', 'silence')),
    first_seen   timestamptz NOT NULL,
    last_seen    timestamptz,
    attributes   jsonb NOT NULL DEFAULT '{}'
-- Every message updates its device's row: half of each page stays free and nothing that changes is indexed,
-- so the new version lands on the same page (a heap-only tuple) and no index grows.
) WITH (fillfactor = 50);

COMMENT ON TABLE device IS 'One row per device: what it last said of itself';
COMMENT ON COLUMN device.status IS 'online or offline; null while nothing but retained readings came';
COMMENT ON COLUMN device.status_at IS 'when the status was last said or decided, by the clock of the ingest';
COMMENT ON COLUMN device.status_cause IS 'message: the device or its last will said so; silence: nothing came for too long';
COMMENT ON COLUMN device.first_seen IS 'when its first message arrived, retained or not';
COMMENT ON COLUMN device.last_seen IS 'when its newest message that was not retained arrived';
COMMENT ON COLUMN device.attributes IS 'what its heartbeats say beside the status; the newest value of each';

CREATE TABLE device_event (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id text NOT NULL,
    status    text NOT NULL CHECK (status IN ('online', 'offline')),
    at        timestamptz NOT NULL,
    cause     text NOT NULL CHECK (cause IN ('message', 'silence'))
);
CREATE INDEX device_event_device_id_at ON device_event (device_id, at);

COMMENT ON TABLE device_event IS 'Every change of a device''s status';

CREATE TABLE reading (
    device_id   text NOT NULL,
    ts          timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    digest      bigint NOT NULL,
    metrics     jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (device_id, ts, digest)
) PARTITION BY RANGE (ts);

-- No reading is ever refused for its date: what no month takes waits here until ensure_reading_partitions moves it.
CREATE TABLE reading_default PARTITION OF reading DEFAULT;

COMMENT ON TABLE reading IS 'One row per sensor message; device_metrics shows it as one row per metric';
COMMENT ON COLUMN reading.ts IS 'the device''s time, or the time of arrival where that is missing or implausible';
COMMENT ON COLUMN reading.digest IS 'hash of the metrics: tells two readings of one second apart, and makes a redelivered one a no-op';

CREATE VIEW device_metrics AS
SELECT reading.device_id,
       metric.key AS metric_type,
       CASE jsonb_typeof(metric.value)
           WHEN 'number' THEN metric.value::double precision
           WHEN 'boolean' THEN metric.value::boolean::int::double precision
       END AS value,
       CASE WHEN jsonb_typeof(metric.value) IN ('string', 'array', 'object')
           THEN metric.value #>> '{}'
       END AS text_value,
       reading.ts,
       reading.received_at
FROM reading
CROSS JOIN LATERAL jsonb_each(reading.metrics) AS metric;

COMMENT ON VIEW device_metrics IS 'One row per metric of a reading: numbers and booleans (0, 1) as value, everything else as text_value';

CREATE TABLE dead_letter (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_at     timestamptz NOT NULL,
    topic           text NOT NULL,
    qos             smallint,
    retained        boolean,
    payload         bytea NOT NULL,
    user_properties jsonb,
    reason          text NOT NULL CHECK (reason IN ('invalid-json', 'unknown-topic', 'device-id-mismatch', 'unmappable',
                                                    'payload-too-large', 'rejected-by-database', 'unknown-device')),
    error           text,
    route_id        text,
    replayed_at     timestamptz
);
CREATE INDEX dead_letter_received_at ON dead_letter (received_at);

COMMENT ON TABLE dead_letter IS 'Messages that can never succeed as they are, with their original bytes';
COMMENT ON COLUMN dead_letter.payload IS 'the bytes as they arrived, up to PAYLOAD_LIMIT of them';

-- Merges JSON objects key by key, later ones winning: the attributes of several heartbeats in one batch.
CREATE AGGREGATE jsonb_merge_agg(jsonb) (SFUNC = jsonb_concat, STYPE = jsonb, INITCOND = '{}');
