-- Where the time of a reading is from. Of the readings that there are nobody knows it: null, without a row being written.
CREATE DOMAIN envelope_ts_source AS text
    CONSTRAINT envelope_ts_source_is_device_missing_or_implausible
    CHECK (VALUE IN ('device', 'missing', 'implausible'));

-- From here on everybody waits for this lock, which waits for everybody who reads: rather another attempt than for long.
SET LOCAL lock_timeout = '2s';

ALTER TABLE reading ADD COLUMN ts_source text;

COMMENT ON COLUMN reading.ts_source IS
    'device: ts is what the device said; missing or implausible: it said none, or one that nobody can believe, and ts is the time of arrival; null: not known';
