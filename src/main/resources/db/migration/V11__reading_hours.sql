-- What each metric of each device came to in each hour: the job that keeps the newest values keeps this too. An hour is
-- worked out from its readings once it is over, and again whenever one of them comes late; it is never added to.

-- The columns of 8 bytes first: so no row has gaps.
CREATE TABLE reading_hour (
    hour        timestamptz NOT NULL,
    last_ts     timestamptz NOT NULL,
    sum         double precision NOT NULL,
    least       double precision NOT NULL,
    greatest    double precision NOT NULL,
    last        double precision NOT NULL,
    count       integer NOT NULL,
    device_id   text NOT NULL,
    metric_type text NOT NULL,
    PRIMARY KEY (device_id, metric_type, hour)
);

-- Hours come in their order, so that a day of the fleet lies together.
CREATE INDEX reading_hour_hour ON reading_hour USING brin (hour) WITH (pages_per_range = 32, autosummarize = on);

-- A day of one metric over all devices: the hours of the devices lie apart where the job has gone through what was there.
CREATE INDEX reading_hour_metric_type_hour ON reading_hour (metric_type, hour);

COMMENT ON TABLE reading_hour IS
    'Per device, metric and hour (of UTC) what its numbers came to; device_metrics_hourly shows it with what has come since';
COMMENT ON COLUMN reading_hour.count IS 'of how many readings; those that have the metric as a text or a null do not count';
COMMENT ON COLUMN reading_hour.last IS 'the value of the newest of these readings, whose time is last_ts';

-- A row for each device and hour whose readings have changed since its figures were worked out.
CREATE TABLE reading_hour_due (
    device_id text NOT NULL,
    hour      timestamptz NOT NULL,
    due_at    timestamptz NOT NULL,
    PRIMARY KEY (device_id, hour)
);
CREATE INDEX reading_hour_due_due_at ON reading_hour_due (due_at);

COMMENT ON TABLE reading_hour_due IS 'Hours of devices that are answered from reading until the job has worked them out';
COMMENT ON COLUMN reading_hour_due.due_at IS 'when the hour is over, and a minute more; for a late reading, when it was noticed';

-- What the hours of a day came to: a month of the fleet has a twenty-fourth as many days as hours. A day is worked out from
-- its hours once it is over, and again whenever one of them is.
CREATE TABLE reading_day (
    day         timestamptz NOT NULL,
    sum         double precision NOT NULL,
    least       double precision NOT NULL,
    greatest    double precision NOT NULL,
    last        double precision NOT NULL,
    count       bigint NOT NULL,
    device_id   text NOT NULL,
    metric_type text NOT NULL,
    PRIMARY KEY (device_id, metric_type, day)
);
CREATE INDEX reading_day_metric_type_day ON reading_day (metric_type, day);

COMMENT ON TABLE reading_day IS
    'Per device, metric and day (of UTC) what its hours came to; device_metrics_daily shows it with what has come since';

CREATE TABLE reading_day_due (
    device_id text NOT NULL,
    day       timestamptz NOT NULL,
    due_at    timestamptz NOT NULL,
    PRIMARY KEY (device_id, day)
);
CREATE INDEX reading_day_due_due_at ON reading_day_due (due_at);

COMMENT ON TABLE reading_day_due IS 'Days of devices that are answered from their hours until the job has worked them out';

-- Of the fleet, so that a reader's limits of time are held against each hour before a reading is looked at. Where the index
-- on the time is not whole yet, all readings are gone through once, and not once for each hour.
CREATE FUNCTION hours_of_readings(from_device text) RETURNS SETOF timestamptz
LANGUAGE plpgsql STABLE STRICT COST 1000 ROWS 1
SET search_path FROM CURRENT
-- A step takes less time than to plan it.
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    found timestamptz := '-infinity';
BEGIN
    IF NOT EXISTS (SELECT FROM pg_index
                   JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
                   WHERE indrelid = 'reading'::regclass AND attname = 'ts' AND indisvalid AND indpred IS NULL) THEN
        RETURN QUERY
            SELECT DISTINCT date_bin('1 hour', ts, 'epoch') FROM reading
            WHERE device_id >= from_device AND ts > '-infinity' AND ts < 'infinity';
        RETURN;
    END IF;
    SELECT min(ts) INTO found FROM reading WHERE ts > '-infinity' AND ts < 'infinity';
    WHILE found IS NOT NULL LOOP
        found := date_bin('1 hour', found, 'epoch');
        RETURN NEXT found;
        found := found + interval '1 hour';
        SELECT min(ts) INTO found FROM reading WHERE ts >= found AND ts < 'infinity';
    END LOOP;
END
$$;

