package io.deviceingest.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** The schema of version 4, with what it let in, becomes the one of this version. */
class UpgradeIT {

    @RegisterExtension
    final TestSite site = new TestSite().withDatabaseWithoutTables();

    private JdbcTemplate sql;

    @BeforeEach
    void fillVersionFour() {
        sql = site.database().sql();
        migrateTo("4");
        sql.execute("""
                INSERT INTO device (device_id, status, status_at, status_cause, first_seen, attributes) VALUES
                    ('good', 'online', now(), 'message', now(), '{"heap": 1}'),
                    ('list', 'online', now(), 'message', now(), '[1, 2]')""");
        // One that waits in the default partition for its month, and one whose month has a partition.
        sql.execute("""
                INSERT INTO reading (device_id, ts, received_at, digest, metrics) VALUES
                    ('list', now(), now(), 1, '[1, 2]'), ('good', now(), now(), 2, '{"t": 1}')""");
        sql.execute("""
                CREATE TABLE reading_2020_01 PARTITION OF reading
                FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-02-01 00:00+00')""");
        sql.execute("INSERT INTO reading VALUES ('list', '2020-01-05 00:00+00', now(), 3, '\"x\"')");
    }

    @Test
    void whatTheRulesRefuseTodayDoesNotStopTheUpgrade() {
        upgrade();

        assertThat(sql.queryForList("SELECT attributes::text FROM device ORDER BY device_id", String.class))
                .containsExactly("{\"heap\": 1}", "{\"value\": [1, 2]}");
        assertThat(sql.queryForList(
                        "SELECT metric_type || '=' || coalesce(value::text, text_value) FROM device_metrics ORDER BY 1",
                        String.class))
                .as("what the view shows, with nothing of the one that is no object")
                .containsExactly("t=1", "value=[1, 2]");
        assertThat(sql.queryForObject("SELECT count(*) FROM reading", Integer.class))
                .isEqualTo(3);
        assertThat(sql.queryForObject("SELECT ensure_reading_partitions(1)", Integer.class))
                .as("what lay in the default partition moves")
                .isEqualTo(2);
        assertThat(sql.queryForObject("SELECT count(*) FROM reading_default", Integer.class))
                .isZero();
    }

    @Test
    void whatIsNoObjectIsRefusedFromThenOn() {
        upgrade();

        assertThatThrownBy(() -> sql.execute("UPDATE device SET attributes = '[1]' WHERE device_id = 'good'"))
                .hasMessageContaining("device_attributes_are_an_object");
        assertThatThrownBy(() -> sql.execute("INSERT INTO reading VALUES ('good', now(), now(), 9, '[1]')"))
                .hasMessageContaining("reading_metrics_are_an_object");
    }

    @Test
    void whereTheTimeOfAnOldReadingIsFromIsNotKnownAndNoReadingIsWrittenForIt() {
        migrateTo("7");
        List<Long> files = files();

        upgrade();

        assertThat(files()).isEqualTo(files).hasSize(2);
        assertThat(sql.queryForObject("SELECT count(*) FROM reading WHERE ts_source IS NULL", Integer.class))
                .isEqualTo(3);
        assertThat(sql.update("INSERT INTO reading VALUES ('good', now(), now(), 5, '{}')"))
                .as("an earlier version beside this one")
                .isEqualTo(1);
    }

    @Test
    void noDeviceHasALimitOfItsOwnAndNoneIsWrittenForIt() {
        migrateTo("8");
        Long file = sql.queryForObject("SELECT pg_relation_filenode('device')", Long.class);

        upgrade();

        assertThat(sql.queryForObject("SELECT pg_relation_filenode('device')", Long.class))
                .isEqualTo(file);
        assertThat(sql.queryForObject("SELECT count(*) FROM device WHERE offline_after IS NULL", Integer.class))
                .isEqualTo(2);
        assertThatThrownBy(() -> sql.execute("UPDATE device SET offline_after = '1 ms'"))
                .hasMessageContaining("device_offline_after_is_1_second_to_10_years_or_1000_years");
    }

    /** In which its partitions are: a table that is written anew has another. */
    private List<Long> files() {
        return sql.queryForList(
                "SELECT pg_relation_filenode(inhrelid) FROM pg_inherits WHERE inhparent = 'reading'::regclass ORDER BY 1",
                Long.class);
    }

    @Test
    void anOpenReaderHoldsTheUpgradeUpButNotTheWritersForLong() throws Exception {
        try (Connection reader = site.database().dataSource().getConnection();
                Statement query = reader.createStatement()) {
            reader.setAutoCommit(false);
            query.executeQuery("SELECT count(*) FROM reading").close();

            assertThatThrownBy(this::upgrade)
                    .isInstanceOf(FlywayException.class)
                    .hasMessageContaining("lock timeout");
            assertThat(sql.update("INSERT INTO reading VALUES ('good', now(), now(), 5, '{}')"))
                    .isEqualTo(1);
            reader.rollback();
        }
        upgrade();
        assertThat(sql.queryForObject("SELECT to_regproc('store_again') IS NOT NULL", Boolean.class))
                .isTrue();
    }

    private void migrateTo(String version) {
        Flyway.configure()
                .dataSource(site.database().dataSource())
                .target(version)
                .load()
                .migrate();
    }

    private void upgrade() {
        Flyway.configure().dataSource(site.database().dataSource()).load().migrate();
    }
}
