-- A question for one metric is answered in half the processor time: of each reading the names alone are listed, and only the
-- value that is asked for is taken out. The first subquery is not stored before it is filtered, as a function in FROM is; with
-- OFFSET the second is worked out once for each row that is left.
CREATE OR REPLACE VIEW device_metrics AS
SELECT reading.device_id,
       name.metric_type,
       metric_value(metric.value) AS value,
       metric_text(metric.value) AS text_value,
       reading.ts,
       reading.received_at
FROM reading
CROSS JOIN LATERAL (
    SELECT jsonb_object_keys(CASE WHEN jsonb_typeof(reading.metrics) = 'object' THEN reading.metrics END) AS metric_type
) AS name
CROSS JOIN LATERAL (SELECT reading.metrics -> name.metric_type AS value OFFSET 0) AS metric;
