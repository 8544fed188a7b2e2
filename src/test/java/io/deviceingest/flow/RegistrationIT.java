package io.deviceingest.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import io.deviceingest.embedded.Routes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** With {@code DEVICE_REGISTRATION=required} only what comes from a device in the table {@code device} is stored. */
class RegistrationIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Map<String, String> REQUIRED = Map.of(
            "device.registration", "required",
            // A statement that waited in vain would be tried again with half of its batch.
            "db.lock-timeout", "60s",
            "db.statement-timeout", "70s",
            "db.socket-timeout", "80s");
    private static final int FLOOD = 10_000;
    private static final int BATCH = 1_000;

    @TempDir
    static Path files;

    private static EmbeddedDatabase database;
    private static Routes routes;
    private static JdbcTemplate sql;

    @BeforeAll
    static void startEverything() throws Exception {
        database = EmbeddedDatabase.start(files.resolve("database"));
        sql = database.sql();
        routes = Routes.start(database.url(), REQUIRED);
        await().atMost(SOON).until(routes::areStarted);
    }

    @AfterAll
    static void stopEverything() throws Exception {
        routes.close();
        database.close();
    }

    @BeforeEach
    void registerOneDevice() {
        sql.execute("TRUNCATE device, device_event, reading, dead_letter");
        register("known");
    }

    @Test
    void ofOneBatchTheRegisteredAreStoredAndTheOthersAreDeadLettersWithTheirBytes() throws Exception {
        long duplicates = routes.count("device.ingest.messages.duplicate");
        String reading = "{\"timestamp\":" + routes.now() / 1_000_000 + ",\"t\":1}";

        List<CompletableFuture<Exchange>> ends = together(Stream.of(
                routes -> routes.send("known", "sensor", reading),
                routes -> routes.send("stranger", "sensor", "{\"t\":2}"),
                routes -> routes.send("known", "sensor", reading),
                routes -> routes.send("stranger", "heartbeat", "{\"heap\":3}"),
                routes -> routes.send("known", "heartbeat", "{\"heap\":4}"),
                routes -> routes.send("another", "status", "offline")));

        assertThat(ends).allSatisfy(end -> assertThat(end.join().getException()).isNull());
        assertThat(sql.queryForList("SELECT device_id FROM device", String.class))
                .containsExactly("known");
        assertThat(sql.queryForList("SELECT metrics::text FROM reading", String.class))
                .containsExactly("{\"t\": 1}");
        assertThat(sql.queryForList("SELECT DISTINCT device_id FROM device_event", String.class))
                .containsExactly("known");
        assertThat(sql.queryForList(
                        "SELECT topic || ' ' || convert_from(payload, 'UTF8') FROM dead_letter"
                                + " WHERE reason = 'unknown-device' AND error LIKE '%DEVICE_REGISTRATION=required%'",
                        String.class))
                .containsExactlyInAnyOrder(
                        "devices/stranger/sensor {\"t\":2}",
                        "devices/stranger/heartbeat {\"heap\":3}",
                        "devices/another/status offline");
        assertThat(routes.count("device.ingest.messages.duplicate") - duplicates)
                .isEqualTo(1);
    }

    @Test
    void aFloodOfUnknownDevicesTakesAsFewStatementsAsAnyOther() throws Exception {
        long written = routes.statements("store");
        long before = routes.statements("dead-letters");
        long stored = routes.count("device.ingest.messages.stored");

        List<CompletableFuture<Exchange>> ends = together(IntStream.range(0, FLOOD)
                .mapToObj(i -> routes -> routes.send("stranger-" + i, "sensor", "{\"n\":" + i + "}")));

        assertThat(ends).allSatisfy(end -> assertThat(end.join().getException()).isNull());
        assertThat(sql.queryForObject(
                        "SELECT count(*) FROM dead_letter WHERE reason = 'unknown-device'", Integer.class))
                .isEqualTo(FLOOD);
        assertThat(routes.statements("store") - written)
                .as("the one that was held up, and full ones")
                .isLessThanOrEqualTo(FLOOD / BATCH + 1);
        assertThat(routes.statements("dead-letters") - before)
                .as("dead letters gather too, while the ones before them are written")
                .isLessThan(FLOOD / 50);
        assertThat(routes.count("device.ingest.batch", "batch", "store", "outcome", "split"))
                .isZero();
        assertThat(routes.count("device.ingest.messages.stored") - stored)
                .as("only the registered one, which held the statement up")
                .isEqualTo(1);
    }

    @Test
    void aDeviceIsStoredFromItsRegistrationOn() {
        routes.send("late", "sensor", "{\"n\":1}").join();
        register("late");
        routes.send("late", "sensor", "{\"n\":2}").join();

        assertThat(sql.queryForList("SELECT metrics::text FROM reading", String.class))
                .containsExactly("{\"n\": 2}");
        assertThat(sql.queryForObject("SELECT status FROM device WHERE device_id = 'late'", String.class))
                .isEqualTo("online");
    }

    @Test
    void theAccountClosesAndNothingStaysUnacknowledged() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(files.resolve("broker"));
                Ingest ingest = Ingest.start(broker, database, REQUIRED);
                Device device = new Device(broker, "device")) {
            await().atMost(SOON).until(ingest::isReady);
            device.publish("devices/stranger/status", bytes("online"), 1, true);
            for (int i = 0; i < 50; i++) {
                device.publish("devices/" + (i % 2 == 0 ? "known" : "stranger") + "/sensor", "{\"n\":" + i + "}");
            }

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ingest.metric(
                                    "device_ingest_messages_dead_lettered_total", "reason=\"unknown-device\""))
                            .isEqualTo(26));
            await().atMost(SOON)
                    .until(() -> ingest.metric("device_ingest_messages_in_flight") == 0 && ingest.accountGap() == 0);
            assertThat(ingest.metric("device_ingest_messages_stored_total")).isEqualTo(25);
            assertThat(sql.queryForObject("SELECT count(*) FROM dead_letter WHERE retained", Integer.class))
                    .as("as the broker delivered it to a subscription that stood: not retained")
                    .isZero();
        }
    }

    @FunctionalInterface
    private interface Sending {
        CompletableFuture<Exchange> to(Routes routes);
    }

    /** Sends while a statement waits for a lock, so that they gather in batches behind it. */
    private static List<CompletableFuture<Exchange>> together(Stream<Sending> messages) throws Exception {
        CompletableFuture<Exchange> first;
        List<CompletableFuture<Exchange>> ends;
        try (Connection holder = database.holdWriters()) {
            first = routes.send("known", "sensor", "{\"first\":true}");
            await().atMost(SOON)
                    .until(() ->
                            sql.queryForObject("SELECT count(*) FROM pg_locks WHERE NOT granted", Integer.class) == 1);
            ends = messages.map(message -> message.to(routes)).toList();
        }
        first.join();
        sql.update("DELETE FROM reading WHERE jsonb_exists(metrics, 'first')");
        return ends;
    }

    private static void register(String device) {
        sql.update("INSERT INTO device (device_id, first_seen) VALUES (?, now())", device);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
