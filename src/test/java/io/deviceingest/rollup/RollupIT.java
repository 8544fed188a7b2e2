package io.deviceingest.rollup;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.testkit.Routes;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The job that keeps the newest values and the hours, as sites meet it. */
class RollupIT {

    private static final String HOUR = "date_bin('1 hour', now(), 'epoch') - interval '3 hours'";

    @RegisterExtension
    final TestSite site = new TestSite().withDatabase();

    private final Tables tables = site.tables();

    private JdbcTemplate sql;

    @BeforeEach
    void ask() {
        sql = tables.sql();
    }

    @Test
    void theProgramKeepsThemAndSaysHowFarItIs() throws Exception {
        try (Routes routes = site.startRoutes(Map.of("ROLLUP_EVERY_MS", "100"))) {
            routes.send("d", "sensor", "{\"t\":1}").get(SOON.toSeconds(), TimeUnit.SECONDS);
            await().until(() -> tables.count("device_newest") == 1 && tables.count("reading_change") == 0);
            await().until(() -> tables.count("rollup WHERE filled") == 1);

            routes.send("d", "sensor", "{\"t\":2,\"u\":\"x\"}").get(SOON.toSeconds(), TimeUnit.SECONDS);

            assertThat(tables.texts(
                            "SELECT metric_type || '=' || coalesce(value::text, text_value) FROM device_latest"))
                    .containsExactlyInAnyOrder("t=2", "u=x");
            await().untilAsserted(() ->
                    assertThat(routes.gauge("device.ingest.rollup.behind")).isBetween(0.0, SOON.toSeconds() + 0.0));
            assertThat(routes.health("readiness").components()).doesNotContainKey("rollup");

            sql.execute("ALTER FUNCTION roll_up_readings(interval) RENAME TO roll_up_later");
            await().until(() -> routes.gauge("device.ingest.rollup.behind") > 1);
            sql.execute("ALTER FUNCTION roll_up_later(interval) RENAME TO roll_up_readings");
            await().until(() -> routes.gauge("device.ingest.rollup.behind") < 0.5);
        }
    }

    @Test
    void whoStoresAndWhoAsksNeedsNoRightOnTheTablesOfTheJob() {
        String ask = "SET ROLE asker; SELECT * FROM device_latest; SELECT * FROM device_metrics_hourly;"
                + " SELECT * FROM device_metrics_daily; SELECT * FROM roll_up_readings('10 s'); RESET ROLE";
        createRoles();
        sql.execute("DROP OWNED BY storer, asker");
        sql.execute("GRANT INSERT ON reading TO storer;"
                + " GRANT SELECT ON reading, device_latest, device_metrics_hourly, device_metrics_daily TO asker");
        sql.execute(ask);
        begin();

        sql.execute("SET ROLE storer; " + insert("d", 1, "{\"t\": 1}") + "; RESET ROLE");

        assertThat(tables.count("reading_change")).isEqualTo(1);
        sql.execute(ask);
        assertThat(tables.count("reading_hour")).isEqualTo(1);
    }

    @Test
    void aStatementThatStoresVeryManyIsNotedInParts() {
        begin();

        sql.execute("INSERT INTO reading (device_id, ts, received_at, digest, metrics)"
                + " SELECT 'd' || n % 7, " + HOUR + " + n * interval '10 ms', now(), n, jsonb_build_object('t', n)"
                + " FROM generate_series(1, 25000) AS n");

        assertThat(tables.texts("SELECT readings::text FROM reading_change ORDER BY reading_change.readings"))
                .containsExactly("5000", "10000", "10000");
        run();
        assertThat(tables.count("reading_change")).isZero();
        Plain.assertViewsAreRight(sql, "a run");
    }

    @Test
    void oneSessionDoesItAndAnotherOneThatIsCalledMeanwhileDoesNothing() throws Exception {
        begin();
        sql.execute(insert("d", 1, "{\"t\": 1}"));
        try (Connection other = site.database().dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM roll_up_readings('10 s')");

            run();

            assertThat(tables.count("device_newest")).isZero();
            Plain.assertViewsAreRight(sql, "one run that is not committed");
            // Its replica is killed.
            other.rollback();
        }
        run();
        assertThat(tables.count("device_newest")).isEqualTo(1);
        Plain.assertViewsAreRight(sql, "another run");
    }

