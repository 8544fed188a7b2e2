package io.deviceingest.database;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.settings.DatabaseSettings;
import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database of version 9 with readings in it, beside writers of that version, comes to keep newest values and hours. */
class RollupUpgradeIT {

    private static final String INSERT = """
            INSERT INTO reading (device_id, ts, received_at, digest, metrics)
            SELECT 'd' || n %% 5, now() - n * interval '1 minute', now(), n, jsonb_build_object('t', n)
            FROM generate_series(%d, %d) AS n""";

    @RegisterExtension
    final TestSite site = new TestSite().withDatabaseWithoutTables();

    private JdbcTemplate sql;

    @BeforeEach
    void fillVersionNine() {
        sql = site.database().sql();
        Flyway.configure()
                .dataSource(site.database().dataSource())
                .target("9")
                .load()
                .migrate();
        sql.queryForList("SELECT ensure_reading_partitions(1)");
        sql.execute(INSERT.formatted(1, 12_000));
    }

    @Test
    void aWriterOfTheOlderVersionIsWaitedForNotLongAndMissesNothing() throws Exception {
        try (Connection writer = site.database().dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute(INSERT.formatted(12_001, 12_100));
            assertThatThrownBy(this::upgrade)
                    .isInstanceOf(FlywayException.class)
                    .hasMessageContaining("lock timeout");
            writer.commit();

            upgrade();
            statement.execute(INSERT.formatted(12_101, 12_200));
            for (int i = 0; i < 3; i++) {
                run();
            }
            assertThat(total("device_metrics_hourly")).isEqualTo(12_100);
            writer.commit();
        }
        await().until(() -> {
            run();
            return sql.queryForObject("SELECT filled FROM rollup", Boolean.class);
        });

        assertThat(total("device_metrics_hourly")).isEqualTo(12_200);
        assertThat(total("reading_hour")).as("of hours that are over").isGreaterThan(12_000);
        assertThat(sql.queryForObject("SELECT count(*) FROM device_newest", Integer.class))
                .isEqualTo(5);
    }

    @Test
    void partitionsThatAreThereGetTheirIndexBesideAWriterAndNewOnesBringIt() throws Exception {
        upgrade();
        assertThat(isWhole()).isFalse();
        // One that somebody began and did not finish.
        String partition = sql.queryForObject(
                "SELECT min(inhrelid::regclass::text) FROM pg_inherits WHERE inhparent = 'reading'::regclass",
                String.class);
        sql.execute("CREATE INDEX " + partition + "_ts ON " + partition + " (ts);"
                + " UPDATE pg_index SET indisvalid = false WHERE indexrelid = '" + partition + "_ts'::regclass");

        new TimeIndexes(settings()).make();

        assertThat(isWhole()).isTrue();
        sql.queryForList("SELECT ensure_reading_partitions(3)");
        assertThat(isWhole()).isTrue();
        assertThat(sql.queryForList("""
                        SELECT inhparent::regclass || ': ' || count(*) FROM pg_inherits
                        WHERE inhparent IN ('reading_ts'::regclass, 'reading_wrong_clock'::regclass) GROUP BY inhparent""", String.class))
                .containsExactlyInAnyOrder("reading_ts: 5", "reading_wrong_clock: 5");
    }

    private DatabaseSettings settings() {
        Duration any = Duration.ofSeconds(30);
        return new DatabaseSettings(site.database().url(), "postgres", "", true, any, any, any, any, any);
    }

    private boolean isWhole() {
        return sql.queryForObject(
                "SELECT bool_and(indisvalid) FROM pg_index WHERE indexrelid IN"
                        + " ('reading_ts'::regclass, 'reading_wrong_clock'::regclass)",
                Boolean.class);
    }

    private int total(String table) {
        return sql.queryForObject("SELECT sum(count) FROM " + table, Integer.class);
    }

    private void run() {
        sql.queryForMap("SELECT * FROM roll_up_readings('5 s')");
    }

    private void upgrade() {
        Flyway.configure().dataSource(site.database().dataSource()).load().migrate();
    }
}
