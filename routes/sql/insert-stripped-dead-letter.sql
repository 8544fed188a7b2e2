-- Stores what must not be lost of a dead letter that the database refused: when, where, what bytes and why.
-- Parameters: letters, a JSON array of one dead letter (the body of direct:dead-letters-stripped).
-- Not idempotent: as insert-dead-letters.sql.
WITH stored AS (
    INSERT INTO dead_letter (
        received_at,
        topic,
        payload,
        reason
    )
    SELECT timestamptz 'epoch' + received_at * interval '1 microsecond',
           topic,
           decode(payload, 'base64'),
           reason
    FROM jsonb_to_recordset(CAST(:?letters AS jsonb)) AS (
        received_at bigint,
        topic text,
        payload text,
        reason text
    )
    RETURNING 1
)
SELECT count(*) AS stored
FROM stored
