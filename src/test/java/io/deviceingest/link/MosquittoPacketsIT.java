package io.deviceingest.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import io.deviceingest.embedded.MosquittoBroker;
import io.deviceingest.embedded.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Legal messages that no device needs and any device may send, by way of the broker that most sites have. */
class MosquittoPacketsIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    static Path files;

    @Test
    void longCorrelationDataAndManyUserPropertiesHoldNothingUp() throws Exception {
        Tool.named("mosquitto");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(files.resolve("database"));
                MosquittoBroker broker = MosquittoBroker.start(files.resolve("broker"));
                Ingest ingest = Ingest.start(broker, database, Map.of())) {
            await().atMost(SOON).until(ingest::isReady);
            try (Device device = new Device(broker, "device")) {
                publish(device, 0, 20);
                device.publish("devices/d/sensor", withCorrelationData("{\"n\":-1}"));
                device.publish("devices/d/sensor", withUserProperties("{\"n\":-2}"));
                device.publish("devices/d/sensor", withUserProperties("broken"));
                publish(device, 20, 40);
            }

            await().atMost(SOON)
                    .until(() -> database.sql().queryForObject("SELECT count(*) FROM reading", Integer.class) == 42);
            await().atMost(SOON).until(() -> ingest.metric("device_ingest_messages_in_flight") == 0);
            assertThat(database.sql()
                            .queryForObject("SELECT user_properties->>'device-ingest' FROM dead_letter", String.class))
                    .isEqualTo(
                            "not all of its user properties are kept (60000 came; at most 64 and 16384 bytes are kept)");
            assertThat(ingest.metric("device_ingest_mqtt_packets_changed_total", "user-properties-cut"))
                    .isEqualTo(2);
            assertThat(ingest.metric("device_ingest_mqtt_connections_total")).isEqualTo(1);
        }
    }

    /** It is delivered at QoS 2, to a program that subscribes at QoS 1. */
    @Test
    void whatASubscriptionAtQos2LeftInTheSessionIsStoredAndAcknowledged() throws Exception {
        Tool.named("mosquitto");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(files.resolve("database-qos2"));
                MosquittoBroker broker = MosquittoBroker.start(files.resolve("broker-qos2"))) {
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setSessionExpiryInterval(3_600L);
            try (Device earlier = new Device(broker, "device-ingest", options)) {
                earlier.subscribe("devices/d/sensor", 2);
            }
            try (Device device = new Device(broker, "device")) {
                for (int i = 0; i < 50; i++) {
                    device.publish(
                            "devices/d/sensor", ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8), 2, false);
                }
            }
            try (Ingest ingest = Ingest.start(broker, database, Map.of())) {
                await().atMost(SOON)
                        .until(() -> ingest.metric("device_ingest_messages_stored_total") == 50
                                && ingest.metric("device_ingest_messages_in_flight") == 0);
                await().atMost(SOON).until(ingest::isReady);
                assertThat(ingest.metric("device_ingest_mqtt_connections_total"))
                        .isEqualTo(1);
            }
            try (Ingest again = Ingest.start(broker, database, Map.of())) {
                await().atMost(SOON).until(again::isReady);
                assertThat(again.metric("device_ingest_messages_received_total"))
                        .isZero();
            }
        }
    }

    private static void publish(Device device, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            device.publish("devices/d/sensor", "{\"n\":" + i + "}");
        }
    }

    private static MqttMessage withCorrelationData(String payload) {
        MqttProperties properties = new MqttProperties();
        properties.setCorrelationData(new byte[40_000]);
        return message(payload, properties);
    }

    private static MqttMessage withUserProperties(String payload) {
        MqttProperties properties = new MqttProperties();
        properties.setUserProperties(Collections.nCopies(60_000, new UserProperty("k", "v")));
        return message(payload, properties);
    }

    private static MqttMessage message(String payload, MqttProperties properties) {
        return new MqttMessage(payload.getBytes(StandardCharsets.UTF_8), 1, false, properties);
    }
}
