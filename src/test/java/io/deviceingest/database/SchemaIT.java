package io.deviceingest.database;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.management.HealthPage;
import io.deviceingest.testkit.Database;
import io.deviceingest.testkit.Routes;
import io.deviceingest.testkit.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Status;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The schema as a DBA applies it: its partitions, its view, and the program that is not allowed to change it. */
class SchemaIT {

    private static final DateTimeFormatter PARTITION = DateTimeFormatter.ofPattern("'reading_'yyyy_MM");

    /** What the views of newest values, hours and days answer. */
    private static final String ONE_READING = "1, 1, 1";

    @RegisterExtension
    static final TestSite site = new TestSite().withServer();

    private String url;
    private JdbcTemplate sql;

    @BeforeAll
    static void createRole() {
        site.server().sql().execute("CREATE ROLE reader LOGIN");
    }

    @BeforeEach
    void createEmptyDatabase() {
        Database empty = site.server().replaceDatabase("site", "");
        url = empty.url();
        sql = empty.sql();
    }

    @Test
    void readingsThatWaitInTheDefaultPartitionMoveIntoTheirMonth() throws Exception {
        migrateByHand();
        sql.execute("""
                INSERT INTO reading (device_id, ts, received_at, digest)
                SELECT 'd', now() + make_interval(months => month), now(), month
                FROM generate_series(-1, 2) AS month""");

        assertThat(ensurePartitions()).isEqualTo(4);

        YearMonth now = YearMonth.now(ZoneOffset.UTC);
        assertThat(sql.queryForList("SELECT tableoid::regclass::text FROM reading ORDER BY ts", String.class))
                .as("a month that is past has no partition")
                .containsExactly(
                        "reading_default",
                        now.format(PARTITION),
                        now.plusMonths(1).format(PARTITION),
                        now.plusMonths(2).format(PARTITION));
        assertThat(ensurePartitions()).as("a second call has nothing to do").isZero();
    }

