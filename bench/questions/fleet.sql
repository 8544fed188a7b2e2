-- What bench/query asks about: a fleet that has sent readings with seven metrics until now, in the order in which they
-- arrived. Variables: readings, devices, days. The schema of the program is there, and nothing is in it.

SELECT now() \gset

-- The months that the program would have made in their time.
SELECT format('CREATE TABLE %I PARTITION OF reading FOR VALUES FROM (%L) TO (%L)',
              to_char(month, '"reading_"YYYY_MM'), month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC')
FROM generate_series(date_trunc('month', (timestamptz :'now' - make_interval(days => :days)) AT TIME ZONE 'UTC'),
                     date_trunc('month', timestamptz :'now' AT TIME ZONE 'UTC'), interval '1 month') AS month
\gexec
SELECT ensure_reading_partitions(3) \g /dev/null

-- One in a hundred fell silent three hours ago.
INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen, attributes)
SELECT CASE n WHEN 0 THEN 'esp8266' ELSE 'device-' || lpad(n::text, 6, '0') END,
       CASE WHEN n % 100 = 99 THEN 'offline' ELSE 'online' END,
       now() - make_interval(hours => CASE WHEN n % 100 = 99 THEN 3 ELSE 0 END),
       CASE WHEN n % 100 = 99 THEN 'silence' ELSE 'message' END,
       now() - make_interval(days => :days),
       now() - make_interval(hours => CASE WHEN n % 100 = 99 THEN 3 ELSE 0 END),
       '{"heap": 50000, "rssi": -45, "uptime": 17}'
FROM generate_series(0, :devices - 1) AS n;
INSERT INTO replica VALUES ('bench', now(), now(), now(), interval '90 seconds');

-- Each device fell silent once a day, and one message in ten thousand was no reading.
INSERT INTO device_event (device_id, status, at, cause)
SELECT device_id,
       CASE n % 2 WHEN 0 THEN 'online' ELSE 'offline' END,
       now() - make_interval(hours => 12 * n, secs => abs(hashtext(device_id) % 3600)),
       CASE n % 2 WHEN 0 THEN 'message' ELSE 'silence' END
FROM device, generate_series(0, 2 * :days) AS n
ORDER BY 3;
INSERT INTO dead_letter (received_at, topic, qos, retained, payload, reason, error, route_id)
SELECT now() - make_interval(days => :days) * n / (:readings / 10000),
       'devices/' || CASE n % :devices WHEN 0 THEN 'esp8266' ELSE 'device-' || lpad((n % :devices)::text, 6, '0') END || '/sensor',
       1, false, convert_to('{"temperature":', 'UTF8'), 'invalid-json', 'Unexpected end-of-input', 'sensor'
FROM generate_series(0, :readings / 10000) AS n;

-- A statement for each 100,000 readings, as they came: one reading of each device, then the next of each.
SELECT format($$
    INSERT INTO reading (device_id, ts, received_at, ts_source, digest, metrics)
    SELECT device_id, ts, ts + interval '200 ms', 'device', hashtextextended(metrics::text, 0), metrics
    FROM (SELECT CASE n WHEN 0 THEN 'esp8266' ELSE 'device-' || lpad(n::text, 6, '0') END AS device_id,
                 date_trunc('milliseconds', %5$L::timestamptz - make_interval(days => %1$s) * (%4$s - tick - n / %2$s::float8) / %4$s) AS ts,
                 jsonb_build_object('temperature', round(20 + (tick + n) %% 100 / 10.0, 1),
                                    'humidity', round(40 + (tick * 7 + n) %% 300 / 10.0, 1),
                                    'voltage', 3.3,
                                    'battery', round(100 - tick * 50.0 / %4$s, 1),
                                    'wifi_status', 'connected',
                                    'mqtt_status', 'connected',
                                    'uptime', tick * 260 + n) AS metrics
          FROM generate_series(%3$s, least(%3$s + greatest(100000 / %2$s, 1), %4$s) - 1) AS tick, generate_series(0, %2$s - 1) AS n
          WHERE n %% 100 <> 99 OR tick < %4$s * (1 - 3 / 24.0 / %1$s)) AS said$$,
    :days, :devices, first, :readings / :devices, :'now')
FROM generate_series(0, :readings / :devices - 1, greatest(100000 / :devices, 1)) AS first
\gexec
VACUUM ANALYZE;
