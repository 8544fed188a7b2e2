package io.deviceingest.database;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.testkit.Routes;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Which readings are forgotten after READING_RETENTION, and which never are. */
class RetentionIT {

    @RegisterExtension
    final TestSite site = new TestSite().withDatabase();

    private final Tables tables = site.tables();

    /** One partition that lies wholly before the last 60 days, one that reaches into them, and the default. */
    @BeforeEach
    void makeReadingsOfHundredDays() {
        partition("reading_old", 130, 80);
        partition("reading_half_old", 80, 40);
        reading("in the old partition", 90, 90);
        reading("older, in the half old partition", 70, 70);
        reading("older, in the default partition", 200, 200);
        reading("older by its device's clock, received now", 200, 0);
        reading("new", 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"ISO, UTC", "'SQL, DMY', America/New_York", "German, Pacific/Kiritimati"})
    void whatLiesWhollyBeforeTheRetentionGoesAndNothingElse(String dateStyle, String zone) {
        // In one block: the driver itself cannot live with another style.
        tables.sql().execute("""
                DO $$ BEGIN
                    PERFORM set_config('datestyle', '%s', true), set_config('timezone', '%s', true);
                    PERFORM drop_old_readings('60d');
                END $$""".formatted(dateStyle, zone));

        assertThat(readings())
                .containsExactly(
                        "new", "older by its device's clock, received now", "older, in the half old partition");
        assertThat(partitions()).containsExactly("reading_default", "reading_half_old");
    }

    @Test
    void whatWasDroppedAndDeletedIsCounted() {
        assertThat(tables.sql().queryForMap("SELECT * FROM drop_old_readings('60d')"))
                .containsEntry("partitions", 1)
                .containsEntry("readings", 1L);
        assertThat(tables.sql().queryForMap("SELECT * FROM drop_old_readings('60d')"))
                .as("a second call has nothing to do")
                .containsEntry("partitions", 0)
                .containsEntry("readings", 0L);
    }

    @Test
    void whatTheDefaultPartitionKeepsIsNotRead() throws Exception {
        tables.sql().execute("""
                INSERT INTO reading_default (device_id, ts, received_at, digest)
                SELECT 'd', now() - make_interval(days => 200, secs => i), now(), i FROM generate_series(1, 100000) AS i""");
        tables.sql().execute("ANALYZE reading_default");
        // In one session, which writes its figures down at once when it is asked to.
        try (Connection connection = site.database().dataSource().getConnection()) {
            JdbcTemplate session = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            long before = rowsReadOneByOne(session);

            assertThat(session.queryForMap("SELECT * FROM drop_old_readings('60d')"))
                    .containsEntry("partitions", 1)
                    .containsEntry("readings", 1L);

            assertThat(rowsReadOneByOne(session)).isEqualTo(before);
        }
    }

    @Test
    void somebodyWhoReadsHoldsTheWritersUpForTwoSecondsAtMostAndNothingGoes() throws Exception {
        try (Connection reader = site.database().dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM reading");

            assertThatThrownBy(() -> tables.sql().queryForMap("SELECT * FROM drop_old_readings('60d')"))
                    .hasMessageContaining("canceling statement due to lock timeout");
        }
        assertThat(readings()).hasSize(5);

        tables.sql().queryForMap("SELECT * FROM drop_old_readings('60d')");

        assertThat(readings()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'23 hours'", "'-1 day'", "'0'", "NULL"})
    void aRetentionOfLessThanADayIsRefused(String keep) {
        assertThatThrownBy(() -> tables.sql().queryForMap("SELECT * FROM drop_old_readings(" + keep + ")"))
                .hasMessageContaining("keep must be at least 1 day, but was");
        assertThat(readings()).hasSize(5);
    }

    @Test
    void theProgramForgetsAtItsStartWhatTheSettingSays() throws Exception {
        try (Routes routes = site.startRoutes(Map.of("READING_RETENTION", "60d", "ROLLUP_EVERY_MS", "3600000"))) {
            await().until(() -> runs(routes) > 0);
        }
        assertThat(readings())
                .containsExactly(
                        "new", "older by its device's clock, received now", "older, in the half old partition");
    }

    @Test
    void withoutARetentionTheProgramForgetsNothing() throws Exception {
        try (Routes routes = site.startRoutes(Map.of())) {
            await().until(() -> runs(routes) > 0);
        }
        assertThat(readings()).hasSize(5);
        assertThat(partitions()).contains("reading_old");
    }

    private static long rowsReadOneByOne(JdbcTemplate session) {
        session.queryForList("SELECT pg_stat_force_next_flush()");
        return session.queryForObject(
                "SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'reading_default'", Long.class);
    }

    private static long runs(Routes routes) {
        return routes.count("camel.exchanges.succeeded", "routeId", "retention");
    }

    private void partition(String name, int fromDaysAgo, int toDaysAgo) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        tables.sql()
                .execute("CREATE TABLE %s PARTITION OF reading FOR VALUES FROM ('%s 00:00Z') TO ('%s 00:00Z')"
                        .formatted(name, today.minusDays(fromDaysAgo), today.minusDays(toDaysAgo)));
    }

    private void reading(String device, int takenDaysAgo, int receivedDaysAgo) {
        tables.sql()
                .update(
                        "INSERT INTO reading (device_id, ts, received_at, digest)"
                                + " VALUES (?, now() - make_interval(days => ?), now() - make_interval(days => ?), 0)",
                        device,
                        takenDaysAgo,
                        receivedDaysAgo);
    }

    private List<String> readings() {
        return tables.texts("SELECT device_id FROM reading ORDER BY device_id");
    }

    private List<String> partitions() {
        return tables.texts(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'reading'::regclass ORDER BY 1");
    }
}
