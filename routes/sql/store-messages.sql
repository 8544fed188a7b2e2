-- Stores one batch: a reading per sensor envelope, the merged state of each device, every change of a status.
-- Parameters: messages, envelopes in arrival order as JSON; messageStarts, the place of each message's first one; registration.
-- Idempotent: a reading by device, time and digest; a status by received_at, never by the device's clock.
WITH given AS MATERIALIZED (
    -- The places, from 0, are {} where each message is one envelope, and then its ordinal is its number.
    SELECT CAST(:?messages AS jsonb) AS envelopes,
           nullif(CAST(:?messageStarts AS bigint[]), '{}') AS starts
),
-- Where devices must be registered: the envelopes of those that are not. Nothing of a message with one of them is stored.
stranger AS MATERIALIZED (
    SELECT ordinal,
           coalesce(width_bucket(ordinal - 1, (SELECT starts FROM given)), ordinal) AS message
    FROM ROWS FROM (
        jsonb_to_recordset((SELECT envelopes FROM given)) AS (device_id text)
    ) WITH ORDINALITY AS m (device_id, ordinal)
    WHERE CAST(:?registration AS text) = 'required'
      AND NOT EXISTS (SELECT FROM device WHERE device.device_id = m.device_id)
),
arrived AS MATERIALIZED (
    SELECT ordinal,
           device_id,
           kind,
           status,
           to_timestamp(ts) AS ts,
           timestamptz 'epoch' + received_at * interval '1 microsecond' AS received_at,
           coalesce(retained, false) AS retained,
           ts_source,
           coalesce(metrics, '{}') AS metrics,
           hashtextextended(CAST(coalesce(metrics, '{}') AS text), 0) AS digest,
           -- A null erases nothing: the device has no news of this attribute.
           jsonb_strip_nulls(attributes) AS attributes,
           offline_after
    FROM ROWS FROM (
        -- Types that refuse what cannot be stored, by rules with a name: so the message is blamed, not the batch.
        jsonb_to_recordset((SELECT envelopes FROM given)) AS (
            device_id envelope_device_id,
            kind envelope_kind,
            status envelope_status,
            ts envelope_ts,
            received_at envelope_received_at,
            retained boolean,
            ts_source envelope_ts_source,
            metrics envelope_metrics,
            attributes envelope_attributes,
            offline_after text
        )
    ) WITH ORDINALITY AS m (device_id, kind, status, ts, received_at, retained, ts_source, metrics, attributes, offline_after, ordinal)
    WHERE coalesce(width_bucket(ordinal - 1, (SELECT starts FROM given)), ordinal) NOT IN (SELECT message FROM stranger)
),
-- One row per device: several envelopes of one device are merged, not picked.
said AS (
    SELECT device_id,
           min(received_at) AS first_seen,
           max(received_at) FILTER (WHERE NOT retained) AS last_seen,
           max(received_at) FILTER (WHERE status IS NOT NULL) AS status_at,
           bool_or(status = 'online') AS says_online,
           bool_or(status = 'offline') AS says_offline,
           bool_and(kind = 'sensor' AND ts >= received_at - interval '1 hour') AS only_readings
    FROM arrived
    GROUP BY device_id
),
-- Of a limit the last word stands; never is 1000 years.
merged AS (
    SELECT device_id,
           nullif(jsonb_merge_agg(attributes ORDER BY ordinal), '{}') AS attributes,
           (array_agg(CASE CAST(offline_after AS envelope_offline_after)
                          WHEN 'never' THEN interval '1000 years'
                          ELSE make_interval(secs => CAST(offline_after AS double precision)) END
                      ORDER BY ordinal DESC) FILTER (WHERE offline_after IS NOT NULL))[1] AS offline_after
    FROM arrived
    WHERE attributes IS NOT NULL
       OR offline_after IS NOT NULL
    GROUP BY device_id
),
-- What they say beside their rows as they stand, which are looked at without a lock. A row is due to be written, but for
-- one reason: only readings came, and last_seen and status_at would move by no more than they may lag (may_lag, and a
-- quarter of the device's own limit). Then the readings themselves tell when the device was heard (heard_since).
compared AS MATERIALIZED (
    SELECT said.device_id,
           coalesce(device.first_seen, said.first_seen) AS first_seen,
           said.last_seen,
           CASE WHEN said.status_at > device.status_at THEN device.status END AS status,
           CASE WHEN said.status_at > device.status_at THEN said.status_at END AS status_at,
           merged.attributes,
           merged.offline_after,
           (device.device_id IS NULL
            OR says_online AND device.status IS DISTINCT FROM 'online'
            OR says_offline AND device.status IS DISTINCT FROM 'offline'
            OR said.status_at IS NOT NULL AND device.status_cause IS DISTINCT FROM 'message'
            OR device.status_at > now() + interval '5 minutes') IS TRUE AS may_change_status,
           (only_readings
            AND merged.attributes IS NULL
            AND (merged.offline_after IS NULL OR merged.offline_after = device.mapped_offline_after)
            AND (said.last_seen IS NULL
                 OR said.last_seen <= device.last_seen + least((SELECT may_lag()), device.offline_after / 4)
                    AND device.last_seen <= now() + interval '5 minutes')
            AND (said.status_at IS NULL
                 OR said.status_at <= device.status_at + least((SELECT may_lag()), device.offline_after / 4))) IS NOT TRUE AS is_due
    FROM said
    LEFT JOIN device USING (device_id)
    LEFT JOIN merged USING (device_id)
),
-- The rows to be written.
due AS MATERIALIZED (
    SELECT *
    FROM compared
    WHERE may_change_status OR is_due
),
change AS MATERIALIZED (
    SELECT coalesce(bool_or(may_change_status), false) AS is_possible
    FROM due
),
-- Where a status may change, all these rows are locked first, by every writer in one order. A status from the future was
-- said while a clock was wrong, and must not stand in the way forever: it counts as none.
known AS MATERIALIZED (
    SELECT device_id,
           status,
           CASE WHEN status_at <= now() + interval '5 minutes' THEN status_at END AS status_at
    FROM device
    WHERE (SELECT is_possible FROM change)
      AND device_id IN (SELECT device_id FROM due)
    ORDER BY device_id
    FOR NO KEY UPDATE
),
-- What may change a status: not what is older than the status that stands, and no "offline" that another replica held back
-- while the device went on sending.
statement AS MATERIALIZED (
    SELECT device_id,
           arrived.status,
           arrived.received_at,
           lag(arrived.status, 1, known.status) OVER per_device AS previous,
           lead(ordinal) OVER per_device IS NULL AS is_newest
    FROM arrived
    JOIN due USING (device_id)
    LEFT JOIN known USING (device_id)
    WHERE (SELECT is_possible FROM change)
      AND arrived.status IS NOT NULL
      AND (known.status_at IS NULL OR arrived.received_at > known.status_at)
      AND CASE WHEN arrived.status = 'offline'
                    AND known.status = 'online'
                    AND arrived.received_at <= known.status_at + (SELECT may_lag())
               THEN NOT heard_since(device_id, arrived.received_at)
               ELSE true END
    WINDOW per_device AS (PARTITION BY device_id ORDER BY ordinal)
),
stored_device AS (
    INSERT INTO device AS d (
        device_id, status, status_at, status_cause, first_seen, last_seen, attributes, offline_after, mapped_offline_after
    )
    SELECT due.device_id,
           CASE WHEN (SELECT is_possible FROM change) THEN statement.status ELSE due.status END,
           CASE WHEN (SELECT is_possible FROM change) THEN statement.received_at ELSE due.status_at END,
           CASE WHEN statement.status IS NOT NULL THEN 'message' END,
           due.first_seen,
           due.last_seen,
           coalesce(CAST(due.attributes AS device_attributes), '{}'),
           due.offline_after,
           due.offline_after
    FROM due
    LEFT JOIN statement ON statement.device_id = due.device_id AND statement.is_newest
    ORDER BY due.device_id
    ON CONFLICT (device_id) DO UPDATE
    SET status = coalesce(excluded.status, d.status),
        status_at = CASE WHEN excluded.status_cause IS NOT NULL THEN excluded.status_at
                         -- The row was not locked, and another writer has changed its status since it was looked at.
                         WHEN excluded.status <> d.status THEN store_again(d.device_id)
                         ELSE greatest(d.status_at, excluded.status_at) END,
        status_cause = coalesce(excluded.status_cause, d.status_cause),
        -- A device that was not known and is there all the same is another writer's, as of this moment.
        first_seen = CASE WHEN excluded.first_seen = d.first_seen THEN d.first_seen ELSE store_again(d.device_id) END,
        last_seen = CASE WHEN d.last_seen > now() + interval '5 minutes' THEN coalesce(excluded.last_seen, d.last_seen)
                         ELSE greatest(d.last_seen, excluded.last_seen) END,
        attributes = CASE WHEN excluded.attributes = '{}' THEN d.attributes
                          ELSE CAST(d.attributes || excluded.attributes AS device_attributes) END,
        -- What a person has set stays.
        offline_after = CASE WHEN excluded.offline_after IS NULL THEN d.offline_after
                             WHEN d.offline_after IS DISTINCT FROM d.mapped_offline_after THEN d.offline_after
                             ELSE excluded.offline_after END,
        mapped_offline_after = coalesce(excluded.mapped_offline_after, d.mapped_offline_after)
),
stored_event AS (
    INSERT INTO device_event (device_id, status, at, cause)
    SELECT device_id, status, received_at, 'message'
    FROM statement
    WHERE status IS DISTINCT FROM previous
    ORDER BY received_at
),
stored_reading AS (
    INSERT INTO reading (device_id, ts, received_at, ts_source, digest, metrics)
    SELECT device_id, CAST(ts AS envelope_reading_ts), received_at, ts_source, digest, metrics
    FROM arrived
    WHERE kind = 'sensor'
    ORDER BY device_id, ts
    ON CONFLICT DO NOTHING
    RETURNING device_id, ts, digest
),
-- The first message of each reading that was new, and whatever is no reading. Grouped, not joined: the number of rows is not
-- known when this is planned, and a nested loop would cost the square of it.
news AS (
    SELECT count(DISTINCT message) AS count
    FROM (SELECT min(message) AS message
          FROM (SELECT device_id, ts, digest, width_bucket(ordinal - 1, (SELECT starts FROM given)) AS message
                FROM arrived
                WHERE kind = 'sensor'
                UNION ALL
                SELECT device_id, ts, digest, NULL FROM stored_reading) AS reading
          GROUP BY device_id, ts, digest
          HAVING count(*) > count(message)
          UNION ALL
          SELECT width_bucket(ordinal - 1, (SELECT starts FROM given)) FROM arrived WHERE kind <> 'sensor') AS brought
)
-- How many of the messages were new (all but those whose readings were there already), how many readings, and which
-- envelopes are of nobody. Of equal readings in lists, the first one was new.
SELECT CASE WHEN (SELECT starts FROM given) IS NULL
            THEN count(*) - count(*) FILTER (WHERE kind = 'sensor') + (SELECT count(*) FROM stored_reading)
            ELSE (SELECT count FROM news) END AS stored,
       CASE WHEN (SELECT starts FROM given) IS NULL
            THEN count(*) FILTER (WHERE kind = 'sensor') - (SELECT count(*) FROM stored_reading)
            ELSE (SELECT cardinality(starts) FROM given) - (SELECT count(DISTINCT message) FROM stranger)
                 - (SELECT count FROM news) END AS duplicate,
       (SELECT count(*) FROM stored_reading) AS readings,
       (SELECT string_agg(CAST(ordinal - 1 AS text), ',') FROM stranger) AS unknown
FROM arrived
