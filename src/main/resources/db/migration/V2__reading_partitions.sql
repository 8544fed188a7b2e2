-- Creates the monthly partitions of `reading` from the current month to `ahead` months later, with their rows moved
-- out of the default partition first: attaching a month whose rows lie there would be refused (23514).
-- Safe to call from any number of replicas at any time; returns how many partitions it made.
CREATE FUNCTION ensure_reading_partitions(ahead integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    -- Months begin at midnight UTC, whatever time zone the session has.
    this_month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
    month_start timestamptz;
    month_end timestamptz;
    partition_name text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('device-ingest'), hashtext('reading partitions'));
    FOR i IN 0..ahead LOOP
        month_start := (this_month + make_interval(months => i)) AT TIME ZONE 'UTC';
        month_end := (this_month + make_interval(months => i + 1)) AT TIME ZONE 'UTC';
        partition_name := 'reading_' || to_char(this_month + make_interval(months => i), 'YYYY_MM');
        CONTINUE WHEN to_regclass(format('%I.%I', current_schema(), partition_name)) IS NOT NULL;

        -- Writers wait here, so that none puts a row of this month into the default while its rows are moved.
        LOCK TABLE reading IN SHARE ROW EXCLUSIVE MODE;
        EXECUTE format('CREATE TABLE %I (LIKE reading INCLUDING ALL)', partition_name);
        EXECUTE format('WITH moved AS (DELETE FROM reading_default WHERE ts >= $1 AND ts < $2 RETURNING *) '
                       'INSERT INTO %I SELECT * FROM moved', partition_name) USING month_start, month_end;
        EXECUTE format('ALTER TABLE reading ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       partition_name, month_start, month_end);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;

COMMENT ON FUNCTION ensure_reading_partitions(integer) IS
    'Makes the monthly partitions of reading, from the current month to so many months ahead';
