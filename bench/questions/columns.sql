-- The same readings with one column for each metric, as Telegraf writes them, and with one row for each metric, in the order
-- in which they are stored, which is that of their arrival. Variable: readings; a million of them is enough to know the size
-- of the rows.
CREATE SCHEMA columns;
SET search_path = columns;

-- As Telegraf makes it: the time, the tags, and the fields in the order of their names. The index is not Telegraf's: nobody
-- can ask for a device without one.
CREATE TABLE sensor (
    time        timestamptz,
    device_id   text,
    battery     double precision,
    humidity    double precision,
    status_mqtt text,
    status_wifi text,
    temperature double precision,
    uptime      double precision,
    voltage     double precision
);
CREATE INDEX sensor_device_id_time ON sensor (device_id, time);
INSERT INTO sensor
SELECT ts, device_id, (metrics -> 'battery')::float8, (metrics -> 'humidity')::float8, metrics ->> 'mqtt_status',
       metrics ->> 'wifi_status', (metrics -> 'temperature')::float8, (metrics -> 'uptime')::float8, (metrics -> 'voltage')::float8
FROM public.reading;

CREATE TABLE metric (
    device_id   text NOT NULL,
    metric_type text NOT NULL,
    value       double precision,
    text_value  text,
    ts          timestamptz NOT NULL,
    received_at timestamptz NOT NULL
);
CREATE INDEX metric_device_id_metric_type_ts ON metric (device_id, metric_type, ts);
INSERT INTO metric
SELECT device_id, metric_type, value, text_value, ts, received_at
FROM public.reading
CROSS JOIN LATERAL (SELECT key AS metric_type,
                           CASE jsonb_typeof(value) WHEN 'number' THEN value::float8 END AS value,
                           CASE jsonb_typeof(value) WHEN 'string' THEN value #>> '{}' END AS text_value
                    FROM jsonb_each(metrics)) AS one
WHERE ts < (SELECT min(ts) + (max(ts) - min(ts)) * least(1, 1000000.0 / :readings) FROM public.reading);
VACUUM ANALYZE;

-- So that every question can be asked of the columns as it stands.
CREATE VIEW reading AS
SELECT device_id, time AS ts, time AS received_at, CAST(NULL AS text) AS ts_source
FROM sensor;

CREATE VIEW device_metrics AS
SELECT device_id, 'battery' AS metric_type, battery AS value, CAST(NULL AS text) AS text_value, time AS ts, time AS received_at FROM sensor
UNION ALL
SELECT device_id, 'humidity', humidity, NULL, time, time FROM sensor
UNION ALL
SELECT device_id, 'mqtt_status', NULL, status_mqtt, time, time FROM sensor
UNION ALL
SELECT device_id, 'temperature', temperature, NULL, time, time FROM sensor
UNION ALL
SELECT device_id, 'uptime', uptime, NULL, time, time FROM sensor
UNION ALL
SELECT device_id, 'voltage', voltage, NULL, time, time FROM sensor
UNION ALL
SELECT device_id, 'wifi_status', NULL, status_wifi, time, time FROM sensor;

CREATE VIEW device_latest AS
SELECT device.device_id, metric_type, value, text_value, time AS ts
FROM public.device
CROSS JOIN LATERAL (SELECT * FROM sensor WHERE sensor.device_id = device.device_id ORDER BY time DESC LIMIT 1) AS newest
CROSS JOIN LATERAL (
    VALUES ('battery', battery, NULL), ('humidity', humidity, NULL), ('mqtt_status', NULL, status_mqtt),
           ('temperature', temperature, NULL), ('uptime', uptime, NULL), ('voltage', voltage, NULL),
           ('wifi_status', NULL, status_wifi)
) AS metric (metric_type, value, text_value);

CREATE VIEW device_metrics_hourly AS
SELECT device_id, metric_type, date_trunc('hour', ts) AS hour, count(value), avg(value) AS mean, min(value) AS least,
       max(value) AS greatest, (array_agg(value ORDER BY ts DESC))[1] AS last
FROM device_metrics
WHERE value IS NOT NULL
GROUP BY 1, 2, 3;

CREATE VIEW device_metrics_daily AS
SELECT device_id, metric_type, date_trunc('day', ts) AS day, count(value), avg(value) AS mean, min(value) AS least,
       max(value) AS greatest, (array_agg(value ORDER BY ts DESC))[1] AS last
FROM device_metrics
WHERE value IS NOT NULL
GROUP BY 1, 2, 3;
