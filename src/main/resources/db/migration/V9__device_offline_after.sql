-- How long each device may be silent, where that is not DEVICE_OFFLINE_AFTER.

-- What an envelope may say of it: seconds, or never.
CREATE DOMAIN envelope_offline_after AS text
    CONSTRAINT envelope_offline_after_is_1_second_to_10_years_or_never
    CHECK (CASE WHEN VALUE IS NULL OR VALUE = 'never' THEN true
                WHEN VALUE ~ '^[0-9]{1,9}([.][0-9]+)?$' THEN CAST(VALUE AS numeric) BETWEEN 1 AND 315360000
                ELSE false END);

-- From here on everybody waits for this lock, which waits for everybody who reads: rather another attempt than for long.
SET LOCAL lock_timeout = '2s';

-- Never is 1000 years: with them the arithmetic is that of every other limit, and only PostgreSQL 17 has an infinite one.
ALTER TABLE device
    ADD COLUMN offline_after interval,
    ADD COLUMN mapped_offline_after interval,
    ADD CONSTRAINT device_offline_after_is_1_second_to_10_years_or_1000_years
        CHECK (offline_after BETWEEN interval '1 second' AND interval '3650 days' OR offline_after = interval '1000 years')
        NOT VALID;

-- Each row has a null there; where there are rows, nobody waits while they are read to find that.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM device) THEN
        ALTER TABLE device VALIDATE CONSTRAINT device_offline_after_is_1_second_to_10_years_or_1000_years;
    END IF;
END
$$;

COMMENT ON COLUMN device.offline_after IS
    'how long it may be silent before it counts as offline; 1000 years: for ever; null: DEVICE_OFFLINE_AFTER. Where it is not mapped_offline_after, a person has set it, and it stays';
COMMENT ON COLUMN device.mapped_offline_after IS 'what an envelope last said that offline_after is; null: none said it';
COMMENT ON COLUMN device.last_seen IS
    'when its newest message that was not retained arrived; while it sends readings, up to a quarter of offline_after or of DEVICE_OFFLINE_AFTER less, whichever is shorter';
COMMENT ON FUNCTION may_lag() IS
    'By how much device.last_seen may lag at most: a quarter of the shortest DEVICE_OFFLINE_AFTER; nothing beside an earlier version';
