-- A day of all devices without reading all months of them; and how long readings and hours are kept beside each other.

-- Forgets the readings that are older than `keep`: drops the partitions of `reading` that lie wholly before, and deletes
-- from the default partition what was both taken and received before, so that a device with a wrong clock keeps its
-- readings as long as others do. Of the default at most 500,000 rows go at once, the oldest first, and deleting ends
-- after 8 s or a quarter of statement_timeout, so that the drops are always reached; the next call takes more.
-- Nothing goes while hours of that time are still to be worked out, for as long as the job that does so is heard of.
-- Safe to call from any number of replicas at any time; returns what it dropped and deleted.
CREATE OR REPLACE FUNCTION drop_old_readings(keep interval, OUT partitions integer, OUT readings bigint)
LANGUAGE plpgsql
-- Bounds of partitions are read as text: in one form, whatever the session prefers.
SET datestyle = 'ISO'
SET timezone = 'UTC'
-- A drop waits for everybody who reads, and everybody who writes waits behind it: rather another day than for long.
SET lock_timeout = '2s'
AS $$
DECLARE
    turn CONSTANT integer := 10000;
    horizon CONSTANT timestamptz := now() - keep;
    enough CONSTANT timestamptz := clock_timestamp()
        + least(interval '8 seconds', nullif(current_setting('statement_timeout')::interval, interval '0') / 4);
    deleted_to timestamptz := '-infinity';
    deleted integer;
    old_partition regclass;
BEGIN
    IF keep IS NULL OR keep < interval '1 day' THEN
        RAISE EXCEPTION 'keep must be at least 1 day, but was %', keep USING ERRCODE = 'invalid_parameter_value';
    END IF;
    partitions := 0;
    readings := 0;
    -- Somebody else is at it, or makes partitions.
    IF NOT pg_try_advisory_xact_lock(hashtext('device-ingest'), hashtext('reading partitions')) THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM rollup WHERE NOT missed AND recording_until > now())
       AND (EXISTS (SELECT FROM rollup WHERE NOT filled)
            OR EXISTS (SELECT FROM reading_hour_due WHERE hour < horizon)
            OR EXISTS (SELECT FROM changed_hour WHERE hour < horizon)) THEN
        RAISE NOTICE 'old readings stay until their hours are worked out';
        RETURN;
    END IF;
    UPDATE rollup SET dropped_before = horizon WHERE dropped_before < horizon;

    LOOP
        -- In the order of the index reading_default_age, from where the last turn ended.
        WITH old AS (
            SELECT ctid, greatest(ts, received_at) AS newest
            FROM reading_default
            WHERE greatest(ts, received_at) >= deleted_to
              AND greatest(ts, received_at) < horizon
            ORDER BY greatest(ts, received_at)
            LIMIT turn
        ),
        gone AS (
            DELETE FROM reading_default
            WHERE ctid = ANY (ARRAY(SELECT ctid FROM old))
        )
        SELECT count(*), max(newest)
        INTO deleted, deleted_to
        FROM old;
        readings := readings + deleted;
        EXIT WHEN deleted < turn OR readings >= 500000 OR clock_timestamp() >= enough;
    END LOOP;

    -- Last, because from the first drop to the commit nobody reads or writes. The default partition has no bound.
    FOR old_partition IN
        SELECT oid
        FROM pg_inherits
        JOIN pg_class ON oid = inhrelid
        WHERE inhparent = 'reading'::regclass
          AND relkind = 'r'
          AND substring(pg_get_expr(relpartbound, oid) FROM ' TO \(''(.+)''\)$')::timestamptz <= horizon
    LOOP
        EXECUTE format('DROP TABLE %s', old_partition);
        partitions := partitions + 1;
    END LOOP;
END
$$;

-- Forgets the hours, and the days, that are older than `keep`; ends after 8 s or a quarter of statement_timeout, and the next
-- call takes more. Safe to call from any number of replicas at any time; returns how many rows of hours went.
CREATE FUNCTION drop_old_hours(keep interval) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    turn CONSTANT integer := 10000;
    horizon CONSTANT timestamptz := now() - keep;
    enough CONSTANT timestamptz := clock_timestamp()
        + least(interval '8 seconds', nullif(current_setting('statement_timeout')::interval, interval '0') / 4);
    hours bigint := 0;
    deleted integer;
BEGIN
    IF keep IS NULL OR keep < interval '1 day' THEN
        RAISE EXCEPTION 'keep must be at least 1 day, but was %', keep USING ERRCODE = 'invalid_parameter_value';
    END IF;
    LOOP
        DELETE FROM reading_hour WHERE ctid = ANY (ARRAY(SELECT ctid FROM reading_hour WHERE hour < horizon LIMIT turn));
        GET DIAGNOSTICS deleted = ROW_COUNT;
        hours := hours + deleted;
        EXIT WHEN deleted < turn OR clock_timestamp() >= enough;
    END LOOP;
    LOOP
        DELETE FROM reading_day
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM reading_day WHERE day < horizon - interval '24 hours' LIMIT turn));
        GET DIAGNOSTICS deleted = ROW_COUNT;
        EXIT WHEN deleted < turn OR clock_timestamp() >= enough;
    END LOOP;
    RETURN hours;
END
$$;

COMMENT ON FUNCTION drop_old_hours(interval) IS 'Deletes the rows of reading_hour and reading_day that are older than now minus keep';

-- From here on everybody who stores waits for this lock, which waits for those who store: rather another attempt than for
-- long.
SET LOCAL lock_timeout = '2s';

-- In the order of their time: it costs the writer about a thirtieth of the statement, because new entries go to the end. Of a
-- BRIN index, which costs nothing, the planner believes that a day of a month costs more than all of the month: it does not
-- reckon with readings that lie as they arrived. Where there are readings, the index is made for each partition by the
-- program in the background, beside those who write; partitions that come bring theirs with them. The second one holds the
-- few readings of devices whose clock is wrong, and costs nothing for all others.
DO $$
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = 'reading'::regclass) <> 'p' THEN
        RAISE NOTICE 'reading is a table of another kind, and its indexes are the site''s own';
    ELSIF EXISTS (SELECT FROM reading) THEN
        CREATE INDEX reading_ts ON ONLY reading (ts);
        CREATE INDEX reading_wrong_clock ON ONLY reading (ts) WHERE ts_source = 'implausible';
    ELSE
        CREATE INDEX reading_ts ON reading (ts);
        CREATE INDEX reading_wrong_clock ON reading (ts) WHERE ts_source = 'implausible';
    END IF;
END
$$;