    @Test
    void calledByFourSessionsAtOnceEachPartitionIsMadeOnce() throws Exception {
        migrateByHand();
        sql.execute("INSERT INTO reading (device_id, ts, received_at, digest) VALUES ('d', now(), now(), 0)");
        ExecutorService sessions = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> made = sessions.invokeAll(
                    Collections.nCopies(4, this::ensurePartitions), SOON.toSeconds(), TimeUnit.SECONDS);

            int together = 0;
            for (Future<Integer> one : made) {
                together += one.get();
            }
            assertThat(together).isEqualTo(4);
        } finally {
            sessions.shutdownNow();
        }
        assertThat(partitions()).hasSize(5);
        assertThat(sql.queryForObject("SELECT count(*) FROM reading", Integer.class))
                .isEqualTo(1);
    }

    @Test
    void whoReadsForLongHoldsUpNobodyWhoWrites() throws Exception {
        migrateByHand();
        ensurePartitions();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Connection reader = holdReaders()) {
            Future<Integer> making =
                    other.submit(() -> sql.queryForObject("SELECT ensure_reading_partitions(5)", Integer.class));
            await().until(() -> waitsForALock() || making.isDone());

            // A month with a partition, and one that goes into the default.
            sql.execute("SET lock_timeout = '15s'; INSERT INTO reading (device_id, ts, received_at, digest)"
                    + " VALUES ('d', now(), now(), 0), ('d', now() - interval '1 year', now(), 0)");

            assertThatThrownBy(making::get).hasMessageContaining("canceling statement due to lock timeout");
            assertThat(partitions()).hasSize(5);
        } finally {
            other.shutdownNow();
        }
        assertThat(sql.queryForObject("SELECT ensure_reading_partitions(5)", Integer.class))
                .isEqualTo(2);
    }

    @Test
    void theStartWaitsForNoPartitionOfAnotherMonth() throws Exception {
        Flyway.configure().dataSource(url, "postgres", "").load().migrate();
        sql.queryForObject("SELECT ensure_reading_partitions(0)", Integer.class);
        Connection reader = holdReaders();
        try (Routes routes = start(url, Map.of())) {
            try (reader) {
                await().until(routes::areStarted);
                assertThat(partitions()).hasSize(2);
            }
        }
    }

    @Test
    void aRoleWithASchemaOfItsOwnNeedsNoRightInPublic() throws Exception {
        sql.execute("CREATE SCHEMA ingest AUTHORIZATION reader; REVOKE ALL ON SCHEMA public FROM PUBLIC");
        Map<String, String> settings =
                Map.of("DB_USERNAME", "reader", "READING_RETENTION", "60d", "ROLLUP_EVERY_MS", "100");
        try (Routes routes = start(url + "?currentSchema=ingest", settings)) {
            await().until(routes::areStarted);
            routes.send("d", "sensor", "{\"t\":1}").get(SOON.toSeconds(), TimeUnit.SECONDS);
            awaitViews(sql, "ingest.");
            for (String timer : List.of("retention", "presence", "rollup")) {
                await().until(() -> routes.count("camel.exchanges.succeeded", "routeId", timer) > 0);
                assertThat(routes.count("camel.exchanges.failures.handled", "routeId", timer))
                        .isZero();
            }
        }
        assertThat(sql.queryForList("SELECT tableoid::regclass::text FROM ingest.reading", String.class))
                .containsExactly("ingest." + YearMonth.now(ZoneOffset.UTC).format(PARTITION));
        assertThat(sql.queryForList("SELECT client_id FROM ingest.replica", String.class))
                .containsExactly("device-ingest");
        sql.execute("UPDATE ingest.rollup SET missed = true");
        assertThat(answers(sql, "ingest.")).as("of the readings alone").isEqualTo(ONE_READING);
    }

    @ParameterizedTest
    @CsvSource({"America/New_York", "Pacific/Kiritimati", "UTC"})
    void monthsBeginAtMidnightUtcWhateverTheTimeZoneOfTheSession(String zone) throws Exception {
        migrateByHand();
        sql.execute("ALTER DATABASE site SET timezone = '" + zone + "'");
        sql.execute("ALTER DATABASE site SET datestyle = 'SQL, DMY'");
        ensurePartitions();
        sql.execute("ALTER DATABASE site SET datestyle = 'ISO'");
        sql.execute("ALTER DATABASE site SET timezone = 'UTC'");

        YearMonth now = YearMonth.now(ZoneOffset.UTC);
        assertThat(partitions())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("reading_default: DEFAULT"),
                                IntStream.rangeClosed(0, 3)
                                        .mapToObj(now::plusMonths)
                                        .map(month ->
                                                "%s: FOR VALUES FROM ('%s-01 00:00:00+00') TO ('%s-01 00:00:00+00')"
                                                        .formatted(
                                                                month.format(PARTITION), month, month.plusMonths(1))))
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            25.5           | 25.5    |            | a number
            -7             | -7      |            | a whole number
            1e-7           | 1e-07   |            | an exponent
            true           | 1       |            | true
            false          | 0       |            | false
            "text"         |         | text       | a text, without its quotes
            "5"            |         | 5          | a text of digits stays a text
            ""             |         | ``         | an empty text
            [1,"a"]        |         | [1, "a"]   | a list
            {"a":1}        |         | {"a": 1}   | an object
            null           |         |            | a null
            """)
    void theViewShowsEveryTypeOfJson(String json, String value, String text, String type) throws Exception {
        migrateByHand();
        sql.update(
                "INSERT INTO reading (device_id, ts, received_at, digest, metrics)"
                        + " VALUES ('d', now(), now(), 0, jsonb_build_object('m', CAST(? AS jsonb)))",
                json);

        assertThat(sql.queryForMap("SELECT metric_type, value::text AS value, text_value FROM device_metrics"))
                .as(type)
                .containsEntry("metric_type", "m")
                .containsEntry("value", value)
                .containsEntry("text_value", text);
    }

    @Test
    void aSchemaThatNobodyMadeIsWaitedForAndNamedWhileMigrationIsOff() throws Exception {
        try (Routes routes = start(url, Map.of("DB_MIGRATE", "off"))) {
            await().untilAsserted(() -> assertThat(schemaOf(routes.health("readiness")))
                    .isEqualTo("DB_MIGRATE is off and the database has no device, device_event, reading, dead_letter,"
                            + " replica, ensure_reading_partitions, drop_old_readings, store_again, may_lag,"
                            + " heard_since, move_sequences_past_their_tables, envelope_offline_after, device_latest,"
                            + " device_metrics_hourly, roll_up_readings; a DBA applies the migrations"));
            assertThat(detailsOf(routes.health("readiness"), "start"))
                    .containsEntry("problem", "starting: the database is asked for its schema");
            assertThat(routes.health("liveness").status()).isEqualTo(Status.UP);
            assertThat(sql.queryForObject(
                            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace", Integer.class))
                    .isZero();

            migrateByHand();

            await().until(routes::areStarted);
            assertThat(routes.send("d", "sensor", "{\"t\":1}")
                            .get(SOON.toSeconds(), TimeUnit.SECONDS)
                            .getException())
                    .isNull();
            assertThat(sql.queryForList("SELECT tableoid::regclass::text FROM reading", String.class))
                    .containsExactly(YearMonth.now(ZoneOffset.UTC).format(PARTITION));
        }
    }

    @Test
    void aDatabaseThatNobodyMadeIsNamedOnTheHealthPageWithTheLineToRun() throws Exception {
        try (Routes routes = start(url.replaceFirst("/site$", "/elsewhere"), Map.of())) {
            for (String component : List.of("schema", "database")) {
                await().untilAsserted(() -> assertThat(detailsOf(routes.health("readiness"), component))
                        .containsEntry(
                                "problem",
                                "there is no database elsewhere at 127.0.0.1:"
                                        + site.server().port())
                        .containsEntry("try", "as an administrator: CREATE DATABASE elsewhere OWNER postgres"));
            }
        }
    }

    @Test
    void aHistoryThatDoesNotFitIsNamedOnTheHealthPage() throws Exception {
        migrateByHand();
        try (Routes routes = start(url, Map.of())) {
            await().untilAsserted(() -> assertThat(detailsOf(routes.health("readiness"), "schema"))
                    .containsEntry(
                            "problem", "the schema holds tables, but no history of migrations, so none is applied"));
        }
    }

    @Test
    void aRoleThatMayNotCreateTablesWritesIntoTheDefaultPartition() throws Exception {
        migrateByHand();
        sql.execute("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO reader;"
                + " REVOKE ALL ON rollup, reading_change, device_newest, reading_hour, reading_hour_due, reading_day,"
                + " reading_day_due FROM reader");
        JdbcTemplate reader = new JdbcTemplate(new DriverManagerDataSource(url, "reader", ""));
        assertThat(answers(reader, "")).as("before there is anything").isEqualTo("0, 0, 0");
        try (Routes routes =
                start(url, Map.of("DB_MIGRATE", "off", "DB_USERNAME", "reader", "ROLLUP_EVERY_MS", "100"))) {
            await().until(routes::areStarted);
            routes.send("d", "sensor", "{\"t\":1}").get(SOON.toSeconds(), TimeUnit.SECONDS);
            routes.send("d", "sensor", "{").get(SOON.toSeconds(), TimeUnit.SECONDS);
            awaitViews(reader, "");
        }
        assertThat(sql.queryForList("SELECT tableoid::regclass::text FROM reading", String.class))
                .containsExactly("reading_default");
        assertThat(sql.queryForList("SELECT reason FROM dead_letter", String.class))
                .containsExactly("invalid-json");

        assertThat(ensurePartitions()).as("called by the owner").isEqualTo(4);
        assertThat(sql.queryForList("SELECT tableoid::regclass::text FROM reading", String.class))
                .containsExactly(YearMonth.now(ZoneOffset.UTC).format(PARTITION));
    }

    @Test
    void aSchemaThatALaterVersionHasChangedIsGoodEnough() throws Exception {
        Flyway.configure().dataSource(url, "postgres", "").load().migrate();
        sql.execute(
                "INSERT INTO flyway_schema_history SELECT installed_rank + 1000, '1000', 'later', type, 'V1000__later.sql',"
                        + " checksum, installed_by, installed_on, execution_time, success FROM flyway_schema_history LIMIT 1");
        try (Routes routes = start(url, Map.of())) {
            await().until(routes::areStarted);
        }
    }

    /** Once the job is through, and not of the readings alone. */
    private void awaitViews(JdbcTemplate reader, String schema) {
        await().until(() -> sql.queryForObject(
                "SELECT filled AND EXISTS (SELECT FROM " + schema + "device_newest) FROM " + schema + "rollup",
                Boolean.class));
        assertThat(answers(reader, schema)).isEqualTo(ONE_READING);
    }

    private static String answers(JdbcTemplate reader, String schema) {
        return reader.queryForObject("""
                SELECT concat_ws(', ', (SELECT count(*) FROM %1$sdevice_latest),
                                 (SELECT coalesce(sum(count), 0) FROM %1$sdevice_metrics_hourly),
                                 (SELECT coalesce(sum(count), 0) FROM %1$sdevice_metrics_daily))
                """.formatted(schema), String.class);
    }

    private static Routes start(String url, Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("DB_URL", url, "DB_USERNAME", "postgres"));
        all.putAll(settings);
        return Routes.start(all);
    }

    private void migrateByHand() throws IOException {
        try (Stream<Path> migrations = Files.list(Path.of("src/main/resources/db/migration"))) {
            for (Path migration :
                    migrations.sorted(comparingInt(SchemaIT::number)).toList()) {
                sql.execute(Files.readString(migration));
            }
        }
    }

    /** V10 comes after V9. */
    private static int number(Path migration) {
        return Integer.parseInt(migration.getFileName().toString().replaceFirst("^V(\\d+)__.*", "$1"));
    }

    private Integer ensurePartitions() {
        return sql.queryForObject("SELECT ensure_reading_partitions(3)", Integer.class);
    }

    /** Somebody has read all readings, and has not come to an end. */
    private Connection holdReaders() throws SQLException {
        Connection reader = sql.getDataSource().getConnection();
        reader.setAutoCommit(false);
        try (Statement statement = reader.createStatement()) {
            statement.execute("SELECT count(*) FROM reading");
        }
        return reader;
    }

    private boolean waitsForALock() {
        return sql.queryForObject("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)", Boolean.class);
    }

    private List<String> partitions() {
        return sql.queryForList("""
                SELECT oid::regclass || ': ' || pg_get_expr(relpartbound, oid)
                FROM pg_class
                WHERE relispartition AND relkind = 'r'""", String.class);
    }

    private static Object schemaOf(HealthPage readiness) {
        return detailsOf(readiness, "schema").get("problem");
    }

    private static Map<String, Object> detailsOf(HealthPage readiness, String component) {
        return readiness.components().get(component).getDetails();
    }
}
