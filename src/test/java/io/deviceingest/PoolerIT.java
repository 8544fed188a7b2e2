package io.deviceingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import io.deviceingest.embedded.PgBouncer;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The program behind PgBouncer in transaction mode: no setting tells it so, and nothing is different. */
class PoolerIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    static Path files;

    private static EmbeddedBroker broker;
    private static EmbeddedDatabase database;
    private static PgBouncer pooler;
    private static JdbcTemplate sql;

    @BeforeAll
    static void startEverything() throws Exception {
        broker = EmbeddedBroker.start(files.resolve("broker"));
        database = EmbeddedDatabase.start(files.resolve("database"));
        sql = database.sql();
        pooler = PgBouncer.start(files.resolve("pooler"), database, "postgres");
    }

    @AfterAll
    static void stopEverything() throws Exception {
        pooler.close();
        broker.close();
        database.close();
    }

    @Test
    void anEmptyDatabaseIsMigratedAndEveryMessageEndsInItOnce() throws Exception {
        sql.execute("CREATE DATABASE empty");
        JdbcTemplate site = new JdbcTemplate(
                new org.springframework.jdbc.datasource.DriverManagerDataSource(
                        database.url().replaceFirst("/postgres$", "/empty"), "postgres", ""));
        try (Ingest ingest = start("empty", Map.of("reading.retention", "90d"));
                Device device = new Device(broker, "device")) {
            await().atMost(SOON).until(ingest::isReady);
            // More than the five executions after which the driver would prepare a statement.
            for (int i = 0; i < 30; i++) {
                device.publish("devices/d" + i + "/sensor", "{\"t\":" + i + "}");
                device.publish("devices/d" + i + "/sensor", "{");
            }

            await().atMost(SOON).untilAsserted(() -> assertThat(site.queryForMap("""
                    SELECT (SELECT count(*) FROM reading) AS readings,
                           (SELECT count(*) FROM dead_letter) AS letters"""))
                    .containsEntry("readings", 30L)
                    .containsEntry("letters", 30L));
            assertThat(ingest.metric("device_ingest_batch_retries_total")).isZero();
            assertThat(ingest.metric("device_ingest_database_up")).isEqualTo(1);
            assertThat(ingest.accountGap()).isZero();
        }
        assertThat(site.queryForList(
                        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'reading'::regclass",
                        String.class))
                .as("partitions")
                .hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"db.lock-timeout, 55P03", "db.statement-timeout, 57014"})
    void aStatementThatWaitsForALockGivesUpAndIsTriedAgain(String limit, String sqlState) throws Exception {
        try (Ingest ingest = start("postgres", Map.of(limit, "300ms"));
                Device device = new Device(broker, "device")) {
            await().atMost(SOON).until(ingest::isReady);
            sql.execute("TRUNCATE device, device_event, reading, dead_letter");
            try (Connection lock = database.holdWriters()) {
                device.publish("devices/d/sensor", "{\"t\":1}");

                await().atMost(SOON)
                        .until(() -> ingest.metric("device_ingest_batch_retries_total", "cause=\"timeout\"") >= 2);
                lock.rollback();
            }

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(sql.queryForList("SELECT device_id FROM reading", String.class))
                            .containsExactly("d"));
        }
    }

    @Test
    void fourProgramsThatStartAtOnceMigrateOnce() throws Exception {
        sql.execute("CREATE DATABASE crowd");
        List<Ingest> crowd = java.util.stream.IntStream.range(0, 2).parallel().mapToObj(i -> start("crowd", Map.of("mqtt.client-id", "replica-" + i))).toList();
        try {
            for (Ingest one : crowd) {
                await().atMost(SOON).until(one::isReady);
            }
        } finally {
            crowd.forEach(Ingest::close);
        }
    }

    private static Ingest start(String name, Map<String, String> settings) {
        Map<String, String> all = new java.util.HashMap<>(settings);
        all.put("db.url", pooler.url(name));
        return Ingest.start(broker, database, all);
    }
}
