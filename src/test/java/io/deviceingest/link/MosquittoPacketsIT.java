package io.deviceingest.link;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.MosquittoBroker;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Legal messages that no device needs and any device may send, by way of the broker that most sites have. */
class MosquittoPacketsIT {

    @RegisterExtension
    final TestSite site = new TestSite().withBroker(MosquittoBroker::start).withDatabase();

    private final Tables tables = site.tables();

    @Test
    void longCorrelationDataAndManyUserPropertiesHoldNothingUp() throws Exception {
        Ingest ingest = site.startReady(Map.of());
        Device device = site.device();
        publish(device, 0, 20);
        device.publish("devices/d/sensor", withCorrelationData("{\"n\":-1}"));
        device.publish("devices/d/sensor", withUserProperties("{\"n\":-2}"));
        device.publish("devices/d/sensor", withUserProperties("broken"));
        publish(device, 20, 40);

        tables.awaitCount("reading", 42);
        await().until(() -> ingest.metric("device_ingest_messages_in_flight") == 0);
        assertThat(tables.text("SELECT user_properties->>'device-ingest' FROM dead_letter"))
                .isEqualTo("not all of its user properties are kept (60000 came; at most 64 and 16384 bytes are kept)");
        assertThat(ingest.metric("device_ingest_mqtt_packets_changed_total", "user-properties-cut"))
                .isEqualTo(2);
        assertThat(ingest.metric("device_ingest_mqtt_connections_total")).isEqualTo(1);
    }

    /** It is delivered at QoS 2, to a program that subscribes at QoS 1. */
    @Test
    void whatASubscriptionAtQos2LeftInTheSessionIsStoredAndAcknowledged() throws Exception {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSessionExpiryInterval(3_600L);
        try (Device earlier = new Device(site.mosquitto(), "device-ingest", options)) {
            earlier.subscribe("devices/d/sensor", 2);
        }
        Device device = site.device();
        for (int i = 0; i < 50; i++) {
            device.publish("devices/d/sensor", ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8), 2, false);
        }
        try (Ingest ingest = site.start(Map.of())) {
            await().until(() -> ingest.metric("device_ingest_messages_stored_total") == 50
                    && ingest.metric("device_ingest_messages_in_flight") == 0);
            ingest.awaitReady();
            assertThat(ingest.metric("device_ingest_mqtt_connections_total")).isEqualTo(1);
        }
        Ingest again = site.startReady(Map.of());
        assertThat(again.metric("device_ingest_messages_received_total")).isZero();
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
