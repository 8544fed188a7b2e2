-- Brings the newest values and the hours up to date with the readings, and goes on with those that were there before.
-- Parameters: budget, about how long it may take (set by the rollup route).
-- Idempotent: each run goes on where the last one ended; of several replicas one does it at a time.
SELECT behind,
       filled
FROM roll_up_readings(CAST(:?budget AS interval))