COMMENT ON FUNCTION hours_of_readings(text) IS 'The hours of which there are readings with a finite time; of these devices alone, where that costs less';

CREATE VIEW device_metrics_hourly AS
WITH state AS MATERIALIZED (
    -- From which device on the readings themselves are asked; null for none.
    SELECT CASE WHEN coalesce(bool_or(missed), true) THEN ''
                WHEN NOT bool_or(filled) THEN max(filled_device) END AS asked_from,
           coalesce(max(dropped_before), '-infinity') AS dropped_before
    FROM rollup
)
SELECT device_id, metric_type, hour, count, sum / count AS mean, least, greatest, last
FROM reading_hour AS known
WHERE NOT EXISTS (SELECT FROM reading_hour_due AS due
                  WHERE due.device_id = known.device_id
                    AND due.hour = known.hour
                    AND due.hour >= (SELECT dropped_before FROM state))
  AND NOT EXISTS (SELECT FROM changed_hour AS changed
                  WHERE changed.device_id = known.device_id
                    AND changed.hour = known.hour
                    AND changed.hour >= (SELECT dropped_before FROM state))
  AND coalesce(device_id < (SELECT asked_from FROM state), true)
UNION ALL
SELECT device_id, metric_type, hour, count, sum / count, least, greatest, last
FROM (
    SELECT *
    FROM (
        SELECT device_id, hour
        FROM reading_hour_due
        UNION
        SELECT device_id, hour
        FROM changed_hour
    ) AS open
    WHERE hour >= (SELECT dropped_before FROM state)
      AND coalesce(device_id < (SELECT asked_from FROM state), true)
    UNION ALL
    -- As functions: so that the planner does not reckon with reading everything where nothing is to be read.
    SELECT device_id, hour
    FROM devices_of_readings((SELECT asked_from FROM state)) AS device (device_id)
    CROSS JOIN hours_of_readings((SELECT asked_from FROM state)) AS asked (hour)
) AS read_now
CROSS JOIN LATERAL (
    SELECT metric_type,
           CAST(count(*) AS integer) AS count,
           sum(number) AS sum,
           min(number) AS least,
           max(number) AS greatest,
           (array_agg(number ORDER BY ts DESC, received_at DESC, digest DESC))[1] AS last
    -- OFFSET keeps this a look into the index for each hour, and below has each number worked out once.
    FROM (
        SELECT ts, received_at, digest, CASE WHEN jsonb_typeof(metrics) = 'object' THEN metrics END AS metrics
        FROM reading
        WHERE reading.device_id = read_now.device_id
          AND reading.ts >= read_now.hour
          AND reading.ts < read_now.hour + interval '1 hour'
        OFFSET 0
    ) AS of_hour
    -- The names alone: so of one metric only its own value is taken out.
    CROSS JOIN LATERAL (SELECT jsonb_object_keys(metrics) AS metric_type) AS name
    CROSS JOIN LATERAL (SELECT metric_value(metrics -> name.metric_type) AS number OFFSET 0) AS numbers
    -- Every number, but the planner takes it for few.
    WHERE number BETWEEN '-infinity' AND 'infinity'
    GROUP BY metric_type
) AS read;

COMMENT ON VIEW device_metrics_hourly IS
    'Per device, metric and hour (of UTC) count, mean, least, greatest and last of its numbers: kept of hours that are over, read of the others';

CREATE VIEW device_metrics_daily AS
WITH state AS MATERIALIZED (
    -- From which day on the hours are asked: one for all devices, so that the hours are found by their time.
    SELECT CASE WHEN coalesce(bool_or(missed OR NOT filled), true) THEN '-infinity'
                ELSE coalesce(least((SELECT min(day) FROM reading_day_due),
                                    (SELECT date_bin('1 day', min(hour), 'epoch') FROM reading_hour_due),
                                    (SELECT date_bin('1 day', min(hour), 'epoch') FROM changed_hour)), 'infinity')
           END AS open_from
    FROM rollup
)
SELECT device_id, metric_type, day, count, sum / count AS mean, least, greatest, last
FROM reading_day
WHERE day < (SELECT open_from FROM state)
UNION ALL
SELECT device_id,
       metric_type,
       date_bin('1 day', hour, 'epoch'),
       sum(count),
       sum(mean * count) / sum(count),
       min(least),
       max(greatest),
       (array_agg(last ORDER BY hour DESC))[1]
FROM device_metrics_hourly
WHERE hour >= (SELECT open_from FROM state)
GROUP BY device_id, metric_type, date_bin('1 day', hour, 'epoch');

COMMENT ON VIEW device_metrics_daily IS
    'Per device, metric and day (of UTC) what device_metrics_hourly shows of its hours: kept of days that are over';
