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
        -- Types that refuse what cannot be stored, by rules with a name: so the message is blamed, not the batch.
        jsonb_to_recordset(CAST(:?messages AS jsonb)) AS (
            device_id envelope_device_id,
            kind envelope_kind,
            status envelope_status,
            ts envelope_ts,
            received_at envelope_received_at,
            retained boolean,
            metrics envelope_metrics,
            attributes envelope_attributes
        )
    ) WITH ORDINALITY AS m (device_id, kind, status, ts, received_at, retained, metrics, attributes, ordinal)
),
-- The devices as they are, locked by every writer in one order. A status from the future was said while a clock was wrong,
-- and must not stand in the way forever: it counts as none.
known AS MATERIALIZED (
    SELECT device_id,
           status,
           CASE WHEN status_at <= now() + interval '5 minutes' THEN status_at END AS status_at
    FROM device
    WHERE device_id IN (SELECT device_id FROM arrived)
    ORDER BY device_id
    FOR NO KEY UPDATE
),
-- All messages, but for those of devices that nobody registered, where that is required.
message AS MATERIALIZED (
    SELECT arrived.*,
           known.device_id IS NOT NULL AS is_known,
           known.status AS known_status,
           known.status_at AS known_status_at
    FROM arrived
    LEFT JOIN known USING (device_id)
    WHERE known.device_id IS NOT NULL
       OR CAST(:?registration AS text) <> 'required'
),
-- What may change a status: not what is older than the status that stands.
statement AS MATERIALIZED (
    SELECT device_id,
           status,
           received_at,
           lag(status, 1, known_status) OVER per_device AS previous,
           row_number() OVER (PARTITION BY device_id ORDER BY ordinal DESC) AS newest
    FROM message
    WHERE status IS NOT NULL
      AND (known_status_at IS NULL OR received_at > known_status_at)
    WINDOW per_device AS (PARTITION BY device_id ORDER BY ordinal)
),
-- One row per device: several messages of one device are merged, not picked.
state AS (
    SELECT device_id,
           CASE WHEN bool_and(is_known) THEN '-infinity' ELSE min(received_at) END AS first_seen,
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
           coalesce(CAST(state.attributes AS device_attributes), '{}')
    FROM state
    LEFT JOIN statement ON statement.device_id = state.device_id AND statement.newest = 1
    ORDER BY state.device_id
    ON CONFLICT (device_id) DO UPDATE
    SET status = coalesce(excluded.status, d.status),
        status_at = coalesce(excluded.status_at, d.status_at),
        status_cause = coalesce(excluded.status_cause, d.status_cause),
        -- A device that was not known and is there all the same is another writer's, as of this moment.
        first_seen = CASE WHEN excluded.first_seen = '-infinity' THEN d.first_seen ELSE store_again(d.device_id) END,
        last_seen = CASE WHEN d.last_seen > now() + interval '5 minutes' THEN coalesce(excluded.last_seen, d.last_seen)
                         ELSE greatest(d.last_seen, excluded.last_seen) END,
        attributes = CASE WHEN excluded.attributes = '{}' THEN d.attributes
                          ELSE CAST(d.attributes || excluded.attributes AS device_attributes) END
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
    SELECT device_id, CAST(ts AS envelope_reading_ts), received_at, hashtextextended(CAST(metrics AS text), 0), metrics
    FROM message
    WHERE kind = 'sensor'
    ORDER BY device_id, ts
    ON CONFLICT DO NOTHING
    RETURNING 1
)
-- How many of the messages were new (all but the readings that were there already), and which ones belong to nobody.
SELECT count(*) - count(*) FILTER (WHERE kind = 'sensor') + (SELECT count(*) FROM stored_reading) AS stored,
       count(*) FILTER (WHERE kind = 'sensor') - (SELECT count(*) FROM stored_reading) AS duplicate,
       (
           SELECT string_agg(CAST(ordinal - 1 AS text), ',')
           FROM arrived
           WHERE CAST(:?registration AS text) = 'required'
             AND device_id NOT IN (SELECT device_id FROM known)
       ) AS unknown
FROM message
