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

ALTER TABLE rollup ADD COLUMN dropped_before timestamptz NOT NULL DEFAULT '-infinity';

COMMENT ON COLUMN rollup.dropped_before IS
    'of hours before this one readings may have been dropped: their figures stay as they are, whatever comes late';

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

CREATE FUNCTION note_due_hours(taken uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reading_hour_due (device_id, hour, due_at)
    SELECT device_id, hour, greatest(hour + interval '61 minutes', clock_timestamp())
    FROM (SELECT DISTINCT device_id, date_bin('1 hour', ts, 'epoch') AS hour
          FROM reading_change
          CROSS JOIN LATERAL unnest(devices, times) AS changed (device_id, ts)
          WHERE id = ANY (taken)) AS changed
    ON CONFLICT DO NOTHING;
END
$$;

COMMENT ON FUNCTION note_due_hours(uuid[]) IS 'Notes which hours some changes make due; a part of roll_up_readings';

CREATE OR REPLACE FUNCTION take_changed_readings() RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    taken uuid[];
BEGIN
    SELECT array_agg(id)
    INTO taken
    FROM (SELECT id, sum(readings) OVER (ORDER BY changed_at, id) - readings AS before
          FROM (SELECT id, changed_at, readings FROM reading_change LIMIT 200) AS looked_at) AS counted
    WHERE before < 20000;
    IF taken IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM keep_newest(taken);
    PERFORM note_due_hours(taken);
    DELETE FROM reading_change WHERE id = ANY (taken);
    RETURN cardinality(taken);
END
$$;

-- Works so many of the hours out that are due; returns how many there were. Only for one session at a time (roll_up_readings), so that
-- nobody makes an hour due once more between the look at its readings and the end.
CREATE FUNCTION roll_up_hours(most integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    -- Not compared as it goes on, which no index can.
    moment CONSTANT timestamptz := clock_timestamp();
    taken integer;
BEGIN
    WITH due AS MATERIALIZED (
        SELECT device_id, hour, ctid AS place
        FROM reading_hour_due
        WHERE due_at <= moment
        ORDER BY due_at
        LIMIT most
    ),
    gone AS (
        DELETE FROM reading_hour_due
        WHERE ctid = ANY (ARRAY(SELECT place FROM due))
    ),
    number AS (
        SELECT due.device_id, due.hour, key AS metric_type, number, ts
        FROM due
        -- OFFSET keeps this a look into the index for each hour, whatever the statistics say.
        CROSS JOIN LATERAL (
            SELECT ts, received_at, digest, CASE WHEN jsonb_typeof(metrics) = 'object' THEN metrics END AS metrics
            FROM reading
            WHERE reading.device_id = due.device_id
              AND reading.ts >= due.hour
              AND reading.ts < due.hour + interval '1 hour'
            OFFSET 0
        ) AS reading
        CROSS JOIN LATERAL jsonb_each(metrics) AS metric
        CROSS JOIN LATERAL (SELECT metric_value(value) AS number OFFSET 0) AS numbers
        WHERE number IS NOT NULL
        ORDER BY due.device_id, due.hour, key, ts, received_at, digest
    ),
    written AS (
        INSERT INTO reading_hour AS known (hour, last_ts, sum, least, greatest, last, count, device_id, metric_type)
        SELECT hour,
               max(ts),
               sum(number),
               min(number),
               max(number),
               -- They come in order, as sorted above: to sort them once more for each metric takes as long as all the rest.
               (array_agg(number))[count(*)],
               count(*),
               device_id,
               metric_type
        FROM number
        GROUP BY device_id, hour, metric_type
        ON CONFLICT (device_id, metric_type, hour) DO UPDATE
        SET last_ts = excluded.last_ts,
            sum = excluded.sum,
            least = excluded.least,
            greatest = excluded.greatest,
            last = excluded.last,
            count = excluded.count
        -- Of fewer readings than before, because some are gone.
        WHERE excluded.hour >= (SELECT dropped_before FROM rollup)
           OR excluded.count > known.count
    )
    SELECT count(*) INTO taken FROM due;
    RETURN taken;
END
$$;

COMMENT ON FUNCTION roll_up_hours(integer) IS 'Works out the figures of some hours; a part of roll_up_readings';

CREATE OR REPLACE FUNCTION roll_up_readings(budget interval, OUT behind double precision, OUT filled boolean)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path FROM CURRENT
-- To compile such a statement takes longer than to run it.
SET jit = off
AS $$
DECLARE
    enough CONSTANT timestamptz := clock_timestamp() + budget;
    may_fill boolean;
    begun timestamptz;
    -- An hour may hold a few readings, or hundreds of thousands.
    hours integer := 4;
    taken integer;
BEGIN
    IF pg_try_advisory_xact_lock(hashtext('device-ingest'), hashtext('rollup')) THEN
        may_fill := begin_rollup();
        WHILE clock_timestamp() < enough LOOP
            CONTINUE WHEN take_changed_readings() > 0;
            begun := clock_timestamp();
            taken := roll_up_hours(hours);
            hours := CASE WHEN clock_timestamp() - begun < interval '100 ms' THEN least(2 * hours, 1000)
                          ELSE greatest(hours / 4, 1) END;
            CONTINUE WHEN taken > 0;
            EXIT WHEN NOT may_fill OR NOT fill_rollup(5000);
        END LOOP;
    END IF;
    SELECT extract(epoch FROM clock_timestamp() - least((SELECT min(changed_at) FROM reading_change),
                                                       (SELECT min(due_at) FROM reading_hour_due),
                                                       CASE WHEN NOT rollup.filled THEN begun_at END,
                                                       clock_timestamp())),
           rollup.filled
    INTO behind, filled
    FROM rollup
    WHERE NOT missed;
END
$$;

COMMENT ON FUNCTION roll_up_readings(interval) IS
    'Brings device_newest and reading_hour up to date, for about so long; returns by how many seconds they are behind';

-- Whatever was gone through before, was gone through without its hours.
UPDATE rollup SET filled = false, filled_device = '', filled_ts = '-infinity';
