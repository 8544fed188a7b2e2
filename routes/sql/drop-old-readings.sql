-- Forgets readings that are older than the retention: whole partitions, and rows of the default partition.
-- Parameters: retention, READING_RETENTION as an interval such as 90d (set by the retention route).
-- Idempotent: what is gone is gone; of several replicas one does it at a time.
SELECT partitions,
       readings
FROM drop_old_readings(CAST(:?retention AS interval))
