-- What an envelope may hold, as types that refuse everything else. Each rule has a name, because an error that names a
-- constraint blames its message: it becomes a dead letter alone, and the batch around it is stored.
CREATE DOMAIN envelope_device_id AS text
    CONSTRAINT envelope_device_id_has_1_to_128_printable_characters
    CHECK (VALUE IS NOT NULL AND length(VALUE) BETWEEN 1 AND 128 AND VALUE !~ '[\u0001-\u001f\u007f-\u009f]');

CREATE DOMAIN envelope_kind AS text
    CONSTRAINT envelope_kind_is_sensor_heartbeat_or_status
    CHECK (VALUE IS NOT NULL AND VALUE IN ('sensor', 'heartbeat', 'status'));

CREATE DOMAIN envelope_status AS text
    CONSTRAINT envelope_status_is_online_or_offline
    CHECK (VALUE IN ('online', 'offline'));

-- What lies outside can be stored, but many clients cannot read it.
CREATE DOMAIN envelope_ts AS double precision
    CONSTRAINT envelope_ts_lies_in_the_years_1_to_9999
    CHECK (VALUE >= -62135596800 AND VALUE < 253402300800);

-- Only a reading needs a time of its own.
CREATE DOMAIN envelope_reading_ts AS timestamptz
    CONSTRAINT envelope_with_a_reading_has_a_ts
    CHECK (VALUE IS NOT NULL);

CREATE DOMAIN envelope_received_at AS bigint
    CONSTRAINT envelope_received_at_is_in_microseconds_since_1970
    CHECK (VALUE IS NOT NULL AND VALUE >= 0 AND VALUE < 253402300800000000);

CREATE DOMAIN envelope_metrics AS jsonb
    CONSTRAINT envelope_metrics_are_an_object
    CHECK (jsonb_typeof(VALUE) = 'object');

CREATE DOMAIN envelope_attributes AS jsonb
    CONSTRAINT envelope_attributes_are_an_object
    CHECK (jsonb_typeof(VALUE) = 'object');

-- Of a firmware that makes a new name for each heartbeat the row would grow with each of them, and be rewritten.
CREATE DOMAIN device_attributes AS jsonb
    CONSTRAINT device_attributes_take_at_most_64_kib
    CHECK (pg_column_size(VALUE) <= 65536);

-- Two replicas met the same new device in one moment: the later one knows neither its status nor its events.
CREATE FUNCTION store_again(device_id text) RETURNS timestamptz
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'another writer stored the new device % at the same moment', device_id
        USING ERRCODE = 'serialization_failure', HINT = 'The same statement succeeds when it is tried again.';
END
$$;

COMMENT ON FUNCTION store_again(text) IS 'Fails so that its statement is tried again';

-- Earlier versions stored attributes and metrics that are no object. Of the devices, and of the readings that are still
-- to be moved to a partition, they become the value of one name; the other readings are left as they are, out of the view.
UPDATE device
SET attributes = jsonb_build_object('value', attributes)
WHERE jsonb_typeof(attributes) <> 'object';

DO $$
BEGIN
    IF to_regclass('reading_default') IS NOT NULL THEN
        UPDATE reading_default
        SET metrics = jsonb_build_object('value', metrics)
        WHERE jsonb_typeof(metrics) <> 'object';
    END IF;
END
$$;

-- From here on everybody waits for these locks, which wait for everybody who reads: rather another attempt than for long.
SET LOCAL lock_timeout = '2s';

ALTER TABLE device
    ADD CONSTRAINT device_attributes_are_an_object CHECK (jsonb_typeof(attributes) = 'object') NOT VALID;

-- Not validated where there are readings: that would read all of them before the program can start.
ALTER TABLE reading
    ADD CONSTRAINT reading_metrics_are_an_object CHECK (jsonb_typeof(metrics) = 'object') NOT VALID;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM device) THEN
        ALTER TABLE device VALIDATE CONSTRAINT device_attributes_are_an_object;
    END IF;
    IF NOT EXISTS (SELECT FROM reading) THEN
        ALTER TABLE reading VALIDATE CONSTRAINT reading_metrics_are_an_object;
    END IF;
END
$$;

-- A number that no double precision holds, or whose square none holds, would fail every query that meets it.
CREATE OR REPLACE VIEW device_metrics AS
SELECT reading.device_id,
       metric.key AS metric_type,
       CASE
           WHEN jsonb_typeof(metric.value) = 'boolean' THEN metric.value::boolean::int::double precision
           WHEN jsonb_typeof(metric.value) <> 'number' THEN NULL
           WHEN abs(metric.value::numeric) < 1e-100 THEN 0
           WHEN abs(metric.value::numeric) <= 1e100 THEN metric.value::double precision
       END AS value,
       CASE
           WHEN jsonb_typeof(metric.value) IN ('string', 'array', 'object') THEN metric.value #>> '{}'
           WHEN jsonb_typeof(metric.value) <> 'number' THEN NULL
           WHEN abs(metric.value::numeric) > 1e100 THEN metric.value #>> '{}'
       END AS text_value,
       reading.ts,
       reading.received_at
FROM reading
CROSS JOIN LATERAL jsonb_each(
    CASE WHEN jsonb_typeof(reading.metrics) = 'object' THEN reading.metrics END
) AS metric;

COMMENT ON VIEW device_metrics IS
    'One row per metric of a reading: booleans (0, 1) and numbers up to 1e100 as value, everything else as text_value';
COMMENT ON COLUMN reading.digest IS
    'hash of the metrics as text: tells two readings of one moment apart, and makes a redelivered one a no-op';

-- After some restores, and on a logical replica that became the primary, a sequence is behind its table and gives numbers
-- that are taken. With the rights of the owner, because a role that inserts needs none on the sequences behind it.
CREATE FUNCTION move_sequences_past_their_tables() RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path FROM CURRENT
AS $$
DECLARE
    moved integer := 0;
    numbered regclass;
    sequence regclass;
    newest bigint;
BEGIN
    FOREACH numbered IN ARRAY ARRAY['device_event', 'dead_letter']::regclass[] LOOP
        sequence := pg_get_serial_sequence(numbered::text, 'id');
        EXECUTE format('SELECT max(id) FROM %s', numbered) INTO newest;
        IF newest > coalesce(pg_sequence_last_value(sequence), 0) THEN
            PERFORM setval(sequence, newest);
            moved := moved + 1;
        END IF;
    END LOOP;
    RETURN moved;
END
$$;

COMMENT ON FUNCTION move_sequences_past_their_tables() IS
    'Moves the sequences behind device_event.id and dead_letter.id past the newest id; returns how many were behind';
