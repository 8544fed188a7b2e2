-- Stores one batch of dead letters.
-- Parameters: letters, a JSON array of dead letters with the payload in base64 (the body of direct:dead-letters).
-- Not idempotent: a dead letter that is redelivered after a lost acknowledgement is stored again.
WITH stored AS (
    INSERT INTO dead_letter (
        received_at,
        topic,
        qos,
        retained,
        payload,
        user_properties,
        reason,
        error,
        route_id
    )
    SELECT coalesce(timestamptz 'epoch' + received_at * interval '1 microsecond', now()),
           coalesce(topic, ''),
           qos,
           retained,
           decode(payload, 'base64'),
           user_properties,
           reason,
           error,
           route_id
    FROM jsonb_to_recordset(CAST(:?letters AS jsonb)) AS (
        received_at bigint,
        topic text,
        qos smallint,
        retained boolean,
        payload text,
        user_properties jsonb,
        reason text,
        error text,
        route_id text
    )
    RETURNING 1
)
SELECT count(*) AS stored
FROM stored
