package io.deviceingest.monitoring;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The plans of what the dashboards and the pages ask, where there are months of readings: an index serves each of them, and
 * none reads a partition, or all the hours, from its beginning to its end.
 */
class DatabasePlansIT {

    private static final Pattern SQL_OF_PAGE = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);

    @RegisterExtension
    static final TestSite site = new TestSite().withDatabase().keepingRows();

    /** What is too large to be read whole; the partitions of other months are empty. */
    private static List<String> large;

    @BeforeAll
    static void makeMonthsOfReadings() {
        JdbcTemplate sql = site.tables().sql();
        makePartitions(sql);
        sql.update("""
                INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen)
                SELECT 'device-' || n, 'online', now(), 'message', now(), now() FROM generate_series(1, 50) AS n""");
        // Of each device one in an hour, over 40 days.
        sql.update("""
                INSERT INTO reading (device_id, ts, received_at, ts_source, digest, metrics)
                SELECT 'device-' || device, ts, ts, 'device', 0, jsonb_build_object('temperature', 20 + device, 'humidity', hour % 100)
                FROM generate_series(960, 0, -1) AS hour
                CROSS JOIN LATERAL (SELECT now() - make_interval(hours => hour) AS ts) AS moment
                CROSS JOIN generate_series(1, 50) AS device""");
        sql.update("""
                INSERT INTO device_event (device_id, status, at, cause)
                SELECT 'device-' || device, 'online', now() - make_interval(hours => hour), 'message'
                FROM generate_series(1, 50) AS device, generate_series(1, 960) AS hour""");
        await("the hours are kept")
                .until(() -> Boolean.TRUE.equals(sql.queryForObject(
                        "SELECT filled FROM roll_up_readings(interval '5 seconds')", Boolean.class)));
        sql.execute("VACUUM ANALYZE");
        large = site.tables().texts("""
                SELECT relname FROM pg_class
                WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND reltuples > 1000""");
        assertThat(large).hasSizeGreaterThan(3).contains("reading_hour", "device_event");
    }

    /** Of the months before, too, as the program would have made them in their time. */
    private static void makePartitions(JdbcTemplate sql) {
        sql.execute("""
                DO $$
                DECLARE
                    month timestamp;
                BEGIN
                    FOR month IN SELECT generate_series(date_trunc('month', now() AT TIME ZONE 'UTC') - interval '2 months',
                                                        date_trunc('month', now() AT TIME ZONE 'UTC') - interval '1 month',
                                                        interval '1 month') LOOP
                        EXECUTE format('CREATE TABLE %I PARTITION OF reading FOR VALUES FROM (%L) TO (%L)',
                                       to_char(month, '"reading_"YYYY_MM'), month AT TIME ZONE 'UTC',
                                       (month + interval '1 month') AT TIME ZONE 'UTC');
                    END LOOP;
                END
                $$""");
        sql.execute("SELECT ensure_reading_partitions(3)");
    }

    static List<DatabaseQuery> queries() throws IOException {
        return Stream.concat(DatabaseQuery.all().stream(), ofPages()).toList();
    }

    /** What docs/data.md shows; a query in one line, as there. */
    private static Stream<DatabaseQuery> ofPages() throws IOException {
        return SQL_OF_PAGE
                .matcher(Files.readString(Path.of("docs/data.md")))
                .results()
                .flatMap(block -> block.group(1).lines())
                .filter(line -> line.startsWith("SELECT"))
                .map(line -> new DatabaseQuery(line, line.replace("esp8266", "device-1"), false));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void noPartitionIsReadWhole(DatabaseQuery query) {
        String filledIn = query.filledIn("device-1", "temperature", Duration.ofHours(24));

        assertThat(plan(filledIn))
                .as(query.name())
                .doesNotContainPattern("Seq Scan on (" + String.join("|", large) + ") ");
    }

    @Test
    void theFewReadingsOfWrongClocksAreFoundAmongAllOthers() throws Exception {
        String query =
                DatabaseQuery.named("Fleet: Wrong clocks").filledIn("device-1", "temperature", Duration.ofDays(30));

        assertThat(plan("(ANALYZE) " + query)).contains("Aggregate").doesNotContain("Rows Removed by Filter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Fleet: $metric of the fleet", "Fleet: Flat: $metric"})
    void aMonthOfTheFleetIsAskedOfItsDays(String panel) throws Exception {
        String query = DatabaseQuery.named(panel).filledIn("device-1", "temperature", Duration.ofDays(30));

        String plan = plan("(ANALYZE, COSTS OFF, TIMING OFF) " + query);

        long hours = Pattern.compile("on reading_hour \\w+ \\(actual rows=([\\d.]+) loops=(\\d+)\\)")
                .matcher(plan)
                .results()
                .mapToLong(scan -> Math.round(Double.parseDouble(scan.group(1)) * Long.parseLong(scan.group(2))))
                .sum();
        assertThat(hours).as("hours that were read in%n%s", plan).isBetween(1L, 50 * 48L);
        assertThat(plan).containsPattern("on reading_day \\(actual rows=[1-9]");
    }

    private static String plan(String query) {
        return String.join("\n", site.tables().texts("EXPLAIN " + query));
    }
}
