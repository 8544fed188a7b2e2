package io.deviceingest.database;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.CommandsHere;
import io.deviceingest.faults.FaultProxy;
import io.deviceingest.testkit.CommandRun;
import io.deviceingest.testkit.Database;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.PgBouncer;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The program behind PgBouncer in transaction mode: no setting tells it so, and nothing is different. */
class PoolerIT {

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withServer();

    private static PgBouncer pooler;

    private Database database;
    private final Tables tables = new Tables(() -> database);

    @BeforeAll
    static void startPooler() throws Exception {
        pooler = site.add(PgBouncer.start(site.files().resolve("pooler"), site.server(), "postgres"));
    }

    @BeforeEach
    void createEmptyDatabase() {
        database = site.server().replaceDatabase("site", "");
    }

    @Test
    void anEmptyDatabaseIsMigratedAndEveryMessageEndsInItOnce() throws Exception {
        Ingest ingest = start(Map.of("READING_RETENTION", "90d", "ROLLUP_EVERY_MS", "100"));
        Device device = site.device();
        // More than the five executions after which the driver would prepare a statement.
        for (int i = 0; i < 30; i++) {
            device.publish("devices/d" + i + "/sensor", "{\"t\":" + i + "}");
            device.publish("devices/d" + i + "/sensor", "{");
        }

        await().until(() -> tables.count("reading") == 30 && tables.count("dead_letter") >= 30);
        assertThat(tables.count("dead_letter")).isEqualTo(30);
        assertThat(tables.count("pg_inherits WHERE inhparent = 'reading'::regclass"))
                .as("partitions")
                .isEqualTo(5);
        await().until(() -> tables.count("rollup WHERE filled") == 1 && tables.count("device_newest") == 30);
        JdbcTemplate pooled = new JdbcTemplate(new DriverManagerDataSource(pooler.url("site"), "postgres", ""));
        for (String view : List.of("device_latest", "device_metrics_hourly", "device_metrics_daily")) {
            assertThat(pooled.queryForObject("SELECT count(*) FROM " + view, Integer.class))
                    .as(view)
                    .isEqualTo(30);
        }
        assertThat(ingest.metric("device_ingest_batch_retries_total")).isZero();
        assertThat(ingest.metric("device_ingest_database_up")).isEqualTo(1);
        assertThat(ingest.accountGap()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DB_LOCK_TIMEOUT", "DB_STATEMENT_TIMEOUT"})
    void aStatementThatWaitsForALockGivesUpAndIsTriedAgain(String limit) throws Exception {
        Ingest ingest = start(Map.of(limit, "300ms"));
        try (Connection lock = database.holdWriters()) {
            site.device().publish("devices/d/sensor", "{\"t\":1}");

            await().until(() -> ingest.metric("device_ingest_batch_retries_total", "cause=\"timeout\"") >= 2);
        }

        tables.awaitCount("reading", 1);
    }

    /** Outside of the guarantee, as without a pooler: a dead letter has no key by which it could be known again. */
    @Test
    void aDeadLetterWhoseCommitIsNotAnsweredIsStoredTwiceAndAReadingOnce() throws Exception {
        FaultProxy hop = site.add(FaultProxy.start(pooler.port()));
        Ingest ingest = start(Map.of("DB_URL", pooler.url("site").replace(":" + pooler.port(), ":" + hop.port())));
        Device device = site.device();

        CompletableFuture<byte[]> lost = hop.swallowReplyTo("dead_letter");
        device.publish("devices/d/sensor", "{");
        await().until(() -> lost.isDone() && tables.count("dead_letter") == 2);
        CompletableFuture<byte[]> lostToo = hop.swallowReplyTo("\"t\"");
        device.publish(
                "devices/d/sensor", "{\"t\":1,\"timestamp\":" + Instant.now().getEpochSecond() + "}");
        await().until(() -> lostToo.isDone() && ingest.metric("device_ingest_messages_in_flight") == 0);

        assertThat(tables.count("reading")).isEqualTo(1);
        assertThat(tables.count("dead_letter")).isEqualTo(2);
    }

    @Test
    void replicasThatStartAtOnceMigrateOnce() throws Exception {
        PackagedProgram one = replica("one");
        PackagedProgram other = replica("other");
        one.awaitReady();
        other.awaitReady();

        assertThat(tables.texts("SELECT DISTINCT success::text FROM flyway_schema_history"))
                .containsExactly("true");
    }

    @Test
    void commandsDoTheirWork() throws Exception {
        try (Ingest ingest = start(Map.of())) {
            site.device().publish("devices/d/sensor", "{");
            tables.awaitCount("dead_letter", 1);
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
        return site.add(PackagedProgram.start(
                site.files().resolve(name + ".log"),
                site.settings(Map.of("DB_URL", pooler.url("site"), "MQTT_CLIENT_ID", name))));
    }

    private static CommandRun command(String... words) {
        return CommandsHere.run(
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
        all.putIfAbsent("DB_URL", pooler.url("site"));
        return site.startReady(all);
    }
}
