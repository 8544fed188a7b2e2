-- Stores what must not be lost of a dead letter that the database refused: when, where, what bytes and why.
-- Parameters: letters, a JSON array of one dead letter (the body of direct:dead-letters-stripped).
-- Not idempotent: as insert-dead-letters.sql.
WITH letter AS (
    -- All as text, which any value can be: nothing that is said in here may be refused.
    SELECT received_at,
           topic,
           payload,
           reason,
           reason IN ('invalid-json', 'unknown-topic', 'device-id-mismatch', 'unmappable',
                      'payload-too-large', 'rejected-by-database', 'unknown-device') AS is_known
    FROM jsonb_to_recordset(CAST(:?letters AS jsonb)) AS (
        received_at text,
        topic text,
        payload text,
        reason text
    )
),
stored AS (
    INSERT INTO dead_letter (
        received_at,
        topic,
        payload,
        reason,
        error
    )
    SELECT CASE WHEN received_at ~ '^[0-9]{1,17}$'
               THEN timestamptz 'epoch' + CAST(received_at AS bigint) * interval '1 microsecond'
               ELSE now() END,
           coalesce(topic, ''),
           CASE WHEN payload ~ '^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=){0,1}$'
               THEN decode(payload, 'base64')
               ELSE convert_to(coalesce(payload, ''), 'UTF8') END,
           CASE WHEN is_known THEN reason ELSE 'unmappable' END,
           CASE WHEN is_known THEN NULL ELSE 'the reason that a route gave is none: ' || coalesce(reason, 'null') END
    FROM letter
    RETURNING 1
)
SELECT count(*) AS stored
FROM stored
