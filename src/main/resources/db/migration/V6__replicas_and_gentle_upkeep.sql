-- Which replicas share the devices between them, so that one knows what another has heard; and the upkeep of the
-- partitions, which never holds up those who write.

CREATE TABLE replica (
    client_id   text PRIMARY KEY,
    seen_at     timestamptz NOT NULL,
    quiet_since timestamptz NOT NULL,
    heard_until timestamptz NOT NULL
);

COMMENT ON TABLE replica IS
    'One row per MQTT_CLIENT_ID: while one of them may hold messages that are not stored, nobody is declared silent. farewell deletes its row; one that was not seen for a day does not count';
COMMENT ON COLUMN replica.seen_at IS
    'when it last was sure to miss no message, by the clock of the database; at first, when it came';
COMMENT ON COLUMN replica.quiet_since IS 'since when it had been, without a break, by the clock of the database';
COMMENT ON COLUMN replica.heard_until IS 'it had stored whatever had arrived until then, by its own clock, as in device.last_seen';

-- Creates the monthly partitions of `reading` from the current month to `ahead` months later, with their rows moved
-- out of the default partition first: attaching a month whose rows lie there would be refused (23514).
-- Who writes into a month that has its partition never waits. Who reads the default partition, or writes into it, waits
-- while the last rows move, and for 2 s at most while this function itself waits for somebody who reads for long: then
-- it gives up (55P03), with nothing changed.
-- Safe to call from any number of replicas at any time; returns how many partitions it made.
CREATE OR REPLACE FUNCTION ensure_reading_partitions(ahead integer) RETURNS integer
LANGUAGE plpgsql
SET lock_timeout = '2s'
AS $$
DECLARE
    move CONSTANT text := 'WITH moved AS (DELETE FROM reading_default WHERE ts >= $1 AND ts < $2 RETURNING *) '
                          'INSERT INTO %I SELECT * FROM moved';
    -- Months begin at midnight UTC, whatever time zone the session has.
    this_month CONSTANT timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
    missing timestamp[] := '{}';
    month timestamp;
    month_start timestamptz;
    month_end timestamptz;
    partition_name text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('device-ingest'), hashtext('reading partitions'));
    -- Most rows move here, beside those who read and write; until the commit everybody else sees them where they were.
    FOR i IN 0..ahead LOOP
        month := this_month + make_interval(months => i);
        month_start := month AT TIME ZONE 'UTC';
        month_end := (month + interval '1 month') AT TIME ZONE 'UTC';
        partition_name := to_char(month, '"reading_"YYYY_MM');
        CONTINUE WHEN to_regclass(format('%I.%I', current_schema(), partition_name)) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE reading INCLUDING ALL)', partition_name);
        EXECUTE format(move, partition_name) USING month_start, month_end;
        missing := missing || month;
    END LOOP;
    IF missing = '{}' THEN
        RETURN 0;
    END IF;

    -- The only lock that somebody may stand in the way of, taken before any that somebody might wait for: with it,
    -- attaching needs no more of `reading` than writers leave free.
    LOCK TABLE ONLY reading_default IN ACCESS EXCLUSIVE MODE;
    FOREACH month IN ARRAY missing LOOP
        month_start := month AT TIME ZONE 'UTC';
        month_end := (month + interval '1 month') AT TIME ZONE 'UTC';
        partition_name := to_char(month, '"reading_"YYYY_MM');
        EXECUTE format(move, partition_name) USING month_start, month_end;
        EXECUTE format('ALTER TABLE reading ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       partition_name, month_start, month_end);
    END LOOP;
    RETURN cardinality(missing);
END
$$;

-- Forgets the readings that are older than `keep`: drops the partitions of `reading` that lie wholly before, and deletes
-- from the default partition what was both taken and received before, so that a device with a wrong clock keeps its
-- readings as long as others do. Of the default at most 500,000 rows go at once, the oldest first, and deleting ends
-- after 8 s or a quarter of statement_timeout, so that the drops are always reached; the next call takes more.
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

-- Last, because those who write into the default partition wait while it is made. A site may have made reading a table
-- of another kind, without this partition.
DO $$
BEGIN
    IF to_regclass('reading_default') IS NOT NULL THEN
        CREATE INDEX reading_default_age ON reading_default (greatest(ts, received_at));
    END IF;
END
$$;
