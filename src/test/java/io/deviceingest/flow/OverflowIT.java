package io.deviceingest.flow;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.TestSite;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More messages than there is room for: at QoS 0 they are given up and counted, at QoS 1 they wait at the broker. */
class OverflowIT {

    @RegisterExtension
    final TestSite site = new TestSite().withBroker().withDatabase().withProgram(Map.of("MQTT_RECEIVE_MAXIMUM", "10"));

    @Test
    void whatFindsNoRoomIsDroppedAndCountedAtQos0AndWaitsAtQos1() throws Exception {
        Device device = site.device();
        try (Connection held = site.database().holdWriters()) {
            publish(device, 50, 0);
            await().until(() -> dropped() == 40);
            publish(device, 50, 1);
            await().until(() -> metric("in_flight") == 20);
            await().during(Duration.ofSeconds(1)).until(() -> metric("in_flight") == 20);
        }
        await().until(() -> metric("stored_total") == 60);
        assertThat(metric("received_total")).isEqualTo(100);
        assertThat(dropped()).isEqualTo(40);
        assertThat(metric("dead_lettered_total")).isZero();
        await().until(() -> metric("in_flight") == 0);
    }

    private double dropped() {
        return site.program().metric("device_ingest_messages_dropped_total", "reason=\"qos0-overflow\"");
    }

    private double metric(String name) {
        return site.program().metric("device_ingest_messages_" + name);
    }

    private static void publish(Device device, int count, int qos) throws Exception {
        for (int i = 0; i < count; i++) {
            String reading = "{\"qos\":" + qos + ",\"n\":" + i + "}";
            device.publish("devices/d/sensor", reading.getBytes(StandardCharsets.UTF_8), qos, false);
        }
    }
}