    @Test
    void withoutTheRouteNothingPilesUp() {
        begin();
        sql.execute("UPDATE rollup SET recording_until = now()");

        for (int i = 0; i < 3; i++) {
            sql.execute(insert("d", i, "{\"t\": " + i + "}"));
            Plain.assertViewsAreRight(sql, "reading " + i);
        }

        assertThat(tables.count("reading_change")).isZero();
        assertThat(tables.count("rollup WHERE missed")).isEqualTo(1);
        begin();
        assertThat(tables.count("rollup WHERE filled")).isEqualTo(1);
        assertThat(tables.count("device_newest")).isEqualTo(1);
        Plain.assertViewsAreRight(sql, "beginning anew");
    }

    @Test
    void whoSaysThatNobodyNotesAndGoesOnForLongHoldsNobodyUp() throws Exception {
        begin();
        sql.execute("UPDATE rollup SET recording_until = now()");
        try (Connection other = site.database().dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(insert("d", 1, "{\"t\": 1}"));

            sql.execute("BEGIN; SET LOCAL lock_timeout = '15 s'; " + insert("d", 2, "{\"t\": 2}") + "; COMMIT");
            run();

            Plain.assertViewsAreRight(sql, "a reading beside it");
            other.commit();
        }
        Plain.assertViewsAreRight(sql, "its end");
        begin();
        Plain.assertViewsAreRight(sql, "beginning anew");
    }

    @Test
    void aTriggerThatIsSwitchedOffIsNoticed() {
        begin();
        sql.execute("ALTER TABLE reading DISABLE TRIGGER note_changed_readings; " + insert("d", 1, "{\"t\": 1}"));

        run();

        Plain.assertViewsAreRight(sql, "a reading that nobody noted");
        sql.execute("ALTER TABLE reading ENABLE TRIGGER note_changed_readings");
        begin();
        Plain.assertViewsAreRight(sql, "beginning anew");
    }

    @Test
    void aTimeWithoutAnEndAndMetricsThatAreNoneAreNoObstacle() {
        sql.execute("INSERT INTO reading (device_id, ts, received_at, digest, metrics)"
                + " VALUES ('d', 'infinity', now(), 1, '{\"t\": 1}'), ('e', '-infinity', now(), 1, '{}')");
        sql.setQueryTimeout((int) SOON.toSeconds());
        Plain.assertViewsAreRight(sql, "no run");
        begin();
        sql.execute("INSERT INTO reading (device_id, ts, received_at, digest, metrics)"
                + " VALUES ('d', '-infinity', now(), 1, '{\"t\": 1}'), ('e', 'infinity', now(), 1, '{\"t\": 2}')");

        run();

        assertThat(tables.count("device_latest")).isEqualTo(2);
        assertThat(tables.count("reading_change")).isZero();
        Plain.assertViewsAreRight(sql, "a run");
    }

