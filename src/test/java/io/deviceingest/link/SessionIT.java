package io.deviceingest.link;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the broker keeps under a client id: taken by another client, lost, shared, or left over from before. */
class SessionIT {

    @RegisterExtension
    static final TestSite databases = new TestSite().withServer();

    @RegisterExtension
    final TestSite site = new TestSite().withBroker().withDatabaseOf(databases);

    private final Tables tables = site.tables();

    /** Of the readings that were published: each has a time of its own. */
    private int published;

    @Test
    void anotherClientWithTheSameIdIsNotFoughtAndLosesNothing() throws Exception {
        try (Ingest ingest = site.startReady(Map.of())) {
            publishReadings(10);
            tables.awaitCount("reading", 10);

            long before = System.nanoTime();
            takeOver();

            await().until(() -> ingest.metric("device_ingest_mqtt_disconnects_total", "reason=\"taken-over\"") == 1);
            await().untilAsserted(() -> assertThat(ingest.problem())
                    .contains(
                            "session taken over: another client connected with the same client id", "MQTT_CLIENT_ID"));
            publishReadings(10);

            await().until(() -> ingest.metric("device_ingest_mqtt_connections_total") == 2);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(5));
            ingest.awaitReady();
            tables.awaitCount("reading", 20);
            assertThat(tables.count("dead_letter")).isZero();
        }
    }

    @Test
    void whatIsParkedWhileTheBrokerLosesTheSessionIsStored() throws Exception {
        try (Ingest ingest = site.startReady(Map.of())) {
            site.server().stop();
            publishReadings(20);
            await().until(() -> ingest.metric("device_ingest_messages_in_flight") == 20);

            site.broker().stop();
            site.broker().forget();
            await().until(() -> ingest.metric("device_ingest_mqtt_connected") == 0);
            site.broker().start();
            await().until(() -> ingest.metric("device_ingest_mqtt_subscribed") == 1);
            site.server().start();

            tables.awaitCount("reading", 20);
            assertThat(tables.count("dead_letter")).isZero();
            assertThat(ingest.metric("device_ingest_messages_returned_total")).isZero();
        }
    }

    @Test
    void twoProgramsInOneGroupShareTheLoadAndOneAloneTakesAll() throws Exception {
        try (Ingest first = site.startReady(Map.of("MQTT_SHARE_GROUP", "ingest", "MQTT_CLIENT_ID", "first"))) {
            try (Ingest second = site.startReady(Map.of("MQTT_SHARE_GROUP", "ingest", "MQTT_CLIENT_ID", "second"))) {
                publishReadings(100);

                tables.awaitCount("reading", 100);
                assertThat(received(first)).isPositive();
                assertThat(received(second)).isPositive();
                assertThat(received(first) + received(second)).isEqualTo(100);
            }
            publishReadings(50);

            tables.awaitCount("reading", 150);
        }
    }

    /** Some brokers bring such messages twice, some once: both is allowed (MQTT 5, 3.3.4). */
    @Test
    void aSubscriptionLeftOverFromEarlierSettingsLosesNothingAndStoresNothingTwice() throws Exception {
        site.startReady(Map.of()).close();
        for (Map<String, String> changed :
                List.of(Map.of("MQTT_SHARE_GROUP", "ingest"), Map.of("MQTT_TOPIC", "devices/+/sensor"))) {
            try (Ingest ingest = site.startReady(changed)) {
                publishReadings(10);

                tables.awaitCount("reading", published);
                await().during(Duration.ofSeconds(1)).until(() -> tables.count("reading") == published);
                assertThat(tables.count("dead_letter")).isZero();
            }
        }
    }

    @Test
    void aRetainedReadingSaysNothingOfNowAndARetainedStatusOnlyTheStatus() throws Exception {
        try (Device device = new Device(site.broker(), "device")) {
            device.publish("devices/sensing/sensor", "{\"t\":1}".getBytes(StandardCharsets.UTF_8), 1, true);
            device.publish("devices/stating/status", "online".getBytes(StandardCharsets.UTF_8), 1, true);
        }
        try (Ingest ingest = site.startReady(Map.of())) {
            tables.awaitCount("reading", 1);
            tables.awaitCount("device", 2);
            assertThat(device("sensing")).containsEntry("status", null).containsEntry("last_seen", null);
            assertThat(device("stating")).containsEntry("status", "online").containsEntry("last_seen", null);
            assertThat(ingest.metric("device_ingest_messages_dead_lettered_total"))
                    .isZero();
        }
    }

    /** Connects under the program's client id, as a second copy of it would, and goes away again. */
    private void takeOver() throws Exception {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(Duration.ofHours(1).toSeconds());
        new Device(site.broker(), "device-ingest", options).close();
    }

    private void publishReadings(int count) throws Exception {
        long now = Instant.now().getEpochSecond();
        try (Device device = new Device(site.broker(), "device")) {
            for (int i = 0; i < count; i++) {
                published++;
                device.publish("devices/d/sensor", "{\"timestamp\":" + (now - published) + ",\"n\":" + published + "}");
            }
        }
    }

    private static double received(Ingest ingest) {
        return ingest.metric("device_ingest_messages_received_total");
    }

    private Map<String, Object> device(String id) {
        return tables.sql().queryForMap("SELECT status, last_seen FROM device WHERE device_id = ?", id);
    }
}
