package io.deviceingest.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who counts as online: a device that fell silent does not; one that could not be heard still does. */
class PresenceIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    /** What a device may say nothing for, here. */
    private static final Duration SILENCE = Duration.ofSeconds(4);

    @TempDir
    Path files;

    private EmbeddedBroker broker;
    private EmbeddedDatabase database;
    private Ingest ingest;

    @BeforeEach
    void startParts() throws Exception {
        broker = EmbeddedBroker.start(files.resolve("broker"));
        database = EmbeddedDatabase.start(files.resolve("database"));
    }

    @AfterEach
    void stopEverything() throws Exception {
        ingest.close();
        broker.close();
        database.close();
    }

    @Test
    void aSilentDeviceTurnsOfflineAndItsNextMessageTurnsItOnline() throws Exception {
        startReady();
        send("{\"t\":1}");
        awaitStatus("offline", "silence");

        send("{\"t\":2}");

        awaitStatus("online", "message");
        assertThat(database.sql()
                        .queryForList("SELECT status || ' by ' || cause FROM device_event ORDER BY id", String.class))
                .startsWith("online by message", "offline by silence", "online by message");
    }

    @Test
    void aRestartOfTheProgramDeclaresNobodyOfflineBeforeItHasListenedLongEnough() throws Exception {
        startReady();
        send("{\"t\":1}");
        awaitStatus("online", "message");
        ingest.close();
        database.sql().execute("UPDATE device SET last_seen = now() - interval '1 hour'");

        startReady();

        staysOnlineFor(SILENCE.minusSeconds(2));
        awaitStatus("offline", "silence");
    }

    @Test
    void anOutageOfTheDatabaseDeclaresNobodyOffline() throws Exception {
        startReady();
        send("{\"t\":1}");
        awaitStatus("online", "message");
        database.stop();
        send("{\"t\":2}");
        await().atMost(SOON).until(() -> ingest.metric("device_ingest_oldest_unacknowledged_seconds") > 5);
        database.start();

        staysOnlineFor(SILENCE.minusSeconds(2));
        awaitStatus("offline", "silence");
    }

    @Test
    void anOutageOfTheBrokerDeclaresNobodyOffline() throws Exception {
        startReady();
        send("{\"t\":1}");
        awaitStatus("online", "message");
        broker.stop();
        // No message of ours shows how much time has passed, so the table is told instead.
        database.sql().execute("UPDATE device SET last_seen = now() - interval '1 hour'");
        staysOnlineFor(SILENCE.plusSeconds(1));

        broker.start();

        await().atMost(SOON).until(ingest::isReady);
        staysOnlineFor(SILENCE.minusSeconds(2));
        awaitStatus("offline", "silence");
    }

    @Test
    void whileAsManyMessagesAreInFlightAsMayBeNobodyIsDeclaredOffline() throws Exception {
        startReady(Map.of("mqtt.receive-maximum", "1"));
        send("{\"t\":1}");
        awaitStatus("online", "message");

        // Each message fills the window: how many more the broker keeps, nobody can tell.
        try (Device other = new Device(broker, "other")) {
            await().during(SILENCE.plusSeconds(3))
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        other.publish("devices/other/heartbeat", "{}");
                        return statusOf("d").equals("online by message");
                    });
        }

        await().atMost(SOON).until(() -> statusOf("d").equals("offline by silence"));
    }

    private void startReady() {
        startReady(Map.of());
    }

    private void startReady(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("device.offline-after", SILENCE.toSeconds() + "s");
        all.put("presence.sweep-every-ms", "200");
        ingest = Ingest.start(broker, database, all);
        await().atMost(SOON).until(ingest::isReady);
    }

    private void send(String reading) throws Exception {
        try (Device device = new Device(broker, "device")) {
            device.publish("devices/d/sensor", reading);
        }
    }

    private void awaitStatus(String status, String cause) {
        await().atMost(SOON).untilAsserted(() -> assertThat(statuses()).containsExactly(status + " by " + cause));
    }

    private void staysOnlineFor(Duration time) {
        await().during(time).atMost(time.plusSeconds(5)).until(() -> statuses().equals(List.of("online by message")));
    }

    private String statusOf(String device) {
        return database.sql()
                .queryForObject(
                        "SELECT status || ' by ' || status_cause FROM device WHERE device_id = ?",
                        String.class,
                        device);
    }

    private List<String> statuses() {
        return database.sql().queryForList("SELECT status || ' by ' || status_cause FROM device", String.class);
    }
}
