-- Turns every online device offline that has said nothing for too long, and records each change.
-- Parameters: now, microseconds of the ingest's clock; silence, seconds (both set by the presence route).
-- Idempotent: a device that is offline is not touched; a row that a batch is writing is left to the next sweep.
WITH silent AS (
    SELECT device_id
    FROM device
    WHERE status = 'online'
      AND coalesce(last_seen, status_at) < timestamptz 'epoch' + (CAST(:?now AS bigint) - CAST(:?silence AS bigint) * 1000000) * interval '1 microsecond'
    ORDER BY device_id
    FOR NO KEY UPDATE SKIP LOCKED
),
turned AS (
    UPDATE device
    SET status = 'offline',
        status_at = timestamptz 'epoch' + CAST(:?now AS bigint) * interval '1 microsecond',
        status_cause = 'silence'
    FROM silent
    WHERE device.device_id = silent.device_id
    RETURNING device.device_id, device.status_at
),
event AS (
    INSERT INTO device_event (device_id, status, at, cause)
    SELECT device_id, 'offline', status_at, 'silence'
    FROM turned
)
SELECT count(*) AS turned
FROM turned
