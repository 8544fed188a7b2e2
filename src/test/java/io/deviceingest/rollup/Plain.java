package io.deviceingest.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.jdbc.core.JdbcTemplate;

/** The same questions asked of the readings alone, and nothing else. */
final class Plain {

    private static final String NEWEST = """
            SELECT DISTINCT ON (reading.device_id, metric_type)
                   reading.device_id, metric_type, device_metrics.value, text_value, reading.ts
            FROM reading
            CROSS JOIN LATERAL jsonb_object_keys(metrics) AS metric_type
            CROSS JOIN LATERAL (SELECT value, text_value
                                FROM (SELECT metric_value(metrics -> metric_type) AS value,
                                             metric_text(metrics -> metric_type) AS text_value) AS one) AS device_metrics
            ORDER BY reading.device_id, metric_type, reading.ts DESC, received_at DESC, digest DESC""";

    private static final String ROLLED_UP = """
            SELECT device_id, metric_type, date_bin('1 %1$s', ts, 'epoch') AS %1$s, count(*) AS count,
                   %2$s AS mean, min(value) AS least, max(value) AS greatest,
                   (array_agg(value ORDER BY ts DESC, received_at DESC, digest DESC))[1] AS last
            FROM (SELECT device_id, key AS metric_type, metric_value(value) AS value, ts, received_at, digest
                  FROM reading CROSS JOIN LATERAL jsonb_each(metrics)) AS metric
            WHERE value IS NOT NULL AND isfinite(ts)
            GROUP BY 1, 2, 3""";

    private static final String DIFFERENCE = """
            SELECT coalesce(string_agg(answer, E'\\n'), '')
            FROM (SELECT 'only in the view: ' || view::text AS answer
                  FROM (SELECT %1$s FROM %2$s EXCEPT ALL SELECT %1$s FROM (%3$s) AS plain) AS view
                  UNION ALL
                  SELECT 'missing in the view: ' || plain::text
                  FROM (SELECT %1$s FROM (%3$s) AS plain EXCEPT ALL SELECT %1$s FROM %2$s) AS plain) AS difference""";

    private Plain() {}

    /** All views, at one moment each. */
    static void assertViewsAreRight(JdbcTemplate sql, String after) {
        assertThat(difference(sql, "device_id, metric_type, value, text_value, ts", "device_latest", NEWEST))
                .as("device_latest after %s", after)
                .isEmpty();
        // Of whole numbers, the mean is the same in whatever order they are added.
        assertThat(difference(
                        sql,
                        "device_id, metric_type, hour, count, mean, least, greatest, last",
                        "device_metrics_hourly",
                        ROLLED_UP.formatted("hour", "avg(value)")))
                .as("device_metrics_hourly after %s", after)
                .isEmpty();
        // A mean of means is not the same to the last digit.
        assertThat(difference(
                        sql,
                        "device_id, metric_type, day, count, mean, least, greatest, last",
                        "(SELECT device_id, metric_type, day, count, round(mean::numeric, 6) AS mean, least, greatest, last"
                                + " FROM device_metrics_daily) AS daily",
                        ROLLED_UP.formatted("day", "round(avg(value)::numeric, 6)")))
                .as("device_metrics_daily after %s", after)
                .isEmpty();
    }

    private static String difference(JdbcTemplate sql, String columns, String view, String plain) {
        return sql.queryForObject(DIFFERENCE.formatted(columns, view, plain), String.class);
    }
}
