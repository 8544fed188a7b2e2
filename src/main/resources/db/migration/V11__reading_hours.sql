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

-- A function, so that the planner reckons with what it is: a look into the index, and a few rows.
CREATE FUNCTION figures_of_hour(
    device text,
    of_hour timestamptz,
    OUT metric_type text,
    OUT count integer,
    OUT sum double precision,
    OUT "least" double precision,
    OUT "greatest" double precision,
    OUT last double precision,
    OUT last_ts timestamptz
) RETURNS SETOF record
LANGUAGE plpgsql STABLE COST 100 ROWS 10 AS $$
BEGIN
    RETURN QUERY
        SELECT key,
               count(*)::integer,
               sum(number),
               min(number),
               max(number),
               (array_agg(number ORDER BY ts DESC, received_at DESC, digest DESC))[1],
               max(ts)
        FROM reading
        CROSS JOIN LATERAL jsonb_each(CASE WHEN jsonb_typeof(metrics) = 'object' THEN metrics END) AS metric
        CROSS JOIN LATERAL (SELECT metric_value(value) AS number) AS numbers
        WHERE device_id = device
          AND ts >= of_hour
          AND ts < of_hour + interval '1 hour'
          AND number IS NOT NULL
        GROUP BY key;
END
$$;

COMMENT ON FUNCTION figures_of_hour(text, timestamptz) IS 'What the readings of a device and an hour come to, from reading';

CREATE FUNCTION hours_of_readings(device text) RETURNS SETOF timestamptz
LANGUAGE plpgsql STABLE COST 1000 ROWS 100 AS $$
DECLARE
    found timestamptz := '-infinity';
BEGIN
    LOOP
        SELECT date_bin('1 hour', min(ts), 'epoch') INTO found FROM reading WHERE device_id = device AND ts >= found;
        EXIT WHEN found IS NULL OR found = 'infinity';
        RETURN NEXT found;
        found := found + interval '1 hour';
    END LOOP;
END
$$;

COMMENT ON FUNCTION hours_of_readings(text) IS 'The hours of which a device has readings';

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
    SELECT device_id, hour
    FROM reading_hour_due
    UNION
    SELECT device_id, hour
    FROM changed_hour
) AS open
CROSS JOIN LATERAL (
    SELECT key AS metric_type,
           CAST(count(*) AS integer) AS count,
           sum(number) AS sum,
           min(number) AS least,
           max(number) AS greatest,
           (array_agg(number ORDER BY ts DESC, received_at DESC, digest DESC))[1] AS last
    -- OFFSET keeps this a look into the index for each hour, and below has each number worked out once.
    FROM (
        SELECT ts, received_at, digest, CASE WHEN jsonb_typeof(metrics) = 'object' THEN metrics END AS metrics
        FROM reading
        WHERE reading.device_id = open.device_id
          AND reading.ts >= open.hour
          AND reading.ts < open.hour + interval '1 hour'
        OFFSET 0
    ) AS of_hour
    CROSS JOIN LATERAL jsonb_each(metrics) AS metric
    CROSS JOIN LATERAL (SELECT metric_value(value) AS number OFFSET 0) AS numbers
    -- Every number, but the planner takes it for few.
    WHERE number BETWEEN '-infinity' AND 'infinity'
    GROUP BY key
) AS read
WHERE hour >= (SELECT dropped_before FROM state)
  AND coalesce(device_id < (SELECT asked_from FROM state), true)
UNION ALL
SELECT device_id, metric_type, hour, count, sum / count, least, greatest, last
FROM devices_of_readings((SELECT asked_from FROM state)) AS device (device_id)
CROSS JOIN LATERAL hours_of_readings(device_id) AS asked (hour)
CROSS JOIN LATERAL figures_of_hour(device_id, hour) AS read
WHERE (SELECT asked_from FROM state) IS NOT NULL;

COMMENT ON VIEW device_metrics_hourly IS
    'Per device, metric and hour (of UTC) count, mean, least, greatest and last of its numbers: kept of hours that are over, read of the others';
