package io.deviceingest.presence;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Counts the devices by status, by a timer, for the metric {@code device_ingest_devices}: every half minute, and where
 * that takes long, rarer, so that counting costs a three-hundredth of one connection's time at most.
 */
@Component
final class DeviceCount {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceCount.class);
    private static final int REST = 300;
    private static final String QUERY = "SELECT coalesce(status, 'unknown'), count(*) FROM device GROUP BY 1";

    private final JdbcTemplate database;
    private final Map<String, Long> counts = new ConcurrentHashMap<>();
    private long dueNanos = System.nanoTime();

    DeviceCount(JdbcTemplate database, MeterRegistry meters) {
        this.database = database;
        for (String status : List.of("online", "offline", "unknown")) {
            Gauge.builder("device.ingest.devices", counts, map -> map.getOrDefault(status, 0L))
                    .description("Devices by their status, counted every half minute, of very many devices rarer")
                    .tag("status", status)
                    .register(meters);
        }
    }

    @Scheduled(initialDelay = 5, fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
    void count() {
        long begun = System.nanoTime();
        if (begun - dueNanos < 0) {
            return;
        }
        try {
            Map<String, Long> fresh = new ConcurrentHashMap<>();
            database.query(QUERY, row -> {
                fresh.put(row.getString(1), row.getLong(2));
            });
            counts.keySet().retainAll(fresh.keySet());
            counts.putAll(fresh);
        } catch (DataAccessException e) {
            // The database monitor says so already, with what to try; the last count stays.
            LOG.debug("[DB] Devices were not counted: {}", e.getMessage());
        }
        dueNanos = begun + REST * (System.nanoTime() - begun);
    }
}