    /** Whose every look is at the database as it was at the first: the program never stores so, but others may. */
    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void aTransactionThatCannotSeeThatNotingHasBegunIsToldToBeRepeated(int isolation) throws Exception {
        try (Connection old = site.database().dataSource().getConnection();
                Statement statement = old.createStatement()) {
            old.setTransactionIsolation(isolation);
            old.setAutoCommit(false);
            statement.execute("SELECT FROM reading");
            begin();
            assertThat(tables.count("rollup WHERE filled")).isEqualTo(1);

            assertThatThrownBy(() -> statement.execute(insert("d", 1, "{\"t\": 1}")))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getSQLState()).isEqualTo("40001"));
            old.rollback();
            statement.execute(insert("d", 1, "{\"t\": 1}"));
            old.commit();
        }

        Plain.assertViewsAreRight(sql, "the second attempt");
        run();
        assertThat(tables.count("device_newest")).isEqualTo(1);
        Plain.assertViewsAreRight(sql, "a run");
    }

    @Test
    void theJobDoesNotBeginBesideATransactionThatWouldNotSeeIt() throws Exception {
        try (Connection old = site.database().dataSource().getConnection();
                Statement statement = old.createStatement()) {
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            old.setAutoCommit(false);
            statement.execute(insert("d", 1, "{\"t\": 1}"));

            begin();

            assertThat(tables.count("rollup WHERE missed")).isEqualTo(1);
            statement.execute(insert("d", 2, "{\"t\": 2}"));
            old.commit();
        }
        begin();
        assertThat(tables.count("rollup WHERE filled")).isEqualTo(1);
        Plain.assertViewsAreRight(sql, "its end");
    }

    @Test
    void aDayIsThatOfUtcWhateverTheTimeZoneOfTheSession() {
        sql.execute(
                "INSERT INTO reading (device_id, ts, received_at, digest, metrics) VALUES"
                        + " ('d', '2025-10-26 12:00Z', now(), 1, '{\"t\": 1}'), ('d', '2025-10-27 00:30Z', now(), 1, '{\"t\": 2}')");
        for (int i = 0; i < 4; i++) {
            // Where that day has 25 hours.
            sql.execute("SET timezone = 'Europe/Berlin'; SELECT * FROM roll_up_readings('10 s'); RESET timezone");
        }

        assertThat(tables.count("reading_day")).isEqualTo(2);
        Plain.assertViewsAreRight(sql, "the change of the clocks");
    }

    @Test
    void readingsStayUntilTheirHoursAreWorkedOutAndTheHoursOutliveThem() {
        sql.execute("""
                CREATE TABLE reading_old PARTITION OF reading FOR VALUES FROM ('2020-01-01 00:00Z') TO ('2020-02-01 00:00Z');
                INSERT INTO reading (device_id, ts, received_at, digest, metrics)
                SELECT 'd', timestamptz '2020-01-05 10:00Z' + n * interval '1 minute', '2020-01-05 11:00Z', n,
                       jsonb_build_object('t', n)
                FROM generate_series(1, 50) AS n""");
        sql.queryForMap("SELECT * FROM roll_up_readings('0 s')");
        assertThat(sql.queryForMap("SELECT * FROM drop_old_readings('60d')")).containsEntry("partitions", 0);
        begin();

        assertThat(sql.queryForMap("SELECT * FROM drop_old_readings('60d')")).containsEntry("partitions", 1);

        assertThat(hour()).isEqualTo("50 of t, mean 25.5");
        sql.execute("INSERT INTO reading (device_id, ts, received_at, digest, metrics)"
                + " VALUES ('d', '2020-01-05 10:30:30Z', now(), 1, '{\"t\": 1000}')");
        assertThat(hour()).as("while a late reading is not taken").isEqualTo("50 of t, mean 25.5");
        run();
        assertThat(hour()).as("after a late reading").isEqualTo("50 of t, mean 25.5");
        assertThat(sql.queryForObject("SELECT drop_old_hours('90d')", Long.class))
                .isEqualTo(1);
        assertThat(tables.count("device_metrics_hourly")).isZero();
    }

    private String hour() {
        return tables.text("SELECT count || ' of ' || metric_type || ', mean ' || mean FROM device_metrics_hourly");
    }

    private static String insert(String device, int second, String metrics) {
        return "INSERT INTO reading (device_id, ts, received_at, digest, metrics) VALUES ('%s', %s + interval '%d s', now(), 0, '%s')"
                .formatted(device, HOUR, second, metrics);
    }

    /** As often as it takes until it has been through all that is there. */
    private void begin() {
        for (int i = 0; i < 4; i++) {
            run();
        }
    }

    private void createRoles() {
        sql.execute("""
                DO $$ BEGIN
                    CREATE ROLE storer;
                    CREATE ROLE asker;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN
                END $$""");
    }

    private void run() {
        sql.queryForMap("SELECT * FROM roll_up_readings('10 s')");
    }
}
