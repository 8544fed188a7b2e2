package io.deviceingest.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.TestSite;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The plans of the views, and of the job, beside many readings: no partition is read whole, whatever the statistics say. */
class RollupPlanIT {

    @RegisterExtension
    static final TestSite site = new TestSite().withDatabase();

    @ParameterizedTest
    @ValueSource(strings = {"fresh", "stale", "no"})
    void noPartitionIsReadWholeWhateverTheStatisticsSay(String statistics) {
        JdbcTemplate sql = site.database().sql();
        sql.queryForList("SELECT ensure_reading_partitions(1)");
        tables().forEach(table -> sql.execute("ALTER TABLE " + table + " SET (autovacuum_enabled = off)"));
        if (statistics.equals("stale")) {
            fill(sql, 1, 5);
            tables().forEach(table -> sql.execute("ANALYZE " + table));
        }
        fill(sql, 6, 400);
        for (int i = 0; i < 4; i++) {
            sql.queryForMap("SELECT * FROM roll_up_readings('60 s')");
        }
        // And some that the job has not taken.
        fill(sql, 401, 402);
        if (statistics.equals("fresh")) {
            tables().forEach(table -> sql.execute("ANALYZE " + table));
        } else if (statistics.equals("no")) {
            sql.execute(
                    "DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class WHERE relname LIKE 'reading%');"
                            + " UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relname LIKE 'reading%'");
        }

        for (String query : List.of(
                "SELECT * FROM device_latest",
                "SELECT * FROM device_latest WHERE device_id = 'd7'",
                "SELECT * FROM device_latest WHERE metric_type = 't'",
                "SELECT * FROM device_metrics_hourly WHERE device_id = 'd7' AND hour > now() - interval '30 days'",
                "SELECT hour, sum(mean * count) / sum(count) FROM device_metrics_hourly"
                        + " WHERE metric_type = 't' AND hour > now() - interval '1 day' GROUP BY hour",
                "SELECT day, sum(mean * count) / sum(count) FROM device_metrics_daily"
                        + " WHERE metric_type = 't' AND day > now() - interval '30 days' GROUP BY day")) {
            assertThat(plan(sql, query))
                    .as("%s, %s statistics", query, statistics)
                    .doesNotContainPattern("Seq Scan on reading_20\\d\\d_\\d\\d [^\\n]*rows=[1-9]")
                    .doesNotContainPattern("_ts_idx [^\\n]*rows=[1-9]")
                    .doesNotContain("JIT:");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE rollup SET missed = true",
                "UPDATE rollup SET filled = false, filled_device = 'd15'",
                "UPDATE rollup SET missed = true; DROP INDEX reading_ts"
            })
    void aQuestionByHourReadsItsOwnHoursAloneWhereNoneAreKept(String state) {
        JdbcTemplate sql = site.database().sql();
        sql.queryForList("SELECT ensure_reading_partitions(1)");
        fill(sql, 1, 400);
        for (int i = 0; i < 4; i++) {
            sql.queryForMap("SELECT * FROM roll_up_readings('60 s')");
        }
        sql.execute("ANALYZE reading; " + state);

        // Of each device there are 12 readings an hour, and 24 hours touch 25 of UTC.
        String ofOne = plan(
                sql,
                "SELECT * FROM device_metrics_hourly WHERE device_id = 'd7' AND hour > now() - interval '24 hours'");
        String ofAll = plan(
                sql,
                "SELECT avg(mean) FROM device_metrics_hourly WHERE metric_type = 't' AND hour > now() - interval '3 hours'");

        assertThat(readingsIn(ofOne)).as(ofOne).isBetween(23 * 12, 25 * 12);
        assertThat(readingsIn(ofAll)).as(ofAll).isLessThanOrEqualTo(300 * 4 * 12);
        assertThat(ofOne + ofAll).doesNotContain("JIT:");
        if (state.contains("DROP INDEX")) {
            sql.execute("CREATE INDEX reading_ts ON reading (ts)");
        }
    }

    /** How many were read. */
    private static int readingsIn(String plan) {
        return Pattern.compile("on reading_(?:default|\\d{4}_\\d\\d) .*\\(actual rows=([\\d.]+) loops=(\\d+)\\)")
                .matcher(plan)
                .results()
                .mapToInt(scan -> (int) Math.round(Double.parseDouble(scan.group(1)) * Integer.parseInt(scan.group(2))))
                .sum();
    }

    @Test
    void aDayOfAllDevicesIsFoundByItsTime() {
        JdbcTemplate sql = site.database().sql();
        sql.queryForList("SELECT ensure_reading_partitions(1)");
        sql.execute("""
                INSERT INTO reading (device_id, ts, received_at, digest, metrics)
                SELECT 'd' || n % 50, timestamptz '2020-01-01 00:00Z' + n * interval '10 s', now(), n, '{"t": 1}'
                FROM generate_series(1, 100000) AS n;
                ANALYZE reading_default""");

        assertThat(plan(
                        sql,
                        "SELECT avg(value) FROM device_metrics WHERE metric_type = 't'"
                                + " AND ts >= '2020-01-03 00:00Z' AND ts < '2020-01-04 00:00Z'"))
                .contains("Index Scan using reading_default_ts_idx on reading_default")
                .doesNotContain("Seq Scan on reading_default");
    }

    private static List<String> tables() {
        return site.tables()
                .texts("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                        + " AND (relname LIKE 'reading%' OR relname = 'device_newest')");
    }

    /** Of 300 devices one reading each, for each of these hours before now. */
    private static void fill(JdbcTemplate sql, int from, int to) {
        sql.update("""
                INSERT INTO reading (device_id, ts, received_at, digest, metrics)
                SELECT 'd' || d, now() - (400 - h) * interval '5 minutes', now(), h, jsonb_build_object('t', h, 'u', 'x')
                FROM generate_series(?, ?) AS h, generate_series(1, 300) AS d""", from, to);
    }

    private static String plan(JdbcTemplate sql, String query) {
        return String.join("\n", sql.queryForList("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + query, String.class));
    }
}
