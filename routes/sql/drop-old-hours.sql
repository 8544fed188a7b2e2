-- Forgets hours that are older than the retention.
-- Parameters: retention, ROLLUP_RETENTION as an interval such as 730d (set by the retention route).
-- Idempotent: what is gone is gone.
SELECT drop_old_hours(CAST(:?retention AS interval)) AS hours
