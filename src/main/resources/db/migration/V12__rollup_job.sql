-- The job that keeps device_newest, reading_hour and reading_day (routes/rollup.camel.yaml): it takes what the trigger has
-- noted, and goes through the readings that were there before. All but the last function are its parts.

-- Brings device_newest up to date with these changes. Only for one session at a time (roll_up_readings).
CREATE FUNCTION keep_newest(taken uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH hour AS MATERIALIZED (
        SELECT device_id, min(ts) AS first_ts, max(ts) AS last_ts
        FROM reading_change
        CROSS JOIN LATERAL unnest(devices, times) AS changed (device_id, ts)
        WHERE id = ANY (taken)
        GROUP BY device_id, date_bin('1 hour', ts, 'epoch')
    ),
    fresh AS (
        SELECT hour.device_id,
               reading.ts,
               reading.received_at,
               reading.digest,
               reading.metrics,
               first_value(metrics) OVER newest_first AS newest,
               row_number() OVER newest_first AS place
        FROM hour
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
    ),
    known AS (
        SELECT device_id, key AS metric_type, metric_value(value) AS value, metric_text(value) AS text_value, ts, received_at, digest
        FROM fresh
        CROSS JOIN LATERAL jsonb_each(metrics) AS metric
        WHERE place = 1
           OR metrics - ARRAY(SELECT jsonb_object_keys(newest)) <> '{}'
        UNION ALL
        SELECT changed.device_id, newest.*
        FROM (SELECT DISTINCT device_id FROM hour) AS changed
        CROSS JOIN LATERAL (SELECT * FROM device_newest WHERE device_newest.device_id = changed.device_id OFFSET 0) AS device
        CROSS JOIN LATERAL unnest(device.metric_types, device.numbers, device.texts, device.ts, device.received_at, device.digests)
            AS newest (metric_type, value, text_value, ts, received_at, digest)
    ),
    newest AS (
        SELECT DISTINCT ON (device_id, metric_type) *
        FROM known
        ORDER BY device_id, metric_type, ts DESC, received_at DESC, digest DESC
    )
    INSERT INTO device_newest AS kept (device_id, metric_types, numbers, texts, ts, received_at, digests)
    SELECT device_id,
           array_agg(metric_type ORDER BY metric_type),
           array_agg(value ORDER BY metric_type),
           array_agg(text_value ORDER BY metric_type),
           array_agg(ts ORDER BY metric_type),
           array_agg(received_at ORDER BY metric_type),
           array_agg(digest ORDER BY metric_type)
    FROM newest
    GROUP BY device_id
    ON CONFLICT (device_id) DO UPDATE
    SET metric_types = excluded.metric_types,
        numbers = excluded.numbers,
        texts = excluded.texts,
        ts = excluded.ts,
        received_at = excluded.received_at,
        digests = excluded.digests
    WHERE kept.metric_types <> excluded.metric_types
       OR kept.ts <> excluded.ts
       OR kept.received_at <> excluded.received_at
       OR kept.digests <> excluded.digests;
END
$$;

COMMENT ON FUNCTION keep_newest(uuid[]) IS 'Keeps the newest values of some changes; a part of roll_up_readings';

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

-- Takes some changes, of about 20,000 readings; returns how many. Only for one session at a time (roll_up_readings).
CREATE FUNCTION take_changed_readings() RETURNS integer
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

COMMENT ON FUNCTION take_changed_readings() IS 'Does with some changes what is to be done; a part of roll_up_readings';

-- Works so many of the hours out that are due; returns how many there were. Only for one session at a time
-- (roll_up_readings), so that nobody makes an hour due once more between the look at its readings and the end.
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
    of_day AS (
        INSERT INTO reading_day_due (device_id, day, due_at)
        SELECT device_id, day, greatest(day + interval '24 hours 2 minutes', moment)
        FROM (SELECT DISTINCT device_id, date_bin('1 day', hour, 'epoch') AS day FROM due) AS changed
        ON CONFLICT DO NOTHING
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

-- Works so many of the days out that are due; returns how many there were. Only for one session at a time (roll_up_readings).
CREATE FUNCTION roll_up_days(most integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    moment CONSTANT timestamptz := clock_timestamp();
    taken integer;
BEGIN
    WITH due AS MATERIALIZED (
        SELECT device_id, day, ctid AS place
        FROM reading_day_due
        WHERE due_at <= moment
        ORDER BY due_at
        LIMIT most
    ),
    gone AS (
        DELETE FROM reading_day_due
        WHERE ctid = ANY (ARRAY(SELECT place FROM due))
    ),
    written AS (
        INSERT INTO reading_day AS known (day, sum, least, greatest, last, count, device_id, metric_type)
        SELECT day,
               sum(sum),
               min(least),
               max(greatest),
               (array_agg(last ORDER BY hour DESC))[1],
               sum(count),
               device_id,
               metric_type
        FROM due
        -- OFFSET keeps this a look into the index for each day, whatever the statistics say.
        CROSS JOIN LATERAL (
            SELECT metric_type, hour, sum, least, greatest, last, count
            FROM reading_hour
            WHERE reading_hour.device_id = due.device_id
              AND hour >= due.day
              -- Of UTC, and not of the session: that may have days of 25 hours.
              AND hour < due.day + interval '24 hours'
            OFFSET 0
        ) AS of_day
        GROUP BY device_id, day, metric_type
        ON CONFLICT (device_id, metric_type, day) DO UPDATE
        SET sum = excluded.sum,
            least = excluded.least,
            greatest = excluded.greatest,
            last = excluded.last,
            count = excluded.count
        -- Of fewer readings than before, because hours of this day are forgotten.
        WHERE excluded.count >= known.count
    )
    SELECT count(*) INTO taken FROM due;
    RETURN taken;
END
$$;

COMMENT ON FUNCTION roll_up_days(integer) IS 'Works out the figures of some days; a part of roll_up_readings';

-- Has changes noted, and starts again where some were not. Returns whether all that is stored from now on is noted, and
-- nobody is left who may store without a note: then the readings that are there already can be gone through.
CREATE FUNCTION begin_rollup() RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    state rollup;
    is_noting boolean := EXISTS (SELECT FROM pg_trigger
                                 WHERE tgrelid = to_regclass('reading')
                                   AND tgname = 'note_changed_readings'
                                   AND tgenabled IN ('O', 'A'));
BEGIN
    IF NOT EXISTS (SELECT FROM rollup) THEN
        INSERT INTO rollup DEFAULT VALUES;
    END IF;
    SELECT * INTO state FROM rollup;
    IF is_noting AND state.filled AND NOT state.missed AND state.recording_until > now() + interval '12 hours' THEN
        RETURN true;
    END IF;
    -- Whoever stores without a note is saying so just now.
    PERFORM FROM rollup FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    SELECT * INTO state FROM rollup;
    IF NOT is_noting THEN
        UPDATE rollup SET missed = true, begun_at = NULL WHERE NOT missed;
        RETURN false;
    END IF;
    IF state.missed THEN
        UPDATE rollup
        SET recording_until = now() + interval '1 day',
            missed = false,
            begun_at = now(),
            writers_before = NULL,
            filled = false,
            filled_device = '',
            filled_ts = '-infinity';
        RETURN false;
    END IF;
    IF state.recording_until < now() + interval '12 hours' THEN
        UPDATE rollup SET recording_until = now() + interval '1 day';
        RETURN false;
    END IF;
    -- Whoever stores without a note has begun before this was seen.
    IF state.writers_before IS NULL THEN
        UPDATE rollup SET writers_before = pg_snapshot_xmax(pg_current_snapshot());
        RETURN false;
    END IF;
    RETURN pg_snapshot_xmin(pg_current_snapshot()) >= state.writers_before;
END
$$;

COMMENT ON FUNCTION begin_rollup() IS 'Has changes noted for the job; a part of roll_up_readings';

-- Notes so many more of the readings that were there when noting began; returns whether there were any.
CREATE FUNCTION fill_rollup(most integer) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    state rollup;
    change reading_change;
BEGIN
    SELECT * INTO state FROM rollup;
    IF state.filled THEN
        RETURN false;
    END IF;
    SELECT count(*), array_agg(device_id ORDER BY device_id, ts), array_agg(ts ORDER BY device_id, ts)
    INTO change.readings, change.devices, change.times
    FROM (SELECT device_id, ts
          FROM reading
          WHERE (device_id, ts) > (state.filled_device, state.filled_ts)
          ORDER BY device_id, ts
          LIMIT most) AS next;
    IF change.readings = 0 THEN
        UPDATE rollup SET filled = true;
        RETURN false;
    END IF;
    INSERT INTO reading_change (readings, devices, times) VALUES (change.readings, change.devices, change.times);
    UPDATE rollup SET filled_device = change.devices[change.readings], filled_ts = change.times[change.readings];
    RETURN true;
END
$$;

COMMENT ON FUNCTION fill_rollup(integer) IS 'Notes some of the readings that were there before; a part of roll_up_readings';

-- Goes on with the job for about as long as it may, in one transaction that holds no lock that a writer needs. One session
-- does it at a time; another one that is called meanwhile does nothing, and whoever is called next goes on. Returns by how
-- many seconds the job is behind, and whether it has been through all that was there; both are null before it began.
CREATE FUNCTION roll_up_readings(budget interval, OUT behind double precision, OUT filled boolean)
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
            CONTINUE WHEN roll_up_days(100) > 0;
            EXIT WHEN NOT may_fill OR NOT fill_rollup(5000);
        END LOOP;
    END IF;
    SELECT extract(epoch FROM clock_timestamp() - least((SELECT min(changed_at) FROM reading_change),
                                                       (SELECT min(due_at) FROM reading_hour_due),
                                                       (SELECT min(due_at) FROM reading_day_due),
                                                       CASE WHEN NOT rollup.filled THEN begun_at END,
                                                       clock_timestamp())),
           rollup.filled
    INTO behind, filled
    FROM rollup
    WHERE NOT missed;
END
$$;

COMMENT ON FUNCTION roll_up_readings(interval) IS
    'Brings device_newest, reading_hour and reading_day up to date, for about so long; returns by how many seconds they are behind';
