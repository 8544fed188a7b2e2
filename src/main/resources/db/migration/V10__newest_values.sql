-- The newest value of every metric of every device, without reading the readings: what each device last said is kept
-- beside them, by a job in the background (routes/rollup.camel.yaml). What the job has not done yet is noted with the
-- readings, in one transaction with them, so that the view device_latest is exact at any moment.

-- How far the job is. The job's statements write it, and whoever stores readings looks at it.
CREATE TABLE rollup (
    only_row        boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    recording_until timestamptz NOT NULL DEFAULT '-infinity',
    missed          boolean NOT NULL DEFAULT true,
    begun_at        timestamptz,
    writers_before  xid8,
    filled          boolean NOT NULL DEFAULT false,
    filled_device   text NOT NULL DEFAULT '',
    filled_ts       timestamptz NOT NULL DEFAULT '-infinity',
    dropped_before  timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO rollup DEFAULT VALUES;

COMMENT ON TABLE rollup IS 'One row: how far the job is that keeps device_newest and reading_hour';
COMMENT ON COLUMN rollup.recording_until IS
    'until when changes are noted for the job; it moves this ahead, and where it runs no more, nothing piles up for it';
COMMENT ON COLUMN rollup.missed IS
    'true: readings were stored without a note, so everything is answered from reading until the job has started again';
COMMENT ON COLUMN rollup.begun_at IS 'since when changes are noted without a gap';
COMMENT ON COLUMN rollup.writers_before IS
    'transactions before this one may have stored readings without a note; the job waits for their end';
COMMENT ON COLUMN rollup.filled IS 'whether the job has been through all readings that were there when it began';
COMMENT ON COLUMN rollup.filled_device IS 'so far it has been through the devices before this one';
COMMENT ON COLUMN rollup.filled_ts IS 'and through the readings of this device up to this time';
COMMENT ON COLUMN rollup.dropped_before IS
    'of hours before this one readings may have been dropped: their figures stay as they are, whatever comes late';

-- One row for each statement that stored readings, until the job takes it. Not compressed: it lives for seconds. Its key is
-- no number of a sequence: one that is behind its table, as after some restores, would have readings refused.
CREATE TABLE reading_change (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    readings   integer NOT NULL,
    devices    text[] NOT NULL,
    times      timestamptz[] NOT NULL
);
ALTER TABLE reading_change
    ALTER COLUMN devices SET STORAGE EXTERNAL,
    ALTER COLUMN times SET STORAGE EXTERNAL;

COMMENT ON TABLE reading_change IS 'Readings that were stored since the job last looked: device_id and ts of each';

-- In place n of each array stands what is known of metric n: so one row, and one write of it, holds all of a device.
CREATE TABLE device_newest (
    device_id    text PRIMARY KEY,
    metric_types text[] NOT NULL,
    numbers      double precision[] NOT NULL,
    texts        text[] NOT NULL,
    ts           timestamptz[] NOT NULL,
    received_at  timestamptz[] NOT NULL,
    digests      bigint[] NOT NULL
) WITH (fillfactor = 70);

COMMENT ON TABLE device_newest IS 'The newest value of each metric of each device; device_latest shows it with what has come since';
COMMENT ON COLUMN device_newest.ts IS 'of the reading that the value is from, as received_at and digests';

CREATE FUNCTION metric_value(metric jsonb) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN jsonb_typeof(metric) = 'boolean' THEN metric::boolean::int::double precision
    WHEN jsonb_typeof(metric) <> 'number' THEN NULL
    WHEN abs(metric::numeric) < 1e-100 THEN 0
    WHEN abs(metric::numeric) <= 1e100 THEN metric::double precision
END;

CREATE FUNCTION metric_text(metric jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN jsonb_typeof(metric) IN ('string', 'array', 'object') THEN metric #>> '{}'
    WHEN jsonb_typeof(metric) <> 'number' THEN NULL
    WHEN abs(metric::numeric) > 1e100 THEN metric #>> '{}'
END;

COMMENT ON FUNCTION metric_value(jsonb) IS 'The value of a metric as device_metrics shows it';
COMMENT ON FUNCTION metric_text(jsonb) IS 'The text_value of a metric as device_metrics shows it';

CREATE FUNCTION devices_of_readings(from_device text) RETURNS SETOF text
LANGUAGE plpgsql STABLE STRICT COST 1000 ROWS 10
-- Whoever asks a view has a path of his own.
SET search_path FROM CURRENT
-- A step takes less time than to plan it.
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    found text;
BEGIN
    SELECT min(device_id) INTO found FROM reading WHERE device_id >= from_device;
    WHILE found IS NOT NULL LOOP
        RETURN NEXT found;
        SELECT min(device_id) INTO found FROM reading WHERE device_id > found;
    END LOOP;
END
$$;

COMMENT ON FUNCTION devices_of_readings(text) IS 'The devices that have readings, from this one on';

-- Of a device the newest reading, and of the older ones those with metrics that the newer ones have not, with these alone.
CREATE FUNCTION newest_of_readings(device text, OUT ts timestamptz, OUT metrics jsonb) RETURNS SETOF record
LANGUAGE plpgsql STABLE COST 1000 ROWS 1
SET search_path FROM CURRENT
AS $$
DECLARE
    one record;
    seen text[] := '{}';
BEGIN
    FOR one IN
        SELECT r.ts, r.metrics
        FROM reading AS r
        WHERE device_id = device
          AND jsonb_typeof(r.metrics) = 'object'
        ORDER BY r.ts DESC, received_at DESC, digest DESC
    LOOP
        metrics := one.metrics - seen;
        CONTINUE WHEN metrics = '{}';
        ts := one.ts;
        seen := seen || ARRAY(SELECT jsonb_object_keys(metrics));
        RETURN NEXT;
    END LOOP;
END
$$;

COMMENT ON FUNCTION newest_of_readings(text) IS 'The readings that hold the newest values of a device, found by reading all of them';

-- By device and hour, so that a reading which is late by years does not make a range of years.
CREATE VIEW changed_hour AS
SELECT device_id,
       date_bin('1 hour', ts, 'epoch') AS hour,
       min(ts) AS first_ts,
       max(ts) AS last_ts
FROM reading_change
CROSS JOIN LATERAL unnest(devices, times) AS changed (device_id, ts)
GROUP BY 1, 2;

COMMENT ON VIEW changed_hour IS 'Which hours of which devices have readings that the job has not taken yet';

CREATE VIEW device_latest AS
WITH state AS MATERIALIZED (
    -- From which device on the readings themselves are asked; null for none.
    SELECT CASE WHEN coalesce(bool_or(missed), true) THEN ''
                WHEN NOT bool_or(filled) THEN max(filled_device) END AS asked_from
    FROM rollup
)
-- Nothing has come since.
SELECT device.device_id, newest.metric_type, newest.value, newest.text_value, newest.ts
FROM device_newest AS device
CROSS JOIN LATERAL unnest(device.metric_types, device.numbers, device.texts, device.ts)
    AS newest (metric_type, value, text_value, ts)
WHERE NOT EXISTS (SELECT FROM changed_hour WHERE changed_hour.device_id = device.device_id)
  AND coalesce(device.device_id < (SELECT asked_from FROM state), true)
UNION ALL
SELECT device_id, metric_type, value, text_value, ts
FROM (
    SELECT DISTINCT ON (device_id, metric_type) device_id, metric_type, value, text_value, ts
    FROM (
        SELECT device.device_id, newest.*
        FROM device_newest AS device
        CROSS JOIN LATERAL unnest(device.metric_types, device.numbers, device.texts, device.ts, device.received_at, device.digests)
            AS newest (metric_type, value, text_value, ts, received_at, digest)
        WHERE EXISTS (SELECT FROM changed_hour WHERE changed_hour.device_id = device.device_id)
        UNION ALL
        -- The newest changed reading of each device, and those of the others with a metric that this one has not.
        SELECT device_id, key, metric_value(value), metric_text(value), ts, received_at, digest
        FROM (
            SELECT hour.device_id,
                   reading.ts,
                   reading.received_at,
                   reading.digest,
                   reading.metrics,
                   first_value(metrics) OVER newest_first AS newest,
                   row_number() OVER newest_first AS place
            FROM changed_hour AS hour
            -- OFFSET keeps this a look into the index for each device, whatever the statistics say.
            CROSS JOIN LATERAL (
                SELECT ts, received_at, digest, CASE WHEN jsonb_typeof(metrics) = 'object' THEN metrics ELSE '{}' END AS metrics
                FROM reading
                WHERE reading.device_id = hour.device_id
                  AND reading.ts BETWEEN hour.first_ts AND hour.last_ts
                OFFSET 0
            ) AS reading
            WINDOW newest_first AS (PARTITION BY hour.device_id
                                    ORDER BY reading.ts DESC, reading.received_at DESC, reading.digest DESC)
        ) AS fresh
        CROSS JOIN LATERAL jsonb_each(metrics) AS metric
        WHERE place = 1
           OR metrics - ARRAY(SELECT jsonb_object_keys(newest)) <> '{}'
    ) AS known
    WHERE coalesce(device_id < (SELECT asked_from FROM state), true)
    ORDER BY device_id, metric_type, ts DESC, received_at DESC, digest DESC
) AS changed
UNION ALL
-- As functions: so that the planner does not reckon with reading everything where nothing is to be read.
SELECT device.device_id, metric.key, metric_value(metric.value), metric_text(metric.value), newest.ts
FROM devices_of_readings((SELECT asked_from FROM state)) AS device (device_id)
CROSS JOIN LATERAL newest_of_readings(device.device_id) AS newest
CROSS JOIN LATERAL jsonb_each(newest.metrics) AS metric
WHERE (SELECT asked_from FROM state) IS NOT NULL;

COMMENT ON VIEW device_latest IS
    'The newest value of each metric of each device: of the greatest ts, and of several readings of one moment the one received last';

-- Notes what a statement has stored, in its transaction. With the rights of the owner, because who stores readings needs
-- none on the tables of the job. Where nobody has run the job for a day, nothing is noted, and that once.
CREATE FUNCTION note_changed_readings() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path FROM CURRENT
AS $$
DECLARE
    most CONSTANT integer := 10000;
    is_recording boolean;
    is_missed boolean;
    noted integer;
BEGIN
    SELECT recording_until > clock_timestamp(), missed INTO is_recording, is_missed FROM rollup;
    IF is_missed OR is_missed IS NULL THEN
        -- A snapshot may be older than the job's beginning. Where it is, each of the two fails with the error on which such a
        -- transaction is repeated; where it is not, the job does not begin before this transaction ends.
        IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
            INSERT INTO rollup DEFAULT VALUES ON CONFLICT DO NOTHING;
            PERFORM FROM rollup FOR SHARE SKIP LOCKED;
        END IF;
        RETURN NULL;
    END IF;
    IF NOT is_recording THEN
        -- Nobody waits here for a transaction that has just said so and goes on for long.
        PERFORM FROM rollup WHERE NOT missed FOR NO KEY UPDATE SKIP LOCKED;
        IF FOUND THEN
            UPDATE rollup SET missed = true;
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO reading_change (readings, devices, times)
    SELECT count(*), array_agg(device_id), array_agg(ts)
    FROM (SELECT device_id, ts FROM changed LIMIT most) AS first
    HAVING count(*) > 0
    RETURNING readings INTO noted;
    -- Somebody has stored years in one statement.
    IF noted = most THEN
        INSERT INTO reading_change (readings, devices, times)
        SELECT count(*), array_agg(device_id), array_agg(ts)
        FROM (SELECT device_id, ts, (row_number() OVER () - 1) / most AS part FROM changed) AS parts
        WHERE part > 0
        GROUP BY part;
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION note_changed_readings() IS 'Notes in reading_change which readings a statement has stored';

-- From here on everybody who stores waits for this lock, which waits for those who store: rather another attempt than for
-- long. Once it is there, whatever is stored is noted, or rollup.missed says that it was not.
SET LOCAL lock_timeout = '2s';

-- A site may have made reading a table of another kind, which knows no such trigger: then the job does nothing, and
-- everything is answered from the readings.
DO $$
BEGIN
    -- Some versions of TimescaleDB take the trigger, and then refuse every row.
    IF to_regclass('_timescaledb_catalog.hypertable') IS NOT NULL
       AND (SELECT relkind FROM pg_class WHERE oid = 'reading'::regclass) <> 'p' THEN
        RAISE feature_not_supported USING MESSAGE = 'it is a hypertable';
    END IF;
    CREATE TRIGGER note_changed_readings
        AFTER INSERT ON reading
        REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION note_changed_readings();
EXCEPTION
    WHEN feature_not_supported OR wrong_object_type THEN
        RAISE NOTICE 'reading takes no trigger, so its rollups are not kept: %', SQLERRM;
END
$$;
