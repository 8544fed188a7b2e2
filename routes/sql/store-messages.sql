-- Stores one batch: a reading per sensor message, the merged state of each device, every change of a status.
-- Parameters: messages, a JSON array of envelopes in arrival order (the body of direct:store); registration, auto or required.
-- Idempotent: a reading by device, time and digest; a status by received_at, never by the device's clock.
WITH arrived AS MATERIALIZED (
    SELECT ordinal,
           device_id,
           kind,
           status,
           to_timestamp(ts) AS ts,
           timestamptz 'epoch' + received_at * interval '1 microsecond' AS received_at,
           coalesce(retained, false) AS retained,
           coalesce(metrics, '{}') AS metrics,
           -- A null erases nothing: the device has no news of this attribute.
           jsonb_strip_nulls(attributes) AS attributes
    FROM ROWS FROM (
        jsonb_to_recordset(CAST(:?messages AS jsonb)) AS (
            device_id text,
            kind text,
            status text,
            ts double precision,
            received_at bigint,
            retained boolean,
            metrics jsonb,
            attributes jsonb
        )
    ) WITH ORDINALITY AS m (device_id, kind, status, ts, received_at, retained, metrics, attributes, ordinal)
),
-- The devices as they are, locked in one order by every writer, so that two never wait for each other.
known AS MATERIALIZED (
    SELECT device_id, status, status_at
    FROM device
    WHERE device_id IN (SELECT device_id FROM arrived)
    ORDER BY device_id
    FOR NO KEY UPDATE
),
-- Of devices that nobody registered, where that is required: they are left out, and named at the end.
stranger AS MATERIALIZED (
    SELECT ordinal
    FROM arrived
    WHERE CAST(:?registration AS text) = 'required'
      AND device_id NOT IN (SELECT device_id FROM known)
),
message AS MATERIALIZED (
    SELECT *
    FROM arrived
    WHERE ordinal NOT IN (SELECT ordinal FROM stranger)
),
-- What may change a status: not what is older than the status that stands.
statement AS MATERIALIZED (
    SELECT message.device_id,
           message.status,
           message.received_at,
           lag(message.status, 1, known.status) OVER per_device AS previous,
           row_number() OVER (PARTITION BY message.device_id ORDER BY message.ordinal DESC) AS newest
    FROM message
    LEFT JOIN known USING (device_id)
    WHERE message.status IS NOT NULL
      AND (known.status_at IS NULL OR message.received_at > known.status_at)
    WINDOW per_device AS (PARTITION BY message.device_id ORDER BY message.ordinal)
),
-- One row per device: several messages of one device are merged, not picked.
state AS (
    SELECT device_id,
           min(received_at) AS first_seen,
           max(received_at) FILTER (WHERE NOT retained) AS last_seen,
           jsonb_merge_agg(attributes ORDER BY ordinal) FILTER (WHERE attributes IS NOT NULL) AS attributes
    FROM message
    GROUP BY device_id
),
stored_device AS (
    INSERT INTO device AS d (device_id, status, status_at, status_cause, first_seen, last_seen, attributes)
    SELECT state.device_id,
           statement.status,
           statement.received_at,
           CASE WHEN statement.status IS NOT NULL THEN 'message' END,
           state.first_seen,
           state.last_seen,
           coalesce(state.attributes, '{}')
    FROM state
    LEFT JOIN statement ON statement.device_id = state.device_id AND statement.newest = 1
    ORDER BY state.device_id
    ON CONFLICT (device_id) DO UPDATE
    SET status = coalesce(excluded.status, d.status),
        status_at = coalesce(excluded.status_at, d.status_at),
        status_cause = coalesce(excluded.status_cause, d.status_cause),
        last_seen = greatest(d.last_seen, excluded.last_seen),
        attributes = CASE WHEN excluded.attributes = '{}' THEN d.attributes ELSE d.attributes || excluded.attributes END
),
stored_event AS (
    INSERT INTO device_event (device_id, status, at, cause)
    SELECT device_id, status, received_at, 'message'
    FROM statement
    WHERE status IS DISTINCT FROM previous
    ORDER BY received_at
),
stored_reading AS (
    INSERT INTO reading (device_id, ts, received_at, digest, metrics)
    SELECT device_id, ts, received_at, jsonb_hash_extended(metrics, 0), metrics
    FROM message
    WHERE kind = 'sensor'
    ORDER BY device_id, ts
    ON CONFLICT DO NOTHING
    RETURNING 1
)
-- How many of the messages were new (all but the readings that were there already), and which ones belong to nobody.
SELECT count(*) - count(*) FILTER (WHERE kind = 'sensor') + (SELECT count(*) FROM stored_reading) AS stored,
       count(*) FILTER (WHERE kind = 'sensor') - (SELECT count(*) FROM stored_reading) AS duplicate,
       (SELECT string_agg(CAST(ordinal - 1 AS text), ',') FROM stranger) AS unknown
FROM message
