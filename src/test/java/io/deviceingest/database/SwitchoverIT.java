package io.deviceingest.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import io.deviceingest.faults.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another server becomes the primary while the old one lives on: the program finds it, without a restart or a loss. */
class SwitchoverIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path files;

    private EmbeddedBroker broker;
    private EmbeddedDatabase old;
    private EmbeddedDatabase next;

    @BeforeEach
    void startTwoServers() throws Exception {
        broker = EmbeddedBroker.start(files.resolve("broker"));
        old = EmbeddedDatabase.start(files.resolve("old"));
        next = EmbeddedDatabase.start(files.resolve("next"));
        Flyway.configure().dataSource(next.dataSource()).load().migrate();
    }

    @AfterEach
    void stopEverything() throws Exception {
        broker.close();
        old.close();
        next.close();
    }

    @Test
    void connectionsToAServerThatTurnedReadOnlyAreGivenUp() throws Exception {
        next.sql()
                .update("INSERT INTO device (device_id, status, status_at, first_seen, last_seen)"
                        + " VALUES ('silent', 'online', now() - interval '1 hour', now(), now() - interval '1 hour')");
        Map<String, String> settings = Map.of("device.offline-after", "2s", "presence.sweep-every-ms", "500");
        try (FaultProxy proxy = FaultProxy.start(old.port());
                Ingest ingest = start("127.0.0.1:" + proxy.port() + "/postgres", settings);
                Device device = new Device(broker, "device")) {
            await().atMost(SOON).until(ingest::isReady);

            old.turnReadOnly();
            proxy.leadTo(next.port());
            AtomicInteger published = new AtomicInteger();
            await().atMost(SOON).until(() -> {
                device.publish("devices/d/sensor", "{\"t\":" + published.incrementAndGet() + "}");
                device.publish("devices/d/sensor", "{");
                return count(next, "reading") > 0 && count(next, "dead_letter") > 0;
            });

            await().atMost(SOON).untilAsserted(() -> {
                assertThat(count(old, "reading") + count(next, "reading")).isEqualTo(published.get());
                assertThat(count(old, "dead_letter") + count(next, "dead_letter"))
                        .isEqualTo(published.get());
            });
            await().atMost(SOON).until(() -> count(next, "device WHERE status_cause = 'silence'") > 0);
            await().atMost(SOON).until(ingest::isReady);
            assertThat(ingest.accountGap()).isZero();
        }
    }

    @Test
    void aServerThatTurnedReadOnlyIsGivenUpWhileNothingIsToBeWritten() throws Exception {
        try (FaultProxy proxy = FaultProxy.start(old.port());
                Ingest ingest = start("127.0.0.1:" + proxy.port() + "/postgres", Map.of())) {
            await().atMost(SOON).until(ingest::isReady);

            old.turnReadOnly();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ingest.problem("database")).contains("read-only"));
            proxy.leadTo(next.port());

            await().atMost(SOON).until(ingest::isReady);
        }
    }

    @Test
    void ofSeveralServersThePrimaryIsFound() throws Exception {
        next.demote();
        String servers = "127.0.0.1:" + next.port() + ",127.0.0.1:" + old.port() + "/postgres?targetServerType=primary";
        try (Ingest ingest = start(servers, Map.of());
                Device device = new Device(broker, "device")) {
            // Migrations and partitions have found it too.
            await().atMost(SOON).until(ingest::isReady);
            device.publish("devices/before/sensor", "{\"t\":1}");
            awaitReadings(old, "before");

            old.demote();
            next.promote();
            device.publish("devices/after/sensor", "{\"t\":1}");

            awaitReadings(next, "after");
        }
    }

    private Ingest start(String address, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("db.url", "jdbc:postgresql://" + address);
        return Ingest.start(broker, old, all);
    }

    private static void awaitReadings(EmbeddedDatabase database, String... devices) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                database.sql().queryForList("SELECT device_id FROM reading ORDER BY 1", String.class))
                        .isEqualTo(List.of(devices)));
    }

    private static int count(EmbeddedDatabase database, String rows) {
        return database.sql().queryForObject("SELECT count(*) FROM " + rows, Integer.class);
    }
}
