-- The questions of the views, each with its name.

-- the newest values of one device
SELECT * FROM device_latest WHERE device_id = 'esp8266';

-- the newest value of every device
SELECT device_id, value, ts FROM device_latest WHERE metric_type = 'temperature';

-- all newest values of every device
SELECT * FROM device_latest;

-- one metric of a device, 24 hours
SELECT ts, value FROM device_metrics
WHERE device_id = 'esp8266' AND metric_type = 'temperature' AND ts > now() - interval '1 day' ORDER BY ts;

-- one metric of a device, 30 days, raw
SELECT date_trunc('hour', ts) AS hour, avg(value) FROM device_metrics
WHERE device_id = 'esp8266' AND metric_type = 'temperature' AND ts > now() - interval '30 days' GROUP BY 1;

-- one metric of a device, 30 days, by hour
SELECT hour, mean, least, greatest FROM device_metrics_hourly
WHERE device_id = 'esp8266' AND metric_type = 'temperature' AND hour > now() - interval '30 days' ORDER BY hour;

-- the mean of the fleet, one day, raw
SELECT avg(value) FROM device_metrics WHERE metric_type = 'temperature' AND ts > now() - interval '1 day';

-- the mean of the fleet, one day, by hour
SELECT sum(mean * count) / sum(count) FROM device_metrics_hourly
WHERE metric_type = 'temperature' AND hour > now() - interval '1 day';

-- the mean of the fleet, 30 days, by day
SELECT day, sum(mean * count) / sum(count) FROM device_metrics_daily
WHERE metric_type = 'temperature' AND day > now() - interval '30 days' GROUP BY 1;
