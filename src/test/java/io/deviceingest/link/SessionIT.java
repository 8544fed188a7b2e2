package io.deviceingest.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the broker keeps under a client id: taken by another client, lost, shared, or left over from before. */
class SessionIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    static Path databaseFiles;

    private static EmbeddedDatabase database;

    @TempDir
    Path files;

    private EmbeddedBroker broker;

    /** Of the readings that were published: each has a time of its own. */
    private int published;

    @BeforeAll
    static void startDatabase() throws Exception {
        database = EmbeddedDatabase.start(databaseFiles);
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        database.close();
    }

    @BeforeEach
    void startBroker() throws Exception {
        // The first program makes the tables.
        database.sql().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        broker = EmbeddedBroker.start(files);
    }

    @AfterEach
    void stopBroker() throws Exception {
        broker.close();
    }

    @Test
    void anotherClientWithTheSameIdIsNotFoughtAndLosesNothing() throws Exception {
        try (Ingest ingest = startReady(Map.of())) {
            publishReadings(10);
            awaitReadings(10);

            long before = System.nanoTime();
            takeOver();

            await().atMost(SOON)
                    .until(() -> ingest.metric("device_ingest_mqtt_disconnects_total", "reason=\"taken-over\"") == 1);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ingest.problem())
                            .contains(
                                    "session taken over: another client connected with the same client id",
                                    "MQTT_CLIENT_ID"));
            publishReadings(10);

            await().atMost(SOON).until(() -> ingest.metric("device_ingest_mqtt_connections_total") == 2);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(5));
            await().atMost(SOON).until(ingest::isReady);
            awaitReadings(20);
            assertThat(count("dead_letter")).isZero();
        }
    }

    @Test
    void whatIsParkedWhileTheBrokerLosesTheSessionIsStored() throws Exception {
        try (Ingest ingest = startReady(Map.of())) {
            database.stop();
            publishReadings(20);
            await().atMost(SOON).until(() -> ingest.metric("device_ingest_messages_in_flight") == 20);

            broker.stop();
            broker.forget();
            await().atMost(SOON).until(() -> ingest.metric("device_ingest_mqtt_connected") == 0);
            broker.start();
            await().atMost(SOON).until(() -> ingest.metric("device_ingest_mqtt_subscribed") == 1);
            database.start();

            awaitReadings(20);
            assertThat(count("dead_letter")).isZero();
            assertThat(ingest.metric("device_ingest_messages_returned_total")).isZero();
        }
    }

    @Test
    void twoProgramsInOneGroupShareTheLoadAndOneAloneTakesAll() throws Exception {
        try (Ingest first = startReady(Map.of("mqtt.share-group", "ingest", "mqtt.client-id", "first"))) {
            try (Ingest second = startReady(Map.of("mqtt.share-group", "ingest", "mqtt.client-id", "second"))) {
                publishReadings(100);

                awaitReadings(100);
                assertThat(received(first)).isPositive();
                assertThat(received(second)).isPositive();
                assertThat(received(first) + received(second)).isEqualTo(100);
            }
            publishReadings(50);

            awaitReadings(150);
        }
    }

    /** Some brokers bring such messages twice, some once: both is allowed (MQTT 5, 3.3.4). */
    @Test
    void aSubscriptionLeftOverFromEarlierSettingsLosesNothingAndStoresNothingTwice() throws Exception {
        startReady(Map.of()).close();
        for (Map<String, String> changed :
                List.of(Map.of("mqtt.share-group", "ingest"), Map.of("mqtt.topic", "devices/+/sensor"))) {
            try (Ingest ingest = startReady(changed)) {
                publishReadings(10);

                awaitReadings(published);
                await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> count("reading") == published);
                assertThat(count("dead_letter")).isZero();
            }
        }
    }

    @Test
    void aRetainedReadingSaysNothingOfNowAndARetainedStatusOnlyTheStatus() throws Exception {
        try (Device device = new Device(broker, "device")) {
            device.publish("devices/sensing/sensor", "{\"t\":1}".getBytes(StandardCharsets.UTF_8), 1, true);
            device.publish("devices/stating/status", "online".getBytes(StandardCharsets.UTF_8), 1, true);
        }
        try (Ingest ingest = startReady(Map.of())) {
            awaitReadings(1);
            await().atMost(SOON).untilAsserted(() -> assertThat(count("device")).isEqualTo(2));
            assertThat(device("sensing")).containsEntry("status", null).containsEntry("last_seen", null);
            assertThat(device("stating")).containsEntry("status", "online").containsEntry("last_seen", null);
            assertThat(ingest.metric("device_ingest_messages_dead_lettered_total"))
                    .isZero();
        }
    }

    private Ingest startReady(Map<String, String> settings) {
        Ingest ingest = Ingest.start(broker, database, settings);
        await().atMost(SOON).until(ingest::isReady);
        return ingest;
    }

    /** Connects under the program's client id, as a second copy of it would, and goes away again. */
    private void takeOver() throws Exception {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(Duration.ofHours(1).toSeconds());
        new Device(broker, "device-ingest", options).close();
    }

    private void publishReadings(int count) throws Exception {
        long now = Instant.now().getEpochSecond();
        try (Device device = new Device(broker, "device")) {
            for (int i = 0; i < count; i++) {
                published++;
                device.publish("devices/d/sensor", "{\"timestamp\":" + (now - published) + ",\"n\":" + published + "}");
            }
        }
    }

    private static double received(Ingest ingest) {
        return ingest.metric("device_ingest_messages_received_total");
    }

    private static void awaitReadings(int expected) {
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(count("reading")).isEqualTo(expected));
    }

    private static Map<String, Object> device(String id) {
        return database.sql().queryForMap("SELECT status, last_seen FROM device WHERE device_id = ?", id);
    }

    private static int count(String table) {
        Integer count = database.sql().queryForObject("SELECT count(*) FROM " + table, Integer.class);
        return count == null ? 0 : count;
    }
}
