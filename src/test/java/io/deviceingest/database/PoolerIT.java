package io.deviceingest.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.CommandRun;
import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import io.deviceingest.embedded.PackagedProgram;
import io.deviceingest.embedded.PgBouncer;
import io.deviceingest.faults.FaultProxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The program behind PgBouncer in transaction mode: no setting tells it so, and nothing is different. */
class PoolerIT {

    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    static Path files;

    private static EmbeddedBroker broker;
    private static EmbeddedDatabase database;
    private static PgBouncer pooler;

    private JdbcTemplate sql;

    @BeforeAll
    static void startEverything() throws Exception {
        broker = EmbeddedBroker.start(files.resolve("broker"));
        database = EmbeddedDatabase.start(files.resolve("database"));
        pooler = PgBouncer.start(files.resolve("pooler"), database, "postgres");
    }

    @AfterAll
    static void stopEverything() throws Exception {
        pooler.close();
        broker.close();
        database.close();
    }

    @BeforeEach
    void createEmptyDatabase() {
        database.sql().execute("DROP DATABASE IF EXISTS site WITH (FORCE)");
        database.sql().execute("CREATE DATABASE site");
        String url = database.url().replaceFirst("/postgres$", "/site");
        sql = new JdbcTemplate(new DriverManagerDataSource(url, "postgres", ""));
    }

    @Test
    void anEmptyDatabaseIsMigratedAndEveryMessageEndsInItOnce() throws Exception {
        try (Ingest ingest = start(Map.of("reading.retention", "90d"));
                Device device = new Device(broker, "device")) {
            await().atMost(SOON).until(ingest::isReady);
            // More than the five executions after which the driver would prepare a statement.
            for (int i = 0; i < 30; i++) {
                device.publish("devices/d" + i + "/sensor", "{\"t\":" + i + "}");
                device.publish("devices/d" + i + "/sensor", "{");
            }

            await().atMost(SOON).until(() -> count("reading") == 30 && count("dead_letter") >= 30);
            assertThat(count("dead_letter")).isEqualTo(30);
            assertThat(count("pg_inherits WHERE inhparent = 'reading'::regclass"))
                    .as("partitions")
                    .isEqualTo(5);
            assertThat(ingest.metric("device_ingest_batch_retries_total")).isZero();
            assertThat(ingest.metric("device_ingest_database_up")).isEqualTo(1);
            assertThat(ingest.accountGap()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"db.lock-timeout", "db.statement-timeout"})
    void aStatementThatWaitsForALockGivesUpAndIsTriedAgain(String limit) throws Exception {
        try (Ingest ingest = start(Map.of(limit, "300ms"));
                Device device = new Device(broker, "device")) {
            await().atMost(SOON).until(ingest::isReady);
            try (Connection lock = sql.getDataSource().getConnection()) {
                lock.setAutoCommit(false);
                lock.createStatement().execute("LOCK TABLE device IN ACCESS EXCLUSIVE MODE");
                device.publish("devices/d/sensor", "{\"t\":1}");

                await().atMost(SOON)
                        .until(() -> ingest.metric("device_ingest_batch_retries_total", "cause=\"timeout\"") >= 2);
                lock.rollback();
            }

            await().atMost(SOON).until(() -> count("reading") == 1);
        }
    }

    /** Outside of the guarantee, as without a pooler: a dead letter has no key by which it could be known again. */
    @Test
    void aDeadLetterWhoseCommitIsNotAnsweredIsStoredTwiceAndAReadingOnce() throws Exception {
        try (FaultProxy hop = FaultProxy.start(pooler.port());
                Ingest ingest =
                        start(Map.of("db.url", pooler.url("site").replace(":" + pooler.port(), ":" + hop.port())));
                Device device = new Device(broker, "device")) {
            await().atMost(SOON).until(ingest::isReady);

            CompletableFuture<byte[]> lost = hop.swallowReplyTo("dead_letter");
            device.publish("devices/d/sensor", "{");
            await().atMost(SOON).until(() -> lost.isDone() && count("dead_letter") == 2);
            CompletableFuture<byte[]> lostToo = hop.swallowReplyTo("\"t\"");
            device.publish(
                    "devices/d/sensor",
                    "{\"t\":1,\"timestamp\":" + Instant.now().getEpochSecond() + "}");
            await().atMost(SOON)
                    .until(() -> lostToo.isDone() && ingest.metric("device_ingest_messages_in_flight") == 0);

            assertThat(count("reading")).isEqualTo(1);
            assertThat(count("dead_letter")).isEqualTo(2);
        }
    }

    @Test
    void replicasThatStartAtOnceMigrateOnce() throws Exception {
        try (PackagedProgram one = replica("one");
                PackagedProgram other = replica("other")) {
            await().atMost(SOON).ignoreExceptions().until(() -> one.isReady() && other.isReady());
        }
        assertThat(sql.queryForList("SELECT DISTINCT success FROM flyway_schema_history", Boolean.class))
                .containsExactly(true);
    }

    @Test
    void commandsDoTheirWork() throws Exception {
        try (Ingest ingest = start(Map.of());
                Device device = new Device(broker, "device")) {
            await().atMost(SOON).until(ingest::isReady);
            device.publish("devices/d/sensor", "{");
            await().atMost(SOON).until(() -> count("dead_letter") == 1);
        }

        CommandRun cases = command("cases", "--rows");
        assertThat(cases.exitCode()).as(cases.output()).isZero();
        CommandRun replay = command("dead-letters", "replay", "--all");
        assertThat(replay.output()).as("it is no better than before").contains("invalid-json");
        assertThat(command("dead-letters", "list").output()).contains("1 dead letter");
        CommandRun lint = command("lint", "--database");
        assertThat(lint.exitCode()).as(lint.output()).isZero();
    }

    private static PackagedProgram replica(String name) throws Exception {
        Map<String, String> settings = new HashMap<>(PackagedProgram.settings(broker, database));
        settings.put("DB_URL", pooler.url("site"));
        settings.put("MQTT_CLIENT_ID", name);
        return PackagedProgram.start(files.resolve(name + ".log"), settings);
    }

    private CommandRun command(String... words) throws Exception {
        return CommandRun.in(
                files,
                Map.of(
                        "DB_URL",
                        pooler.url("site"),
                        "DB_USERNAME",
                        "postgres",
                        "ROUTES_DIR",
                        Path.of("routes").toAbsolutePath().toString()),
                words);
    }

    private static Ingest start(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("db.url", pooler.url("site"));
        return Ingest.start(broker, database, all);
    }

    private int count(String rows) {
        return sql.queryForObject("SELECT count(*) FROM " + rows, Integer.class);
    }
}
