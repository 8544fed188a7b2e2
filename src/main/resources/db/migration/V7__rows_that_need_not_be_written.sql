-- A reading that changes nothing of its device but when it was heard need not write the device's row: last_seen and
-- status_at may lag a little, and where it matters the readings tell.

-- A replica that sweeps holds this lock for the length of its statement: rather another attempt than to wait for long.
SET LOCAL lock_timeout = '2s';

-- A replica of an earlier version does not say it, and does not know that last_seen may lag.
ALTER TABLE replica ADD COLUMN offline_after interval;

COMMENT ON COLUMN replica.offline_after IS 'DEVICE_OFFLINE_AFTER of this replica; null if it is of an earlier version';
COMMENT ON COLUMN device.last_seen IS
    'when its newest message that was not retained arrived; while it sends readings, up to a quarter of DEVICE_OFFLINE_AFTER less';
COMMENT ON COLUMN device.status_at IS
    'when the status was last said or decided, by the clock of the ingest; while it sends readings, it may lag as last_seen does';

CREATE FUNCTION may_lag() RETURNS interval
LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- While no replica has said it, of the least that DEVICE_OFFLINE_AFTER may be. One that was not seen for a day is gone.
    RETURN (
        SELECT coalesce(min(coalesce(offline_after, '0')), '1 second') / 4
        FROM replica
        WHERE seen_at > now() - interval '1 day'
    );
END
$$;

COMMENT ON FUNCTION may_lag() IS
    'By how much device.last_seen may lag: a quarter of the shortest DEVICE_OFFLINE_AFTER; nothing beside an earlier version';

-- Sees what is committed by now, because it is volatile, and leaves out what this transaction itself has stored. Only a
-- reading whose own time lies at most an hour before its arrival may leave its device's row alone. A function, so that it
-- is planned once in a session, and only where it is needed.
CREATE FUNCTION heard_since(device text, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE COST 10000 AS $$
BEGIN
    RETURN EXISTS (
        SELECT
        FROM reading
        WHERE device_id = device
          AND ts >= moment - interval '1 hour'
          AND received_at > moment
          -- Not what a clock that was wrong has dated ahead.
          AND received_at <= now() + interval '5 minutes'
          AND xmin <> CAST(pg_current_xact_id() AS xid)
    );
END
$$;

COMMENT ON FUNCTION heard_since(text, timestamptz) IS
    'Whether a reading of this device arrived after a moment, and is stored';

CREATE OR REPLACE FUNCTION store_again(device_id text) RETURNS timestamptz
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'another writer stored the device % at the same moment', device_id
        USING ERRCODE = 'serialization_failure', HINT = 'The same statement succeeds when it is tried again.';
END
$$;
