-- Says what this replica has heard, and turns every online device offline that no replica has heard for too long: for its own limit, or else for silence.
-- Parameters: replica, its client id; now, until when it has stored all it heard, in microseconds of its clock, or what this clock shows, negative, while it cannot tell (0 from an earlier version of the program); quiet, seconds without a gap before; silence, seconds (all set by the presence route).
-- Idempotent: a device that is offline is not touched; a row that a batch is writing is left to the next sweep.
WITH this AS MATERIALIZED (
    SELECT CAST(:?replica AS text) AS client_id,
           CAST(:?now AS bigint) > 0 AS certain,
           timestamptz 'epoch' + nullif(abs(CAST(:?now AS bigint)), 0) * interval '1 microsecond' AS stored_until,
           CAST(:?quiet AS bigint) * interval '1 second' AS quiet,
           CAST(:?silence AS bigint) * interval '1 second' AS silence
),
-- At first it is known only to be there; after a gap it keeps what it was certain of before, unless it has come back with
-- a clock that is behind that: the times of what it stores will be, too.
reported AS (
    INSERT INTO replica AS r (client_id, seen_at, quiet_since, heard_until, offline_after)
    SELECT client_id,
           now(),
           CASE WHEN certain THEN now() - quiet ELSE now() END,
           CASE WHEN certain THEN stored_until ELSE least(now(), stored_until) END,
           silence
    FROM this
    ON CONFLICT (client_id) DO UPDATE
    SET seen_at = CASE WHEN CAST(:?now AS bigint) > 0 THEN excluded.seen_at ELSE r.seen_at END,
        quiet_since = CASE WHEN CAST(:?now AS bigint) > 0 THEN excluded.quiet_since ELSE r.quiet_since END,
        heard_until = CASE WHEN CAST(:?now AS bigint) > 0 THEN excluded.heard_until
                           ELSE least(r.heard_until, (SELECT stored_until FROM this)) END,
        offline_after = excluded.offline_after
    RETURNING client_id, seen_at, quiet_since, heard_until
),
-- One that was not certain for a day is gone; one from the future is known again when it next says something.
counting AS MATERIALIZED (
    SELECT *
    FROM reported
    UNION ALL
    SELECT client_id, seen_at, quiet_since, heard_until
    FROM replica
    WHERE client_id <> (SELECT client_id FROM this)
      AND seen_at BETWEEN now() - interval '1 day' AND now() + interval '5 minutes'
),
-- What all of them are sure of: until when, by the clock that is most behind, everything that was heard is stored, and for
-- how long before that none of them has missed anything.
sure AS MATERIALIZED (
    SELECT min(heard_until) AS until,
           min(seen_at) - max(quiet_since) AS quiet_for,
           min(heard_until) - min(silence) AS silent_before,
           min(silence) / 4 AS lag_at_most,
           min(silence) AS silence,
           greatest(min(heard_until), now()) AS latest
    FROM counting
    CROSS JOIN this
    HAVING bool_and(certain)
),
found AS MATERIALIZED (
    SELECT device_id, heard.at, heard.at < heard.silent_before AS is_silent
    FROM device
    CROSS JOIN sure
    CROSS JOIN LATERAL (
        SELECT coalesce(last_seen, status_at) AS at,
               coalesce(until - offline_after, sure.silent_before) AS silent_before
    ) AS heard
    WHERE status = 'online'
      AND (heard.at > latest + interval '5 minutes'
           AND quiet_for >= silence
           OR heard.at < heard.silent_before
              AND quiet_for >= coalesce(offline_after, silence)
              -- last_seen may lag: then the readings tell. A limit that was made shorter just now does not undo a lag.
              AND CASE WHEN heard.at < heard.silent_before - lag_at_most THEN true
                       ELSE NOT heard_since(device_id, heard.silent_before) END)
    ORDER BY device_id
    FOR NO KEY UPDATE OF device SKIP LOCKED
),
-- A silence begins when it has lasted too long, not when it is noticed: every later message is newer by itself.
turned AS (
    UPDATE device
    SET status = 'offline',
        status_at = least(greatest(device.status_at, found.at + coalesce(offline_after, silence)), until),
        status_cause = 'silence'
    FROM found, sure
    WHERE device.device_id = found.device_id
      AND is_silent
    RETURNING device.device_id, device.status_at
),
-- Heard by a clock that was ahead: nobody can tell when, so the silence counts from now.
set_back AS (
    UPDATE device
    SET last_seen = CASE WHEN last_seen > latest THEN latest ELSE last_seen END,
        status_at = least(status_at, latest)
    FROM found, sure
    WHERE device.device_id = found.device_id
      AND NOT is_silent
),
event AS (
    INSERT INTO device_event (device_id, status, at, cause)
    SELECT device_id, 'offline', status_at, 'silence'
    FROM turned
)
SELECT count(*) AS turned,
       (SELECT string_agg(counting.client_id, ', ' ORDER BY counting.client_id)
        FROM counting, this
        WHERE certain
          AND counting.client_id <> this.client_id
          AND (seen_at < now() - interval '5 minutes'
               OR heard_until < stored_until - interval '5 minutes')) AS waiting_for
FROM turned
