-- Forgets the readings that are older than `keep`: drops the partitions of `reading` that lie wholly before, and deletes
-- from the default partition what was both taken and received before, so that a device with a wrong clock keeps its
-- readings as long as others do. At most 500,000 rows of the default go at once, so that a statement stays short; the
-- next call takes more.
-- Safe to call from any number of replicas at any time; returns what it dropped and deleted.
CREATE FUNCTION drop_old_readings(keep interval, OUT partitions integer, OUT readings bigint)
LANGUAGE plpgsql
-- Bounds of partitions are read as text: in one form, whatever the session prefers.
SET datestyle = 'ISO'
SET timezone = 'UTC'
-- A drop waits for everybody who reads, and everybody who writes waits behind it: rather another day than for long.
SET lock_timeout = '2s'
AS $$
DECLARE
    horizon timestamptz := now() - keep;
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

    DELETE FROM reading_default
    WHERE ctid = ANY (ARRAY(
        SELECT ctid
        FROM reading_default
        WHERE ts < horizon
          AND received_at < horizon
        LIMIT 500000
    ));
    GET DIAGNOSTICS readings = ROW_COUNT;

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

COMMENT ON FUNCTION drop_old_readings(interval) IS
    'Drops the partitions of reading that lie wholly before now minus keep, and what the default partition holds of that time';
