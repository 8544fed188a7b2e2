package io.deviceingest.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More messages than there is room for: at QoS 0 they are given up and counted, at QoS 1 they wait at the broker. */
class OverflowIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path files;

    @Test
    void whatFindsNoRoomIsDroppedAndCountedAtQos0AndWaitsAtQos1() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(files.resolve("broker"));
                EmbeddedDatabase database = EmbeddedDatabase.start(files.resolve("database"));
                Ingest ingest = Ingest.start(broker, database, Map.of("mqtt.receive-maximum", "10"));
                Device device = new Device(broker, "device")) {
            await().atMost(SOON).until(ingest::isReady);
            try (Connection held = database.holdWriters()) {
                publish(device, 50, 0);
                await().atMost(SOON).until(() -> dropped(ingest) == 40);
                publish(device, 50, 1);
                await().atMost(SOON).until(() -> ingest.metric("device_ingest_messages_in_flight") == 20);
                await().during(Duration.ofSeconds(1))
                        .atMost(SOON)
                        .until(() -> ingest.metric("device_ingest_messages_in_flight") == 20);
            }
            await().atMost(SOON).until(() -> ingest.metric("device_ingest_messages_stored_total") == 60);
            assertThat(ingest.metric("device_ingest_messages_received_total")).isEqualTo(100);
            assertThat(dropped(ingest)).isEqualTo(40);
            assertThat(ingest.metric("device_ingest_messages_dead_lettered_total"))
                    .isZero();
            await().atMost(SOON).until(() -> ingest.metric("device_ingest_messages_in_flight") == 0);
        }
    }

    private static double dropped(Ingest ingest) {
        return ingest.metric("device_ingest_messages_dropped_total", "reason=\"qos0-overflow\"");
    }

    private static void publish(Device device, int count, int qos) throws Exception {
        for (int i = 0; i < count; i++) {
            String reading = "{\"qos\":" + qos + ",\"n\":" + i + "}";
            device.publish("devices/d/sensor", reading.getBytes(StandardCharsets.UTF_8), qos, false);
        }
    }
}
